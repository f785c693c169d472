import { AccountDesk } from './account-desk.ts';
import { checkClosing } from './check-closing.ts';
import { type ConnectionView, type FrameCounts, viewConnection } from './connection-view.ts';
import { found, notInWorld } from './errors/not-in-world.ts';
import type { FaultRule } from './faults/fault-rule.ts';
import { type GrantView, viewGrant } from './grant-view.ts';
import type { SymbolKey } from './market/find-symbol.ts';
import type { SymbolChanges } from './market/symbol-changes.ts';
import { MarketDesk } from './market-desk.ts';
import {
  type AuthorizeOptions,
  type ConsentOptions,
  giveConsent,
  type IssuedTokens,
  issueTokens,
  writeAuthorizeUrl,
} from './oauth/give-consent.ts';
import type { OAuth } from './oauth/oauth.ts';
import type { Clock } from './ports.ts';
import type { SandboxCredentials, SpotPush } from './sandbox-credentials.ts';
import { bringBack, readSnapshot, type SandboxSnapshot, stateFor, writeSnapshot } from './sandbox-snapshot.ts';
import type { Endpoint } from './server/open-doors.ts';
import type { Ticker } from './server/ticker.ts';
import type { WorldSource } from './venue/build-world.ts';
import { type Environment, environments } from './venue/environment.ts';
import type { FaultControl } from './venue/fault-desk.ts';
import type { Venue } from './venue/venue.ts';
import type { Application, TradingAccount } from './venue/world.ts';
import type { GrantOptions } from './venue/world-options.ts';

/** What a {@link Sandbox} is put together from. */
export interface SandboxParts {
  readonly venue: Venue;
  readonly clock: Clock;
  readonly ticker: Ticker;
  readonly doors: readonly { close(): Promise<void> }[];
  readonly endpoints: Readonly<Record<Environment, Endpoint>>;
  readonly http: string;
  readonly oauth: OAuth;
  readonly ca: string | null;
  /** Lets go of what does not belong to the sandbox. */
  readonly release: () => void;
  readonly source: WorldSource;
  readonly controlToken: string;
  /** What goes wrong from the start on. */
  readonly faults: readonly FaultRule[];
}

/** A running sandbox: where it is, who can log in, and the strings that a test may pull. */
export class Sandbox {
  readonly #parts: SandboxParts;
  #closing: Promise<void> | undefined;

  /** Use {@link createSandbox}. */
  constructor(parts: SandboxParts) {
    this.#parts = parts;
  }

  /** Where to connect. */
  get endpoints(): Readonly<Record<Environment, Endpoint>> {
    return this.#parts.endpoints;
  }

  /** Where the consent page and the token endpoint are: `http://…` or `https://…`, without a slash at the end. */
  get http(): string {
    return this.#parts.http;
  }

