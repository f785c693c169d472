import {
  AccountDisconnectEvent,
  AccountLogoutReq,
  AccountsTokenInvalidatedEvent,
  type Answer,
  type AnyRequest,
  ClientDisconnectEvent,
  type Incoming,
  type Message,
  type Payload,
  type ProtocolError,
  type TradingError,
} from '@tickwire/protocol';
import type { Environment } from '../credentials/credentials.ts';
import { ClosedError } from '../errors/errors.ts';
import { toCutOff, toLostAnswer, toNotReady } from '../errors/losses.ts';
import { nextPauseMs } from '../link/backoff.ts';
import { type LinkEffect, type LinkEvent, type LinkState, step } from '../link/step.ts';
import type { CloseReport } from '../ports.ts';
import { authorizeAccounts, type LoginPort, type LoginProgress, type LoginResult, logIn } from './authorize.ts';
import { Connection } from './connection.ts';
import { Dialogue } from './dialogue.ts';
import { explainClose, judgeLoss } from './judgement.ts';
import type { RequestOptions } from './options.ts';
import { speakOf } from './refusals.ts';
import { Roster } from './roster.ts';
import type { Health, SessionSettings } from './shape.ts';
import type { Status } from './status.ts';
import { StatusHub } from './status-hub.ts';

/** The connection is tried on this host first while nobody knows where the account lives. */
const firstHost: Environment = 'live';

/** Keeps one connection authenticated. Decisions are made by the link's `step`; this class carries them out. */
export class SessionCore {
  readonly #settings: SessionSettings;
  readonly #hub: StatusHub;
  readonly #dialogue: Dialogue;
  readonly #roster = new Roster();
  readonly #goodbyes = new Set<Promise<void>>();
  #state: LinkState = { at: 'idle' };
  #connection: Connection | undefined;
  #generation = 0;
  #wasOpen = false;
  #isApplicationIn = false;
  #cancelWait: (() => void) | undefined;
  #readySinceAt: number | undefined;

