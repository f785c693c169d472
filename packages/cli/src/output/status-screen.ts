import type { Health, SessionAccount, Status } from '@tickwire/client';
import type { Surroundings } from '../context.ts';
import { formatSpan, formatUptime } from './durations.ts';
import type { StatusView } from './status-events.ts';
import { type LineSink, StatusLines, type StatusLinesOptions } from './status-lines.ts';
import { ansi, defuse } from './terminal.ts';
import { cutText } from './text.ts';

/** The terminal echoes `^C` behind the line; if that wrapped, only one of the two lines would be erased. */
const roomForEcho = 3;

/** What the status line is made of besides the status. */
export type ReadHealth = () => Health | undefined;

/**
 * The lines of the product on a terminal: what the plain form repeats is here one line at the bottom, redrawn in place.
 */
export class StatusScreen implements StatusView {
  readonly #surroundings: Surroundings;
  readonly #options: StatusLinesOptions;
  readonly #readHealth: ReadHealth;
  readonly #lines: StatusLines;
  #status: Status = { at: 'idle' };
  #changedAt = 0;
  #isDrawn = false;
  #cancelRedraw: (() => void) | undefined;

  constructor(surroundings: Surroundings, options: StatusLinesOptions, readHealth: ReadHealth) {
    this.#surroundings = surroundings;
    this.#options = options;
    this.#readHealth = readHealth;
    const { stdout, stderr, clock } = surroundings;
    const sink: LineSink = {
      print: (line) => this.#above(() => stdout.write(`${line}\n`)),
      repeat() {},
      talk: (sentence) => this.#above(() => stderr.write(`${defuse(sentence)}\n`)),
    };
    // The screen repeats by redrawing, so its lines say everything once.
    this.#lines = new StatusLines(sink, clock, { ...options, intervalMs: 0 });
  }

  show(status: Status): void {
    this.#status = status;
    this.#changedAt = this.#surroundings.clock.now();
    this.#lines.show(status);
    if (status.at === 'closed') this.close();
    else this.#redraw();
  }

  close(): void {
    this.#cancelRedraw?.();
    this.#cancelRedraw = undefined;
    this.#erase();
  }

  #above(write: () => void): void {
    this.#erase();
    write();
  }

  #erase(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    this.#surroundings.stdout.write(ansi.eraseLine);
  }

  #redraw(): void {
    const { intervalMs } = this.#options;
    this.#cancelRedraw?.();
    if (intervalMs === 0) return;
    const { stdout, clock } = this.#surroundings;
    if (!stdout.isBacklogged) {
      const { state, details } = this.#describe();
      const text = cutText([state, ...details].join(' · '), stdout.columns - roomForEcho);
      stdout.write(ansi.eraseLine + ansi.bold(text.slice(0, state.length)) + ansi.dim(text.slice(state.length)));
      this.#isDrawn = true;
    }
    this.#cancelRedraw = clock.schedule(intervalMs, () => this.#redraw());
  }

  #describe(): { readonly state: string; readonly details: readonly string[] } {
    const status = this.#status;
    switch (status.at) {
      case 'idle':
      case 'closed':
        return { state: status.at, details: [] };
      case 'waiting': {
        const leftMs = Math.max(0, status.retryInMs - (this.#surroundings.clock.now() - this.#changedAt));
        return {
          state: 'waiting',
          details: [`next attempt in ${formatSpan(leftMs)}`, `attempt ${status.attempt + 1}`],
        };
      }
      case 'ready':
        return { state: 'ready', details: [...this.#uptime(), describeAccounts(status.accounts), ...this.#link()] };
      case 'application-authorized':
        if (!this.#options.appOnly) break;
        return { state: 'application ready', details: [...this.#uptime(), status.endpoint, ...this.#link()] };
    }
    return { state: status.at === 'dialing' ? 'connecting' : 'logging in', details: [status.endpoint] };
  }

  #uptime(): readonly string[] {
    const sinceAt = this.#readHealth()?.readySinceAt;
    return sinceAt === undefined ? [] : [`up ${formatUptime(this.#surroundings.clock.wallNow() - sinceAt)}`];
  }

  #link(): readonly string[] {
    const health = this.#readHealth();
    if (health === undefined) return [];
    const { lastHeartbeatAt, roundTripMs } = health;
    const agoMs = lastHeartbeatAt === undefined ? undefined : this.#surroundings.clock.wallNow() - lastHeartbeatAt;
    return [
      agoMs === undefined ? 'no heartbeat yet' : `heartbeat ${Math.max(0, Math.round(agoMs / 1_000))} s ago`,
      ...(roundTripMs === undefined ? [] : [`round trip ${formatRoundTrip(roundTripMs)}`]),
    ];
  }
}

const formatRoundTrip = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);

/** The account people know: its login number where we have it. */
function describeAccounts(accounts: readonly SessionAccount[]): string {
  const [first, second] = accounts;
  if (first === undefined) return 'no account';
  if (second !== undefined) return `${accounts.length} ${first.environment} accounts`;
  const login = first.traderLogin === undefined ? '' : `, login ${first.traderLogin}`;
  return `account ${first.accountId} (${first.environment}${login})`;
}
