// Builds the packages, installs them packed into an empty folder, as a user would, and runs them on each supported Node.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { capture, run } from './run-step.mjs';

const lines = [
  'connected to server',
  'requested application authentication',
  'application authentication completed',
  'requested account authentication',
  'account authentication completed',
  'fully authenticated and ready for more communication with the server',
];
const wantedNodes = process.argv.slice(2);
const nodes = wantedNodes.length > 0 ? wantedNodes : ['20', '22', '24', '26'];
const cache = resolve('.cache');
const folder = mkdtempSync(join(tmpdir(), 'tickwire-smoke-'));
let passed = 0;

function check(name, actual, wanted) {
  if (actual === wanted) {
    passed += 1;
    return;
  }
  console.error(`not ok ${name}\n  wanted ${JSON.stringify(wanted)}\n  got    ${JSON.stringify(actual)}`);
  process.exit(1);
}

/** The binary of a Node line, from npm, kept in `.cache` between runs. */
function nodeBinary(line) {
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(cache, `node-${line}`);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', '--silent', '--no-save', '--prefix', home, `${name}@${line}`]);
  return join(home, 'node_modules', name, 'bin', 'node');
}

/** Runs `tickwire connect --sandbox` until it says that it is ready, then interrupts it. */
function connectOnce(node, bin) {
  return new Promise((done) => {
    const child = spawn(node, [bin, 'connect', '--sandbox', '--status-interval', '0'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes(lines.at(-1))) child.kill('SIGINT');
    });
    child.on('close', (code) => done(`${text.trim()}\n${code}`));
  });
}

try {
  // Without a build npm packs folders that hold nothing but a README, and does not say so.
  run('npx', ['tsc', '-b', 'packages/cli']);
  const tarballs = ['protocol', 'client', 'sandbox', 'cli'].map((name) =>
    join(folder, capture('npm', ['pack', '--silent', '--pack-destination', folder, `./packages/${name}`]).trim()),
  );
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--silent', '--ignore-scripts', ...tarballs], { cwd: folder });
  for (const script of ['sdk.mjs', 'page.mjs']) {
    writeFileSync(join(folder, script), readFileSync(join('scripts', 'smoke', script)));
  }
  const { version } = JSON.parse(readFileSync('packages/cli/package.json', 'utf8'));
  const bin = join(folder, 'node_modules', 'tickwire', 'dist', 'bin.js');
  for (const line of nodes) {
    const node = nodeBinary(line);
    const options = { cwd: folder };
    const running = capture(node, ['-p', 'process.version'], options).trim();
    check(`node ${line}`, running.startsWith(`v${line}.`), true);
    const said = capture(node, [bin, '--version'], options);
    check(`${running} --version`, said.includes(version) && said.includes('unofficial'), true);
    check(`${running} connect`, await connectOnce(node, bin), `${lines.join('\n')}\n130`);
    check(`${running} sdk`, capture(node, ['sdk.mjs'], options).trim(), 'ready, trader asked, closed');
    if (Number(line) >= 22) {
      const page = capture(node, ['--conditions=browser', 'page.mjs'], options).trim();
      check(`${running} page`, page, 'ready over the global WebSocket');
    }
    // What the sandbox sends must not depend on the engine; this file holds the hash of it. The line that runs this has
    // passed it among the tests.
    if (running !== process.version) {
      capture(node, ['node_modules/vitest/vitest.mjs', 'run', 'packages/sandbox/src/venue/frame-hash.test.ts']);
      passed += 1;
    }
    console.log(`ok packed packages on Node ${running}`);
  }
  console.log(`smoke: ${passed} checks passed on Node ${nodes.join(', ')}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
