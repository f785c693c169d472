// `npm start`: installs what is needed, then runs `tickwire connect` from source. Without credentials that is a sandbox
// of its own. What follows `npm start --` goes to the command.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setUpOrExit } from './setup.mjs';

setUpOrExit();

const bin = fileURLToPath(new URL('../packages/cli/src/bin.ts', import.meta.url));
const child = spawn(
  process.execPath,
  [
    '--conditions=@tickwire/source',
    '--import',
    import.meta.resolve('tsx'),
    bin,
    'connect',
    '--or-sandbox',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);

// The command decides how to end, and takes the same signal twice within 300 ms for one: a terminal sends Ctrl-C to the
// whole group, and a process manager only to the one it knows.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));

child.on('error', (error) => {
  process.stderr.write(`error: The command cannot be started (${error.message}).\n`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});
