import { AccountDesk } from './account-desk.ts';
import { type ConnectionView, type FrameCounts, viewConnection } from './connection-view.ts';
import { SandboxError } from './errors/sandbox-error.ts';
import { createRouter } from './http/router.ts';
import type { SymbolKey } from './market/find-symbol.ts';
import type { SymbolChanges } from './market/symbol-changes.ts';
import { MarketDesk } from './market-desk.ts';
import { type AuthorizeOptions, type ConsentOptions, giveConsent, writeAuthorizeUrl } from './oauth/give-consent.ts';
import { type OAuth, openOAuth } from './oauth/oauth.ts';
import { oauthRoutes } from './oauth/routes.ts';
import { systemClock } from './platform.ts';
import { type Clock, silentLogger } from './ports.ts';
import { openFeed } from './price-feed.ts';
import { checkOptions, type SandboxOptions } from './sandbox-options.ts';
import { realNames } from './server/certificate.ts';
import { openCertificateStore } from './server/certificate-store.ts';
import { FlushQueue } from './server/flush-queue.ts';
import { HttpDoor } from './server/http-door.ts';
import { JsonDoor } from './server/json-door.ts';
import { makeKey } from './server/make-key.ts';
import { type Endpoint, openDoors } from './server/open-doors.ts';
import { ProtobufDoor } from './server/protobuf-door.ts';
import { Ticker } from './server/ticker.ts';
import { buildWorld } from './venue/build-world.ts';
import { type Environment, environments } from './venue/environment.ts';
import type { FaultControl } from './venue/fault-desk.ts';
import { Venue } from './venue/venue.ts';
import type { Application, TradingAccount } from './venue/world.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What a program needs to log in: the keys of a `credentials.json`. */
export interface SandboxCredentials {
  /** The `ctidTraderAccountId`. */
  readonly accountId: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A new price, in 1/100000 whatever the digits of the symbol: 1.10500 is 110500. At least one side. */
export interface SpotPush {
  readonly environment: Environment;
  /** As in the list of symbols (2114): 1 EURUSD, 4 USDJPY, 41 XAUUSD. */
  readonly symbolId: number;
  readonly bid?: number;
  readonly ask?: number;
  /** Epoch ms. Default: now. Sent only to those who asked for timestamps. */
  readonly timestamp?: number;
}

interface Parts {
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
}

/** A running sandbox: where it is, who can log in, and the strings that a test may pull. */
export class Sandbox {
  readonly #parts: Parts;
  #closing: Promise<void> | undefined;

  /** Use {@link createSandbox}. */
  constructor(parts: Parts) {
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

  /** Ends every connection: with this close code and reason, or, by `'destroy'`, with no goodbye. Returns how many. */
  dropClients(how: { readonly code: number; readonly reason: string } | 'destroy'): number {
    return this.#parts.venue.dropClients(how);
  }

  /** Switches an application on or off. Connections on which it is logged in stay. */
  setApplicationActive(isActive: boolean, name = 'main'): void {
    found(this.#parts.venue.world.applications.get(name), `No application is named "${name}".`).isActive = isActive;
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

/**
 * Starts a sandbox in this process, on loopback.
 *
 * @throws SandboxError `BAD_OPTION`, `PORT_IN_USE`, `PORT_FORBIDDEN`, `LISTEN_FAILED`, or `DATA_FOLDER`.
 * @example
 * const sandbox = await createSandbox();
 * const { accountId, accessToken } = sandbox.credentials('demo');
 * const socket = new WebSocket(sandbox.endpoints.demo.json);
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const checked = checkOptions(options);
  const { seed, ports, timers, limits, maxFrameBytes, maxUnsentBytes, expiresInSeconds, trading } = checked;
  const { clock = systemClock, logger = silentLogger, tls = false, feed = 'none' } = options;
  const world = buildWorld({ seed, expiresInSeconds, changes: options.world ?? {} });
  const startedAt = { at: clock.now(), startedAtEpochMs: clock.wallNow() };
  const { others, play } = await openFeed(feed, Math.floor(startedAt.startedAtEpochMs));
  const onEarlier = (dueAt: number): void => ticker.hasten(dueAt);
  const rules = { timers, limits, trading };
  const venue = new Venue({ world, ...rules, ...startedAt, logger, feed: others, play, onEarlier });
  const ticker: Ticker = new Ticker(venue, clock);
  for (const rule of options.faults ?? []) venue.faults.inject(rule);
  // Certificates are judged by the clients' clocks, so they are dated by the machine's.
  const stored = tls === false ? undefined : await openCertificateStore(tls.dataFolder, systemClock.wallNow());
  const certificate = stored?.certificate;
  const queue = new FlushQueue();
  const shared = { venue, ticker, clock, logger, maxFrameBytes, maxUnsentBytes, queue, certificate };
  const oauth = openOAuth(venue.floor, checked.oauth, makeKey);
  const router = createRouter({ routes: oauthRoutes(oauth), servedNames: realNames, makeKey });
  const doors = {
    json: new JsonDoor({ ...shared, ports: ports.json }),
    protobuf: new ProtobufDoor({ ...shared, ports: ports.protobuf, silenceMs: timers.applicationAuthMs }),
    http: new HttpDoor({ ...shared, router, port: ports.http, onServed: () => ticker.rearm() }),
  };
  const places = await openDoors(doors, certificate !== undefined);
  // A virtual week must not pass before the clients have read its first day.
  const release = clock instanceof VirtualClock ? clock.addPause(() => queue.waitForReaders()) : () => undefined;
  const closables = { doors: Object.values(doors), release };
  return new Sandbox({ venue, clock, ticker, oauth, ...closables, ...places, ca: stored?.ca ?? null });
}

function found<T>(thing: T | undefined, message: string): T {
  if (thing === undefined) throw notInWorld(message);
  return thing;
}

function notInWorld(message: string): SandboxError {
  return new SandboxError(message, { code: 'NOT_IN_WORLD' });
}
