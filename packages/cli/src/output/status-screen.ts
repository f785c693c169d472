import type { Health, SessionAccount, Status } from '@tickwire/client';
import type { Surroundings } from '../context.ts';
import { formatSpan, formatUptime } from './durations.ts';
import type { StatusView } from './status-events.ts';
import { type LineSink, StatusLines, type StatusLinesOptions } from './status-lines.ts';
import { ansi, defuse } from './terminal.ts';
import { cutText } from './text.ts';

/** The terminal echoes `^C` behind the line; if that wrapped, only one of the two lines would be erased. */
const roomForEcho = 3;

/** From this width on there is room for more than the line needs on the usual 80 columns. */
const roomyColumns = 104;

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
  /** How many columns the drawn line takes; 0 when none is drawn. */
  #drawnWidth = 0;
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
    if (this.#drawnWidth === 0) return;
    this.#surroundings.stdout.write(this.#eraser());
    this.#drawnWidth = 0;
  }

  /** Erases the drawn line, also when the terminal has become so narrow that the line is several now. */
  #eraser(): string {
    const rows = Math.max(1, Math.ceil(this.#drawnWidth / Math.max(1, this.#surroundings.stdout.columns)));
    return ansi.eraseLine + ansi.eraseLineAbove.repeat(rows - 1);
  }

  #redraw(): void {
    const { intervalMs } = this.#options;
    this.#cancelRedraw?.();
    if (intervalMs === 0) return;
    const { stdout, clock } = this.#surroundings;
    if (!stdout.isBacklogged) {
      const { state, details } = this.#describe();
      const text = joinFitting([state, ...details], stdout.columns - roomForEcho);
      stdout.write(this.#eraser() + ansi.bold(text.slice(0, state.length)) + ansi.dim(text.slice(state.length)));
      this.#drawnWidth = text.length;
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
        const giveUpInMs = this.#lines.giveUpInMs(leftMs);
        if (giveUpInMs !== undefined) return { state: 'waiting', details: [`giving up in ${formatSpan(giveUpInMs)}`] };
        return {
          state: 'waiting',
          details: [`next attempt in ${formatSpan(leftMs)}`, `attempt ${status.attempt + 1}`],
        };
      }
      case 'ready':
        return { state: `ready${this.#uptime()}`, details: [this.#accounts(status.accounts), ...this.#link()] };
      case 'application-authorized':
        if (!this.#options.appOnly) return { state: 'logging in', details: [status.endpoint] };
        return { state: `application ready${this.#uptime()}`, details: [status.endpoint, ...this.#link()] };
      case 'dialing':
        return { state: 'connecting', details: [status.endpoint] };
      default:
        return { state: 'logging in', details: [status.endpoint] };
    }
  }

  #uptime(): string {
    const sinceAt = this.#readHealth()?.readySinceAt;
    return sinceAt === undefined ? '' : ` ${formatUptime(this.#surroundings.clock.wallNow() - sinceAt)}`;
  }

  /** With its login number, which people know it by, where there is room. */
  #accounts(accounts: readonly SessionAccount[]): string {
    const [first, second] = accounts;
    if (first === undefined) return 'no account';
    const { accountId, traderLogin, environment } = first;
    if (second !== undefined) return `${accounts.length} ${environment} accounts`;
    const hasRoom = this.#surroundings.stdout.columns >= roomyColumns && traderLogin !== undefined;
    return hasRoom ? `account ${accountId} (${environment}, login ${traderLogin})` : `${accountId} (${environment})`;
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

/** As many of the fields as have room, the first in any case: half a field says something else than a whole one. */
function joinFitting(fields: readonly string[], width: number): string {
  const [first = '', ...rest] = fields;
  let text = cutText(first, width);
  for (const field of rest) {
    if (text.length + separator.length + field.length > width) break;
    text += separator + field;
  }
  return text;
}

const separator = ' · ';

const formatRoundTrip = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);
