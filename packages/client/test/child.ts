import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const tsx = import.meta.resolve('tsx');

/** Starts one of the worker scripts as a process of its own. It ends with the test. */
export function startWorker(name: string, argv: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(`./workers/${name}.ts`, import.meta.url));
  const { PATH, TMPDIR } = process.env;
  const child = fork(path, argv, {
    execArgv: ['--conditions=@tickwire/source', '--import', tsx],
    env: { PATH, ...(TMPDIR === undefined ? {} : { TMPDIR }) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** Resolves with the next message for which `isIt` holds. */
export function nextMessage<T>(child: ChildProcess, isIt: (message: unknown) => message is T): Promise<T> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      if (!isIt(message)) return;
      child.off('message', onMessage);
      resolve(message);
    };
    child.on('message', onMessage);
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
}

/** Resolves when the process is gone. */
export function untilExit(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}
