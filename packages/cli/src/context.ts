import type { CommandContext, StricliProcess } from '@stricli/core';
import type * as ClientModule from '@tickwire/client';
import type * as SandboxModule from '@tickwire/sandbox';
import type { Probes } from './doctor/probes.ts';

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
  /** As {@link readLine}, but the terminal does not show what is typed. */
  readSecret(signal: AbortSignal): Promise<string | undefined>;
  /** Reads on, keeping nothing, and calls the listener at the end, until the returned function is called. */
  onEnd(listener: () => void): () => void;
}

/** A request that a browser makes to a program on its own machine. */
export interface LocalRequest {
  readonly method: string;
  /** The Host header; empty without one. */
  readonly host: string;
  /** Path and query, as sent. */
  readonly target: string;
}

/** What a browser gets for it: a page. */
export interface LocalAnswer {
  readonly status: number;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a login needs of the machine that somebody sits at. */
export interface Desktop {
  /** Opens the system's browser, or the one that `BROWSER` names. Rejects when there is none, or when it fails at once. */
  openBrowser(url: string, env: Surroundings['env']): Promise<void>;
  /** Serves this port of 127.0.0.1 and ::1. Undefined: somebody else has it. `close` waits for answers under way. */
  listen(
    port: number,
    answer: (request: LocalRequest) => Promise<LocalAnswer>,
  ): Promise<{ close(): Promise<void> } | undefined>;
  /** Thirty-two hexadecimal digits that nobody can guess. */
  makeKey(): string;
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
  readonly loadDesktop: () => Promise<Desktop>;
  readonly loadClient: () => Promise<typeof ClientModule>;
  readonly loadSandbox: () => Promise<typeof SandboxModule>;
  /** How `tickwire doctor` touches machine and network. */
  readonly loadProbes: () => Promise<Probes>;
}

/** What a command gets: its surroundings, and the process as the command framework sees it. */
export interface Context extends Surroundings, CommandContext {
  readonly process: StricliProcess;
}
