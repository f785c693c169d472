// Run by scripts/smoke.mjs with the import condition `browser`: the client takes the global WebSocket, as in a page.
// The sandbox is a Node program; it runs in a child, because here `ws` would resolve to its browser form too.
import { spawn } from 'node:child_process';
import { connect } from '@tickwire/client';

const server = spawn(
  process.execPath,
  [
    '--input-type=module',
    '-e',
    `import { createSandbox } from '@tickwire/sandbox';
     const sandbox = await createSandbox();
     console.log(JSON.stringify({ endpoints: sandbox.endpoints, credentials: sandbox.credentials('live') }));
     process.stdin.resume().on('end', () => sandbox.close());`,
  ],
  { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } },
);
const first = await new Promise((resolve) => server.stdout.once('data', (text) => resolve(String(text))));
const { endpoints, credentials } = JSON.parse(first);
const session = await connect({ credentials, endpoint: { live: endpoints.live.json, demo: endpoints.demo.json } });
console.log(`${session.current.at} over the global WebSocket`);
await session.close();
server.stdin.end();
