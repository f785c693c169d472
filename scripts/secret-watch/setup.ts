// Runs in front of every test file: what tests and the processes they start write, and every error of ours, is scanned for
// secrets, and the test that leaks one fails. See CONTRIBUTING.md, "Secrets".
import childProcess, { ChildProcess } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, afterEach } from 'vitest';
import { TradingError } from '../../packages/protocol/src/errors/trading-error.ts';
import { describeLeaks, outputWatch } from '../../packages/testkit/src/secret-scan.ts';

const watch = outputWatch();

watchStreams();
watchChildren();
watchFinishedChildren();
watchErrors();
afterEach(failOnLeaks);
afterAll(failOnLeaks);

function failOnLeaks(): void {
  const leaks = watch.takeLeaks();
  if (leaks.length > 0) throw new Error(describeLeaks(leaks));
}

/** The process's own streams, and those that vitest puts behind the console. */
function watchStreams(): void {
  for (const name of ['stdout', 'stderr'] as const) {
    for (const stream of [process[name], Reflect.get(console, `_${name}`)]) {
      if (stream === undefined) continue;
      const write = stream.write.bind(stream);
      stream.write = (chunk: string | Uint8Array, ...rest: never[]) => {
        watch.note(name, chunk);
        return write(chunk, ...rest);
      };
    }
  }
}

interface SpawnOptions {
  readonly stdio?: unknown;
}

/** Starting a process goes through this method, whichever function begins it. What it would write past us goes through us. */
function watchChildren(): void {
  // Not in Node's types, and there in every Node: `spawn` and `fork` are a new ChildProcess and this call.
  const prototype = ChildProcess.prototype as ChildProcess & { spawn(options: SpawnOptions): unknown };
  const { spawn } = prototype;
  prototype.spawn = function spawnWatched(this: ChildProcess, options) {
    const given: readonly unknown[] = Array.isArray(options.stdio) ? options.stdio : Array(3).fill(options.stdio);
    const isInherited = (fd: number) => fd > 0 && (given[fd] === 'inherit' || given[fd] === fd);
    const stdio = given.map((way, fd) => (isInherited(fd) ? 'pipe' : (way ?? 'pipe')));
    const result = spawn.call(this as typeof prototype, { ...options, stdio });
    for (const [fd, name] of [
      [1, 'stdout'],
      [2, 'stderr'],
    ] as const) {
      const stream = this[name];
      if (stream === null || stream === undefined) continue;
      const push = stream.push.bind(stream);
      // Listening for data would make it flow before its owner listens.
      stream.push = (chunk: unknown) => {
        if (typeof chunk === 'string' || chunk instanceof Uint8Array) watch.note(`${name} of a child`, chunk);
        return push(chunk);
      };
      if (isInherited(fd)) stream.on('data', (chunk: Uint8Array) => process[name].write(chunk));
    }
    return result;
  };
}

/** Processes that are waited for hand over what they have written when they are done. */
function watchFinishedChildren(): void {
  const { spawnSync, execFileSync, execSync } = childProcess;
  const note = <T>(output: T): T => {
    if (typeof output === 'string' || output instanceof Uint8Array) watch.note('output of a child', output);
    return output;
  };
  Object.assign(childProcess, {
    spawnSync(...words: Parameters<typeof spawnSync>) {
      const result = spawnSync(...words);
      for (const output of [result.stdout, result.stderr]) note(output);
      return result;
    },
    execFileSync: (...words: Parameters<typeof execFileSync>) => note(execFileSync(...words)),
    execSync: (...words: Parameters<typeof execSync>) => note(execSync(...words)),
  });
  syncBuiltinESMExports();
}

/** Every error of ours, caught or not: code, message, hint and facts, as logs and documents show them. */
function watchErrors(): void {
  const parent = new Proxy(Error, {
    construct(target, words, newTarget) {
      const error: object = Reflect.construct(target, words, newTarget);
      // Its other fields are set a moment later.
      queueMicrotask(() => watch.note('an error', `${JSON.stringify(error)}\n`));
      return error;
    },
  });
  Object.setPrototypeOf(TradingError, parent);
}
