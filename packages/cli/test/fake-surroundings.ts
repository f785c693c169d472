import { outputWatch } from '@tickwire/testkit';
import { runApp } from '../src/app.ts';
import type { EndSignal, OutputEnd, Surroundings } from '../src/context.ts';
import { surroundings as realSurroundings } from '../src/platform.ts';

/** What a test may change about the surroundings. */
export interface FakeOptions {
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly homeFolder?: string;
  /** What comes in on stdin; undefined is a stdin that is empty. */
  readonly stdin?: string;
  /** What somebody types, line by line, each when asked. Default: what is in `stdin`, again and again. */
  readonly typed?: readonly string[];
  /** Stands in for the browser. Default: there is none. */
  readonly openBrowser?: (url: string) => Promise<void>;
  readonly clock?: Surroundings['clock'];
}

/** Files, clock and packages are the real ones. */
const real = realSurroundings();

/** Surroundings whose streams are kept, and whose signals a test sends. */
export class FakeSurroundings {
  readonly surroundings: Surroundings;
  readonly left: number[] = [];
  stdout = '';
  stderr = '';
  /** Everything in the order it was written, whatever the stream: what a terminal gets. */
  screen = '';
  isBacklogged = false;
  /** Width of the terminal; a test may resize it. */
  columns: number;
  readonly #signalListeners = new Set<(signal: EndSignal) => void>();
  readonly #endListeners = new Set<() => void>();
  readonly #readerListeners = new Set<(end: OutputEnd) => void>();

  constructor(options: FakeOptions = {}) {
    const { isTerminal = false, columns = 80, stdin = '' } = options;
    const typed = options.typed?.slice();
    const readTyped = () => Promise.resolve(typed === undefined ? (stdin === '' ? undefined : stdin) : typed.shift());
    const keep = (name: 'stdout' | 'stderr') => (text: string) => {
      outputWatch().note(`${name} of the command line`, text);
      this[name] += text;
      this.screen += text;
    };
    this.columns = columns;
    const isBacklogged = () => this.isBacklogged;
    const width = () => this.columns;
    const output = (name: 'stdout' | 'stderr') => ({
      write: keep(name),
      isTerminal,
      get columns() {
        return width();
      },
      get isBacklogged() {
        return isBacklogged();
      },
    });
    this.surroundings = {
      ...real,
      stdout: output('stdout'),
      stderr: output('stderr'),
      stdin: {
        isTerminal,
        readAll: (maxBytes) =>
          stdin.length > maxBytes ? Promise.reject(new RangeError('too long')) : Promise.resolve(stdin),
        readLine: readTyped,
        readSecret: readTyped,
        onEnd: (listener) => {
          this.#endListeners.add(listener);
          return () => this.#endListeners.delete(listener);
        },
      },
      loadDesktop: async () => ({
        ...(await real.loadDesktop()),
        openBrowser: options.openBrowser ?? (() => Promise.reject(new Error('no browser'))),
      }),
      env: options.env ?? {},
      cwd: options.cwd ?? process.cwd(),
      homeFolder: options.homeFolder ?? '/nonexistent',
      clock: options.clock ?? real.clock,
      onSignal: (listener) => {
        this.#signalListeners.add(listener);
        return () => this.#signalListeners.delete(listener);
      },
      onReaderGone: (listener) => {
        this.#readerListeners.add(listener);
        return () => this.#readerListeners.delete(listener);
      },
      leave: (exitCode) => {
        this.left.push(exitCode);
      },
    };
  }

  /** Runs a command line; resolves with its exit code. */
  run(...argv: readonly string[]): Promise<number> {
    return runApp(argv, this.surroundings);
  }

  signal(signal: EndSignal): void {
    for (const listener of [...this.#signalListeners]) listener(signal);
  }

  closeReader(end: OutputEnd = 'reader-gone'): void {
    for (const listener of [...this.#readerListeners]) listener(end);
  }

  endInput(): void {
    for (const listener of [...this.#endListeners]) listener();
  }

  /** How many listeners of any kind are still there; zero after a command is done. */
  get listeners(): number {
    return this.#signalListeners.size + this.#readerListeners.size + this.#endListeners.size;
  }

  get lines(): readonly string[] {
    return this.stdout.split('\n').slice(0, -1);
  }
}
