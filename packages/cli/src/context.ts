import type { CommandContext, StricliProcess } from '@stricli/core';
import type * as ClientModule from '@tickwire/client';
import type * as SandboxModule from '@tickwire/sandbox';

/** A stream the command line writes to. */
export interface Output {
  write(text: string): void;
  /** A person looks at it: it is a terminal. */
  readonly isTerminal: boolean;
  /** Width in columns; 80 where there is none. */
  readonly columns: number;
  /** The reader is behind: what can be left out should be. */
  readonly isBacklogged: boolean;
}

/** Where the command line reads from. */
export interface Input {
  readonly isTerminal: boolean;
  /** Everything up to the end, as UTF-8. Rejects when it is longer than `maxBytes`. */
  readAll(maxBytes: number): Promise<string>;
  /** One line, without its end; undefined when the input ended before. Aborting rejects with `signal.reason`. */
  readLine(signal: AbortSignal): Promise<string | undefined>;
}

/** The two signals that ask a program to end. */
export type EndSignal = 'SIGINT' | 'SIGTERM';

/** How stdout came to its end: its reader had enough, or what was written did not arrive. */
export type OutputEnd = 'reader-gone' | 'write-failed';

/** Everything of the outside world that a command may touch; a test hands in its own. */
export interface Surroundings {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: Input;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** The user's own folder. */
  readonly homeFolder: string;
  readonly clock: ClientModule.Clock;
  /** Calls the listener for each signal until the returned function is called; meanwhile the process does not die of it. */
  readonly onSignal: (listener: (signal: EndSignal) => void) => () => void;
  /** Calls the listener when stdout takes nothing more, until the returned function is called. */
  readonly onReaderGone: (listener: (end: OutputEnd) => void) => () => void;
  /** Ends the process now, without waiting for anything. */
  readonly leave: (exitCode: number) => void;
  /** A file's text as UTF-8. Rejects when it is longer than `maxBytes`. */
  readonly readTextFile: (path: string, maxBytes: number) => Promise<string>;
  /** The version of this package. */
  readonly readVersion: () => Promise<string>;
  readonly loadClient: () => Promise<typeof ClientModule>;
  readonly loadSandbox: () => Promise<typeof SandboxModule>;
}

/** What a command gets: its surroundings, and the process as the command framework sees it. */
export interface Context extends Surroundings, CommandContext {
  readonly process: StricliProcess;
}