  constructor(settings: SessionSettings) {
    this.#settings = settings;
    this.#hub = new StatusHub(settings.onStatus, (error) => {
      settings.logger.error('a status listener threw', { error: String(error) });
    });
    this.#dialogue = new Dialogue(settings);
  }

  get current(): Status {
    return this.#hub.current;
  }

  /** Starts connecting. */
  open(): void {
    this.#dispatch({ type: 'open', environment: this.#settings.environment });
  }

  status(): AsyncIterableIterator<Status> {
    return this.#hub.read();
  }

  request<R extends AnyRequest>(request: R, payload: Payload<R>, options: RequestOptions = {}): Promise<Answer<R>> {
    if (this.#state.at === 'closed') {
      return Promise.reject(new ClosedError({ request: request.name, cause: this.#state.error }));
    }
    if (this.#state.at !== 'ready') return Promise.reject(toNotReady(request, this.current.at));
    const answer = this.#ask(request, payload, options);
    if (request.payloadType === AccountLogoutReq.payloadType) {
      // A payload that does not fit this declaration is refused unsent, and then nobody leaves.
      const { ctidTraderAccountId } = payload as AccountLogoutReq;
      this.#roster.leave(ctidTraderAccountId, answer, () => {
        if (this.#state.at === 'ready') this.#tellReady();
      });
    }
    return answer;
  }

  on<M extends Message>(message: M, listener: (payload: Payload<M>, incoming: Incoming) => void): () => void {
    return this.#dialogue.on(message, listener);
  }

  health(): Health {
    return {
      silentMs: this.#connection?.silentMs,
      lastHeartbeatAt: this.#connection?.lastHeartbeatAt,
      roundTripMs: this.#dialogue.roundTripMs,
      readySinceAt: this.#readySinceAt,
      strayMessages: this.#dialogue.strayMessages,
    };
  }

  /** Ends the session; resolves when no connection is left. May be called again. */
  async close(): Promise<void> {
    this.#dispatch({ type: 'close' });
    await Promise.all(this.#goodbyes);
  }

  #dispatch(event: LinkEvent): void {
    const before = this.#state;
    const [state, effects] = step(before, event);
    this.#state = state;
    if (state.at !== 'ready') this.#readySinceAt = undefined;
    for (const effect of effects) this.#perform(effect);
    if (state.at === 'closed' && before.at !== 'closed') {
      this.#hub.publish({ at: 'closed', error: state.error, close: this.#reportClose(state.close) });
      this.#dialogue.end();
    }
  }

  #perform(effect: LinkEffect): void {
    switch (effect.do) {
      case 'dial':
        return this.#dial();
      case 'authorize':
        return this.#authorize();
      case 'failPending':
        return this.#failPending(effect.error);
      case 'hangUp':
        return this.#hangUp();
      case 'wait':
        return this.#wait(effect.attempt, effect.askedMs);
      case 'stopWaiting':
        this.#cancelWait?.();
        this.#cancelWait = undefined;
    }
  }

  #dial(): void {
    const { endpoints, connectTimeoutMs, maxFrameBytes, ca } = this.#settings;
    this.#generation += 1;
    this.#isApplicationIn = false;
    this.#wasOpen = false;
    const url = endpoints[this.#here];
    const attempt = 'attempt' in this.#state ? this.#state.attempt : 0;
    this.#hub.publish({ at: 'dialing', attempt, ...this.#place });
    // The status listener may have closed the session.
    if (this.#state.at !== 'dialing') return;
    const connection: Connection = new Connection(
      { url, timeoutMs: connectTimeoutMs, maxFrameBytes, ca },
      this.#settings,
      {
        onOpened: () => {
          this.#wasOpen = true;
          this.#dispatch({ type: 'opened' });
        },
        onMessage: (incoming) => this.#receive(incoming),
        onBadFrame: (error) => this.#receiveBadFrame(error),
        onBroken: (error) => this.#lose(error, undefined),
        onClosed: (close, error) => {
          const isLoggingIn = this.#state.at === 'authorizing';
          this.#lose(error ?? explainClose(this.#host, close, this.current.at, isLoggingIn), close);
        },
      },
    );
    this.#connection = connection;
    const goodbye = connection.closed.finally(() => this.#goodbyes.delete(goodbye));
    this.#goodbyes.add(goodbye);
  }

  /** Where we are, or are going; the live host while nobody knows. */
  get #here(): Environment {
    return ('environment' in this.#state ? this.#state.environment : undefined) ?? firstHost;
  }

  get #place() {
    const stated = 'environment' in this.#state ? this.#state.environment : undefined;
    const known = this.#roster.environment ?? this.#settings.environment ?? stated;
    return {
      generation: this.#generation,
      endpoint: this.#settings.endpoints[this.#here],
      // Without accounts nothing will ever tell, and nothing depends on it.
      environment: known ?? (this.#settings.wanted.length === 0 ? this.#here : undefined),
    };
  }

  #authorize(): void {
    const generation = this.#generation;
    if (!this.#isApplicationIn) this.#hub.publish({ at: 'connected', ...this.#place });
    const isCurrent = () => generation === this.#generation && this.#state.at === 'authorizing';
    this.#logIn(generation).then(
      (result) => {
        if (isCurrent()) this.#finishLogin(result);
      },
      (error: unknown) => {
        if (isCurrent()) this.#lose(error, undefined);
      },
    );
  }

  #logIn(generation: number): Promise<LoginResult> {
    const { credentials, wanted, environment, endpoints } = this.#settings;
    const port: LoginPort = {
      ask: (request, payload) => this.#ask(request, payload, {}),
      tell: (progress) => {
        if (generation === this.#generation && this.#state.at === 'authorizing') this.#tellProgress(progress);
      },
    };
    const { known } = this.#roster;
    if (this.#isApplicationIn && known !== undefined) {
      return authorizeAccounts(port, credentials, known).then((accounts) => ({ done: true, accounts }));
    }
    return logIn(
      port,
      { credentials, wanted, environment, isOneHost: endpoints.live === endpoints.demo, known },
      this.#here,
    );
  }

  #tellProgress(progress: LoginProgress): void {
    if (progress.at === 'application-authorized') {
      this.#isApplicationIn = true;
      // Without accounts this is the goal; it is told when requests are welcome.
      if (this.#settings.wanted.length === 0) return;
    }
    this.#hub.publish({ ...this.#place, ...progress });
  }

  #finishLogin(result: LoginResult): void {
    this.#roster.note(result.accounts);
    if (!result.done) {
      this.#dispatch({ type: 'rerouted', environment: result.environment });
      return;
    }
    const { clock } = this.#settings;
    this.#dispatch({ type: 'authorized', at: clock.now() });
    this.#readySinceAt = clock.wallNow();
    this.#tellReady();
  }

  #ask<R extends AnyRequest>(request: R, payload: Payload<R>, options: RequestOptions): Promise<Answer<R>> {
    const connection = this.#connection;
    if (connection === undefined) return Promise.reject(toNotReady(request, this.current.at));
    return this.#dialogue.ask((frame) => connection.send(frame), request, payload, options);
  }

  #receive(incoming: Incoming): void {
    if (!this.#dialogue.receive(incoming)) return;
    switch (incoming.payloadType) {
      case ClientDisconnectEvent.payloadType:
        // The codec has checked the payload against the declaration of this type; so in the cases below.
        this.#lose(toCutOff(this.#host, (incoming.payload as ClientDisconnectEvent).reason), undefined);
        break;
      case AccountDisconnectEvent.payloadType:
        this.#demote([(incoming.payload as AccountDisconnectEvent).ctidTraderAccountId]);
        break;
      case AccountsTokenInvalidatedEvent.payloadType:
        this.#demote((incoming.payload as AccountsTokenInvalidatedEvent).ctidTraderAccountIds ?? []);
    }
  }

  #demote(accountIds: readonly number[]): void {
    if (this.#roster.wants(accountIds)) this.#dispatch({ type: 'demoted' });
  }

  #tellReady(): void {
    const accounts = this.#roster.known ?? [];
    this.#hub.publish(
      accounts.length > 0
        ? { at: 'ready', accounts, ...this.#place }
        : { at: 'application-authorized', ...this.#place },
    );
  }

  #receiveBadFrame(error: ProtocolError): void {
    // Who answers a login with something unreadable does not speak this protocol.
    if (!this.#dialogue.receiveUnreadable(error) && this.#state.at === 'authorizing') this.#lose(error, undefined);
  }

  #lose(cause: unknown, close: CloseReport | undefined): void {
    if (close !== undefined) this.#connection = undefined;
    this.#dispatch({ type: 'lost', ...judgeLoss(cause), close, at: this.#settings.clock.now() });
  }

  get #host(): string {
    return new URL(this.#settings.endpoints[this.#here]).host;
  }

  #failPending(error: TradingError | undefined): void {
    this.#dialogue.failAll((request) =>
      error === undefined && this.#state.at === 'closed'
        ? new ClosedError({ request: request.name, outcome: 'unknown' })
        : toLostAnswer(speakOf(request), request, error),
    );
  }

  #hangUp(): void {
    this.#connection?.release();
    this.#connection = undefined;
  }

  #wait(attempt: number, askedMs: number): void {
    const { clock, random, backoff } = this.#settings;
    const retryInMs = nextPauseMs(attempt, backoff, random, askedMs);
    this.#cancelWait = clock.schedule(retryInMs, () => {
      this.#cancelWait = undefined;
      this.#dispatch({ type: 'waited' });
    });
    if (this.#state.at !== 'waiting') return;
    const { error } = this.#state;
    const close = this.#reportClose(this.#state.close);
    this.#hub.publish({ at: 'waiting', generation: this.#generation, attempt, retryInMs, close, error });
  }

  /** A connection that never opened did not close; one that we gave up ended without a goodbye. */
  #reportClose(close: CloseReport | undefined): CloseReport | undefined {
    if (!this.#wasOpen || this.#state.at === 'idle') return undefined;
    return close ?? { code: 1006, reason: '', wasClean: false };
  }
}
