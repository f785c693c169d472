import type { Clock, CloseReport, Status } from '@tickwire/client';
import { formatSpan } from './durations.ts';
import type { StatusView } from './status-events.ts';
import { toJsonLine } from './terminal.ts';

/** Where lines go. */
export interface LineSink {
  /** A line of the product on stdout. */
  print(line: string): void;
  /** A line that is repeated while nothing changes; it may be left out when the reader is behind. */
  repeat(line: string): void;
  /** A sentence for people on stderr. */
  talk(sentence: string): void;
}

/** How {@link StatusLines} speaks. */
export interface StatusLinesOptions {
  /** Stop at the authenticated application. */
  readonly appOnly: boolean;
  /** Milliseconds between repetitions of the last line; 0 says it once. */
  readonly intervalMs: number;
  /** Time to get ready for the first time, in milliseconds; 0 is no limit. */
  readonly readyTimeoutMs: number;
  /** How many accounts were asked for. */
  readonly accountCount: number;
}

const partialLine = 'partially authenticated';
const readyLine = 'fully authenticated and ready for more communication with the server';

/** How a connection that we gave up ourselves looks from outside. */
const droppedByUs: CloseReport = { code: 1006, reason: '', wasClean: false };

/**
 * Tells the states of a session in the words of the seed: six lines up to readiness, the last one again and again.
 *
 * While nobody knows yet whether the account is live or demo, lines are held back: if the session has to move to the
 * other host, the first attempt was a question, not a connection, and stdout stays six lines.
 */
export class StatusLines implements StatusView {
  readonly #sink: LineSink;
  readonly #clock: Clock;
  readonly #options: StatusLinesOptions;
  #held: string[] = [];
  #isConnected = false;
  #cancelRepeat: (() => void) | undefined;
  /** Where the latest attempt went. */
  #endpoint: string | undefined;
  /** When the session gives up, on the monotonic clock; `Infinity` once it has been ready. */
  #giveUpAt: number;

  constructor(sink: LineSink, clock: Clock, options: StatusLinesOptions) {
    this.#sink = sink;
    this.#clock = clock;
    this.#options = options;
    this.#giveUpAt = options.readyTimeoutMs === 0 ? Infinity : clock.now() + options.readyTimeoutMs;
  }

  /** How long from now until the session gives up, if no attempt `retryInMs` from now comes before that. */
  giveUpInMs(retryInMs: number): number | undefined {
    const leftMs = this.#giveUpAt - this.#clock.now();
    return leftMs > retryInMs ? undefined : Math.max(0, leftMs);
  }

  show(status: Status): void {
    this.close();
    switch (status.at) {
      case 'idle':
        return;
      case 'dialing':
        return this.#startOver(status);
      case 'connected':
        this.#isConnected = true;
        return this.#print('connected to server', status.environment);
      case 'authorizing-application':
        return this.#print('requested application authentication', status.environment);
      case 'application-authorized':
        this.#print('application authentication completed', status.environment);
        if (this.#options.appOnly) this.#stay(partialLine);
        return;
      case 'authorizing-accounts':
        return this.#print('requested account authentication', status.environment);
      case 'ready':
        this.#print('account authentication completed', status.environment);
        return this.#stay(readyLine);
      case 'waiting':
        this.#endConnection(status.close ?? droppedByUs);
        return this.#sink.talk(`${status.error.message} ${this.#tellRetry(status.retryInMs)}`);
      case 'closed':
        // Only the server's own goodbye is news: the error that ends the run tells the rest.
        this.#endConnection(status.close?.code === droppedByUs.code ? undefined : status.close);
    }
  }

  close(): void {
    this.#cancelRepeat?.();
    this.#cancelRepeat = undefined;
  }

  #startOver(status: Status & { readonly at: 'dialing' }): void {
    if (this.#held.length > 0) {
      const kind = String(status.environment);
      const found =
        this.#options.accountCount > 1 ? `The accounts are ${kind} accounts` : `The account is a ${kind} account`;
      this.#sink.talk(status.endpoint === this.#endpoint ? `${found}.` : `${found}: going on at ${status.endpoint}.`);
    }
    this.#endpoint = status.endpoint;
    this.#held = [];
    this.#isConnected = false;
  }

  #print(line: string, environment: string | undefined): void {
    this.#held.push(line);
    if (environment !== undefined) this.#release();
  }

  #release(): void {
    for (const line of this.#held.splice(0)) this.#sink.print(line);
  }

  #endConnection(close: CloseReport | undefined): void {
    this.#release();
    if (this.#isConnected && close !== undefined) {
      const { code, reason, wasClean } = close;
      this.#sink.print(`connection closed ${toJsonLine({ code, reason, wasClean })}`);
    }
    this.#isConnected = false;
  }

  #stay(line: string): void {
    this.#giveUpAt = Infinity;
    this.#release();
    this.#sink.print(line);
    if (this.#options.intervalMs > 0) this.#repeatLater(line);
  }

  /** When the next attempt comes, as a sentence; none is promised that would come too late. */
  #tellRetry(retryInMs: number): string {
    const giveUpInMs = this.giveUpInMs(retryInMs);
    if (giveUpInMs !== undefined) return `Giving up in ${formatSpan(giveUpInMs)}.`;
    return retryInMs === 0 ? 'Trying again at once.' : `Trying again in ${formatSpan(retryInMs)}.`;
  }

  #repeatLater(line: string): void {
    this.#cancelRepeat = this.#clock.schedule(this.#options.intervalMs, () => {
      this.#sink.repeat(line);
      this.#repeatLater(line);
    });
  }
}
