import { open, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isatty } from 'node:tty';
import type { EndSignal, Input, Output, OutputEnd, Surroundings } from './context.ts';
import { ExitCode } from './exit-codes.ts';

/** The surroundings of this process. */
export function surroundings(): Surroundings {
  const readerGone = watchReader(process.stdout);
  return {
    stdout: toOutput(process.stdout),
    stderr: toOutput(process.stderr),
    stdin: toInput(),
    env: process.env,
    cwd: process.cwd(),
    homeFolder: homedir(),
    clock: {
      now: () => performance.now(),
      wallNow: () => Date.now(),
      schedule(delayMs, run) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    },
    onSignal,
    onReaderGone: readerGone,
    leave: (exitCode) => process.exit(exitCode),
    readTextFile,
    readVersion,
    loadDesktop: async () => (await import('./platform-desktop.ts')).desktop,
    loadClient: () => import('@tickwire/client'),
    loadSandbox: () => import('@tickwire/sandbox'),
    loadProbes: async () => (await import('./platform-probes.ts')).probes,
  };
}

const defaultColumns = 80;

const toOutput = (stream: NodeJS.WriteStream & { readonly fd: number }): Output => ({
  write(text) {
    stream.write(text);
  },
  isTerminal: isatty(stream.fd),
  get columns() {
    return stream.columns || defaultColumns;
  },
  get isBacklogged() {
    return stream.writableNeedDrain;
  },
});

/**
 * `tickwire … | head` closes the pipe when it has enough; any other failure to write loses output, and is one. Whoever
 * runs may say goodbye first; otherwise that is the end.
 */
function watchReader(stdout: NodeJS.WriteStream): Surroundings['onReaderGone'] {
  const listeners = new Set<(end: OutputEnd) => void>();
  let end: OutputEnd | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The first error is the reason; those after it only say that the stream is gone.
    if (end !== undefined) return;
    end = error.code === 'EPIPE' ? 'reader-gone' : 'write-failed';
    if (end === 'write-failed') {
      process.stderr.write(`error: The output cannot be written: ${describeWriteError(error)}.\n`);
      // Whatever the command makes of it: not everything it had to say has arrived.
      process.once('exit', () => {
        process.exitCode = ExitCode.FAILURE;
      });
    }
    if (listeners.size === 0) process.exit(end === 'reader-gone' ? ExitCode.OK : ExitCode.FAILURE);
    for (const listener of listeners) listener(end);
  });
  // Nobody reads what we say about ourselves: that is no reason to stop.
  process.stderr.on('error', () => {});
  return (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
}

const describeWriteError = ({ code }: NodeJS.ErrnoException): string =>
  code === 'ENOSPC' ? 'no space is left where it goes' : `the system says ${code ?? 'nothing more'}`;

function onSignal(listener: (signal: EndSignal) => void): () => void {
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return () => {
    process.off('SIGINT', listener);
    process.off('SIGTERM', listener);
  };
}

function toInput(): Input {
  return {
    isTerminal: isatty(0),
    async readAll(maxBytes) {
      const chunks: Buffer[] = [];
      let length = 0;
      for await (const chunk of process.stdin) {
        // Without an encoding, stdin yields buffers.
        const bytes = chunk as Buffer;
        length += bytes.length;
        if (length > maxBytes) throw new RangeError(`more than ${maxBytes} bytes`);
        chunks.push(bytes);
      }
      return Buffer.concat(chunks).toString('utf8');
    },
    readLine: (signal) => readLine(signal),
    async readSecret(signal) {
      const { Writable } = await import('node:stream');
      // A terminal interface draws what is typed itself, and draws it here.
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      return readLine(signal, { output: nowhere, terminal: isatty(0) });
    },
    onEnd(listener) {
      // An error is an end too: nobody will write there again.
      for (const event of inputEnds) process.stdin.once(event, listener);
      process.stdin.resume();
      return () => {
        for (const event of inputEnds) process.stdin.off(event, listener);
        // A pipe that is still open would keep the process alive.
        process.stdin.destroy();
      };
    },
  };
}

const inputEnds = ['end', 'error'] as const;

async function readLine(
  signal: AbortSignal,
  drawing: { readonly output?: NodeJS.WritableStream; readonly terminal?: boolean } = {},
): Promise<string | undefined> {
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: process.stdin, ...drawing });
  // In raw mode Ctrl-C is a key like any other.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(undefined));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  } finally {
    lines.close();
  }
}

async function readTextFile(path: string, maxBytes: number): Promise<string> {
  const file = await open(path);
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > maxBytes) throw new RangeError(`not a file of at most ${maxBytes} bytes`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

async function readVersion(): Promise<string> {
  // The same distance from src/ and from dist/.
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'of unknown version';
}
