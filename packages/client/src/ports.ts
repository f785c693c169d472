/** The time of day and the passing of time, as the client sees them. */
export interface Clock {
  /** Milliseconds that only ever go forward; for deadlines and intervals. */
  now(): number;
  /** Epoch milliseconds; for display and for moments the server names. */
  wallNow(): number;
  /** Runs something once after a delay in milliseconds, and returns what cancels it. */
  schedule(delayMs: number, run: () => void): () => void;
}

/** Chance, so that simulations can replay it. */
export interface Random {
  /** A number from 0 (included) to 1 (excluded). */
  next(): number;
}

/** The names of everything that may stand in a log line. A new one is added here, after a thought about what it may hold. */
export type LogFact =
  | 'accountId'
  | 'attempt'
  | 'code'
  | 'error'
  | 'field'
  | 'generation'
  | 'isFatal'
  | 'message'
  | 'payloadType'
  | 'reason'
  | 'store'
  | 'value';

/** Plain data that accompanies a log line. Never a payload, a token or a secret. */
export type LogFacts = Readonly<Partial<Record<LogFact, string | number | boolean | null>>>;

/** Where the client tells what it does. Default: nowhere. */
export interface Logger {
  debug(message: string, facts?: LogFacts): void;
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
}

/** A logger that says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** How a connection ended, as the seed prints it. */
export interface CloseReport {
  /** WebSocket close code; 1006 when the peer vanished without one. */
  readonly code: number;
  readonly reason: string;
  /** True when both sides said goodbye. */
  readonly wasClean: boolean;
}

/** What a connection tells its owner. `onClosed` comes exactly once, and last. */
export interface WireHandlers {
  onOpen(): void;
  /** One whole message, as bytes that the receiver may keep. */
  onFrame(frame: Uint8Array): void;
  /** The peer answered our ping. */
  onPong(): void;
  /** `error` says why, when dialing failed or the peer broke the transport's rules. */
  onClosed(close: CloseReport, error: Error | undefined): void;
}

/** One open or opening connection. */
export interface Wire {
  /** Hands a message to the transport. Throws nothing; false means that nothing was taken and nothing will leave. */
  send(frame: string | Uint8Array): boolean;
  /** Bytes that have come in so far, whole messages or not; undefined where the platform does not tell. */
  receivedBytes(): number | undefined;
  /** Asks the peer for a sign of life below the protocol. Does nothing where the platform has no such thing. */
  ping(): void;
  /** Says goodbye and waits shortly for the peer's own; then drops the connection. */
  close(code: number, reason: string): void;
  /** Drops the connection at once, with no goodbye. */
  destroy(): void;
}

/** Where to connect, and within which limits. */
export interface DialTarget {
  /** `wss://…` or `ws://…`. */
  readonly url: string;
  /** One deadline for name, TCP, TLS and upgrade, in milliseconds. */
  readonly timeoutMs: number;
  /** Largest message accepted from the peer, in bytes. */
  readonly maxFrameBytes: number;
  /** Extra trusted certificate authorities, PEM. */
  readonly ca: string | undefined;
}

/** Opens connections. */
export type Dial = (target: DialTarget, handlers: WireHandlers, clock: Clock) => Wire;

/** What an HTTP server answered. */
export interface HttpAnswer {
  readonly status: number;
  /** The header of that name, as it is. */
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/** Posts a form, with redirects refused. Rejects when no answer came; the form must not be in what it rejects with. */
export type SendForm = (
  url: string,
  form: Readonly<Record<string, string>>,
  signal: AbortSignal,
  /** Extra certificate authorities to trust, PEM; platforms that cannot take any leave them out. */
  ca?: string,
) => Promise<HttpAnswer>;