  /** The address of the consent page, for a browser. @throws SandboxError `BAD_OPTION`. */
  authorizeUrl(options: AuthorizeOptions = {}): string {
    return writeAuthorizeUrl(this.#parts.oauth, this.#parts.http, options);
  }

  /**
   * Gives a consent without a browser, and returns the code that a program can exchange for tokens within a minute.
   * Default: everything that `main` can give to `main`.
   *
   * @throws SandboxError `BAD_OPTION` for what is not in the world, or a redirect URI that is not registered.
   */
  consent(options: ConsentOptions = {}): string {
    return giveConsent(this.#parts.oauth, options, this.#parts.clock.now());
  }

  /** Path of the certificate that clients have to trust; null without TLS. */
  get ca(): string | null {
    return this.#parts.ca;
  }

  /**
   * What to log in with: the current tokens of the grant `main` and an account of the environment.
   *
   * @param account Name of the account. Default: `live` or `demo`.
   * @throws SandboxError `NOT_IN_WORLD` for an unknown account, or after the tokens were revoked.
   */
  credentials(environment: Environment, account: string = environment): SandboxCredentials {
    const { ctidTraderAccountId, environment: home } = this.account(account);
    if (home !== environment) throw notInWorld(`The account "${account}" is not in ${environment}.`);
    const { clientId, clientSecret } = this.application('main');
    return { accountId: ctidTraderAccountId, clientId, clientSecret, ...this.tokens() };
  }

  /** An application by name. @throws SandboxError `NOT_IN_WORLD`. */
  application(name: string): Readonly<Application> {
    return found(this.#parts.venue.world.applications.get(name), `No application is named "${name}".`);
  }

  /** What it counts its time by. */
  get clock(): Clock {
    return this.#parts.clock;
  }

  /** What ids, client secrets, tokens and prices depend on. */
  get seed(): number {
    return this.#parts.source.seed;
  }

  /** The names of all accounts, of both environments. */
  get accountNames(): readonly string[] {
    return [...this.#parts.venue.world.accounts.keys()];
  }

  /** Every grant that has tokens, which are masked: {@link Sandbox.tokens} has them. */
  get grants(): readonly GrantView[] {
    const { venue, clock } = this.#parts;
    return venue.grants.map((grant) => viewGrant(grant, venue.world, { now: clock.now(), wallNow: clock.wallNow() }));
  }

  /**
   * Gives a consent and returns its first tokens, under a name of its own. Default: everything that `main` can give.
   *
   * @throws SandboxError `BAD_OPTION` for what is not in the world.
   */
  issueTokens(options: GrantOptions = {}): IssuedTokens {
    const { oauth, clock } = this.#parts;
    return issueTokens(oauth, options, clock.now());
  }

  /** An account by name. @throws SandboxError `NOT_IN_WORLD`. */
  account(name: string): TradingAccount {
    return found(this.#parts.venue.world.accounts.get(name), `No account is named "${name}".`);
  }

  /** An account by name, to look into it and to do with it what its broker may. @throws SandboxError `NOT_IN_WORLD`. */
  desk(account: string): AccountDesk {
    const { venue, clock, ticker } = this.#parts;
    return new AccountDesk(this.account(account), { venue, clock, ticker });
  }

  /** The market of an environment, to look at and to move. */
  market(environment: Environment): MarketDesk {
    const { venue, clock, ticker } = this.#parts;
    return new MarketDesk(environment, { venue, clock, ticker });
  }

  /**
   * Changes what the details of a symbol say, in both environments, and tells every account that is logged in (2120).
   *
   * @throws SandboxError `NOT_IN_WORLD`, or `BAD_OPTION` for what cannot stand in a symbol.
   */
  changeSymbol(symbol: SymbolKey, changes: SymbolChanges): void {
    for (const environment of environments) this.market(environment).changeSymbol(symbol, changes);
  }

  /** The current tokens of a grant. @throws SandboxError `NOT_IN_WORLD` for an unknown or revoked grant. */
  tokens(grant = 'main'): { readonly accessToken: string; readonly refreshToken: string } {
    const { accessToken, refreshToken } = found(
      this.#parts.venue.grant(grant),
      `No grant is named "${grant}", or it was revoked.`,
    );
    return { accessToken, refreshToken };
  }

  /** Open connections, oldest first. */
  get connections(): readonly ConnectionView[] {
    return [...this.#parts.venue.sessions].map(viewConnection);
  }

  /** The latest 1 000 connections that have ended, oldest first. */
  get pastConnections(): readonly ConnectionView[] {
    return this.#parts.venue.pastSessions.map(viewConnection);
  }

  /** How many frames of each payload type came in and went out since the start, over all connections. */
  get ledger(): { readonly received: FrameCounts; readonly sent: FrameCounts } {
    const { received, sent } = this.#parts.venue.countFrames();
    return { received: Object.fromEntries(received), sent: Object.fromEntries(sent) };
  }

  /** Sets prices of a symbol and tells its subscribers what changed. Returns how many frames went out. */
  pushSpot({ environment, symbolId, bid, ask, timestamp }: SpotPush): number {
    const { venue, clock, ticker } = this.#parts;
    const sides = { ...(bid === undefined ? {} : { bid }), ...(ask === undefined ? {} : { ask }) };
    const change = { symbolId, ...sides, timestamp: timestamp ?? clock.wallNow() };
    const count = venue.pushSpot(environment, change, clock.now());
    ticker.hasten(venue.nextMoveAt());
    return count;
  }

  /** What goes wrong on purpose. */
  get faults(): FaultControl {
    return this.#parts.venue.faults;
  }

  /** Lets an access token expire now: 2147 and 2164 to those who use it. False if there is no such token. */
  expireToken(accessToken: string): boolean {
    return this.#parts.venue.expireToken(accessToken, this.#parts.clock.now());
  }

  /** Takes back the pair of tokens that this one belongs to. False if there is no such token. */
  revokeToken(token: string): boolean {
    return this.#parts.venue.revokeToken(token, this.#parts.clock.now());
  }

  /** Ends an account on every connection (2164). Returns on how many. */
  disconnectAccount(accountId: number): number {
    return this.#parts.venue.disconnectAccount(accountId, this.#parts.clock.now());
  }

  /** Logs the application out on every connection (2148). Returns on how many. */
  disconnectClients(reason: string): number {
    const count = this.#parts.venue.disconnectClients(reason, this.#parts.clock.now());
    this.#parts.ticker.rearm();
    return count;
  }

  /**
   * Ends every connection: with this close code and reason, or, by `'destroy'`, with no goodbye. Returns how many.
   * @throws SandboxError `BAD_OPTION` for a code or a reason that fits into no close frame.
   */
  dropClients(how: { readonly code: number; readonly reason: string } | 'destroy'): number {
    if (how !== 'destroy') checkClosing(how.code, how.reason);
    return this.#parts.venue.dropClients(how);
  }

  /** Switches an application on or off. Connections on which it is logged in stay. */
  setApplicationActive(isActive: boolean, name = 'main'): void {
    found(this.#parts.venue.world.applications.get(name), `No application is named "${name}".`).isActive = isActive;
  }

  /** Where the control API is, and the token of this start that opens it: a secret. Fits {@link createControlClient}. */
  get control(): { readonly url: string; readonly token: string; readonly ca: string | null } {
    const { http, controlToken: token, ca } = this.#parts;
    return { url: `${http}/control`, token, ca };
  }

  /**
   * Writes down everything that has become of the sandbox: accounts with their positions, orders and history, pushed
   * prices, tokens, switches of applications. Connections, subscriptions, codes on their way, counts of frames and faults
   * are not in it.
   */
  snapshot(): SandboxSnapshot {
    const { venue, clock, source } = this.#parts;
    return writeSnapshot(source, venue.snapshot(clock.now()));
  }

  /**
   * Goes back to a snapshot of this sandbox, or of one with the same seed and world. Every connection ends with 1012, as
   * when a server restarts; faults are those of the start. Time does not go back: what was due meanwhile happens at
   * once, with its own time stamp. Access tokens live as long as they had left.
   *
   * @throws SandboxError `BAD_SNAPSHOT`; nothing has changed then.
   */
  restore(snapshot: SandboxSnapshot): void {
    const { venue, clock, source } = this.#parts;
    const state = stateFor(source, readSnapshot(snapshot));
    bringBack(() => venue.restore(state, clock.now()));
    this.#startAnew();
  }

  /** Goes back to the start, without new ports: every connection ends with 1012, and counts of frames begin anew. */
  reset(): void {
    this.#parts.venue.reset(this.#parts.clock.now());
    this.#startAnew();
  }

  #startAnew(): void {
    const { oauth, ticker, venue, faults } = this.#parts;
    for (const rule of faults) venue.faults.inject(rule);
    oauth.startAnew();
    ticker.rearm();
  }

  /** Ends everything. May be called more than once. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #shutDown(): Promise<void> {
    this.#parts.ticker.stop();
    this.#parts.release();
    await Promise.all(this.#parts.doors.map((door) => door.close()));
  }
}
