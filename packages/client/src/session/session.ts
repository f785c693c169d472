import {
  AccountAuthReq,
  AccountLogoutReq,
  type Answer,
  type AnyRequest,
  type Incoming,
  type Message,
  type Payload,
  type ProtocolError,
  type TradingError,
} from '@tickwire/protocol';
import { ClosedError } from '../errors/errors.ts';
import { toCutOff, toLostAnswer, toLostTurn, toNotReady, toUnusableTransport } from '../errors/losses.ts';
import { nextPauseMs } from '../link/backoff.ts';
import { type LinkEffect, type LinkEvent, type LinkState, step } from '../link/step.ts';
import type { CloseReport } from '../ports.ts';
import { AccountKeeper } from './account-keeper.ts';
import type { LoginProgress, LoginResult } from './authorize.ts';
import { Connection } from './connection.ts';
import { exchangeOverConnection } from './connection-exchange.ts';
import { type AskOptions, Dialogue } from './dialogue.ts';
import { explainClose, judgeLoss } from './judgement.ts';
import { runLogin } from './login-run.ts';
import { heedNotice, type NoticePort } from './notices.ts';
import type { RequestOptions } from './options.ts';
import { hostOf, placeOf } from './place.ts';
import { redact } from './redact.ts';
import { speakOf, toUnaskedRefusal } from './refusals.ts';
import { Roster } from './roster.ts';
import type { Health, SessionSettings } from './shape.ts';
import type { Status } from './status.ts';
import { StatusHub } from './status-hub.ts';
import { TokenKeeper } from './token-keeper.ts';
import type { TokenReport } from './token-report.ts';

/** Keeps one connection authenticated. Decisions are made by the link's `step`; this class carries them out. */
export class SessionCore {
  readonly #settings: SessionSettings;
  readonly #hub: StatusHub;
  readonly #dialogue: Dialogue;
  readonly #roster = new Roster();
  readonly #tokens: TokenKeeper;
  #keeper: AccountKeeper | undefined;
  readonly #goodbyes = new Set<Promise<void>>();
  #state: LinkState = { at: 'idle' };
  #connection: Connection | undefined;
  #generation = 0;
  #wasOpen = false;
  #cancelWait: (() => void) | undefined;
  #readySinceAt: number | undefined;

  constructor(settings: SessionSettings) {
    this.#settings = settings;
    this.#hub = new StatusHub(settings.onStatus, (error) => {
      settings.logger.error('a status listener threw', { error: String(error) });
    });
    this.#dialogue = new Dialogue({ ...settings, redact: (text) => this.#redact(text) });
    this.#tokens = this.#makeTokenKeeper();
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
    return request.payloadType === AccountLogoutReq.payloadType
      ? this.#logOut(request, payload, options)
      : this.#ask(request, payload, options);
  }

  #logOut<R extends AnyRequest>(request: R, payload: Payload<R>, options: RequestOptions): Promise<Answer<R>> {
    let isSent = false;
    const onSent = () => {
      isSent = true;
    };
    const answer = this.#ask(request, payload, { ...options, onSent });
    // A payload that does not fit this declaration is refused unsent, and then nobody leaves.
    const { ctidTraderAccountId } = payload as AccountLogoutReq;
    this.#roster.leave(ctidTraderAccountId, answer, {
      wasSent: () => isSent,
      onLeft: () => {
        if (this.#state.at === 'ready') this.#tellReady();
      },
    });
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
      pace: this.#dialogue.pace,
    };
  }

  get tokens(): TokenReport {
    return this.#tokens.report;
  }

  refreshTokens(): Promise<void> {
    if (this.#state.at === 'closed') return Promise.reject(new ClosedError({ cause: this.#state.error }));
    return this.#tokens.refreshNow();
  }

  /** Ends the session; resolves when no connection is left. May be called again. */
  async close(): Promise<void> {
    const spending = this.#tokens.windUp();
    if (spending !== undefined) await spending;
    this.#dispatch({ type: 'close' });
    await Promise.all(this.#goodbyes);
  }

  #dispatch(event: LinkEvent): void {
    const before = this.#state;
    const [state, effects] = step(before, event);
    this.#state = state;
    if (before.at === 'ready' && state.at !== 'ready') {
      this.#readySinceAt = undefined;
      this.#keeper?.stop();
      this.#tokens.becomeIdle();
    }
    for (const effect of effects) this.#perform(effect);
    if (state.at === 'closed' && before.at !== 'closed') {
      // A goodbye of our owner's is no loss: there is nothing to report about it.
      const close = state.error === undefined ? undefined : this.#reportClose(state.close);
      this.#hub.publish({ at: 'closed', error: state.error, close });
      this.#dialogue.end();
      const goodbye = this.#tokens.stop().finally(() => this.#goodbyes.delete(goodbye));
      this.#goodbyes.add(goodbye);
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
    this.#generation += 1;
    this.#wasOpen = false;
    const attempt = 'attempt' in this.#state ? this.#state.attempt : 0;
    this.#hub.publish({ at: 'dialing', attempt, ...this.#place });
    // The status listener may have closed the session.
    if (this.#state.at !== 'dialing') return;
    let connection: Connection;
    try {
      connection = this.#connect(this.#place.endpoint);
    } catch (cause) {
      // The URL was checked; what is left is a transport that cannot be used here at all.
      this.#lose(toUnusableTransport(this.#host, cause), { code: 1006, reason: '', wasClean: false });
      return;
    }
    this.#connection = connection;
    this.#roster.startOver();
    this.#keeper = this.#makeKeeper();
    const goodbye = connection.closed.finally(() => this.#goodbyes.delete(goodbye));
    this.#goodbyes.add(goodbye);
  }

  #connect(url: string): Connection {
    const { connectTimeoutMs, maxFrameBytes, ca } = this.#settings;
    return new Connection({ url, timeoutMs: connectTimeoutMs, maxFrameBytes, ca }, this.#settings, {
      onOpened: () => {
        this.#wasOpen = true;
        this.#dispatch({ type: 'opened' });
      },
      onMessage: (incoming) => this.#receive(incoming),
      onBadFrame: (error) => this.#receiveBadFrame(error),
      onBroken: (error) => this.#lose(error, undefined),
      onClosed: (close, error) => {
        const isLoggingIn = this.#state.at === 'authorizing';
        const report = { ...close, reason: this.#redact(close.reason) };
        this.#lose(error ?? explainClose(this.#host, report, this.current.at, isLoggingIn), report);
      },
    });
  }

  get #place() {
    return { generation: this.#generation, ...placeOf(this.#state, this.#settings, this.#roster) };
  }

  #authorize(): void {
    this.#hub.publish({ at: 'connected', ...this.#place });
    const generation = this.#generation;
    const { wanted, environment, endpoints } = this.#settings;
    const isOneHost = endpoints.live === endpoints.demo;
    const { credentials } = this.#tokens;
    const plan = { credentials, wanted, environment, isOneHost, known: this.#roster.known, isApplicationIn: false };
    runLogin(plan, hostOf(this.#state), {
      isCurrent: () => generation === this.#generation && this.#state.at === 'authorizing',
      ask: (request, payload) => this.#ask(request, payload, {}),
      onProgress: (progress) => this.#tellProgress(progress),
      onResult: (result) => this.#finishLogin(result),
      onFailure: (error) => this.#lose(error, undefined),
      renew: async (refused, error) => {
        await this.#tokens.renew(refused.accessToken, error);
        return this.#tokens.credentials;
      },
    });
  }

  #tellProgress(progress: LoginProgress): void {
    // Without accounts this is the goal; it is told when requests are welcome.
    if (progress.at === 'application-authorized' && this.#settings.wanted.length === 0) return;
    this.#hub.publish({ ...this.#place, ...progress });
  }

  #finishLogin(result: LoginResult): void {
    this.#roster.note(result.accounts);
    if (!result.done) {
      this.#dispatch({ type: 'rerouted', environment: result.environment });
      return;
    }
    this.#roster.evict(result.missing);
    const { clock } = this.#settings;
    this.#dispatch({ type: 'authorized', at: clock.now() });
    this.#readySinceAt = clock.wallNow();
    this.#tellReady();
    this.#keeper?.keep();
  }

  #ask<R extends AnyRequest>(request: R, payload: Payload<R>, options: AskOptions): Promise<Answer<R>> {
    const connection = this.#connection;
    if (connection === undefined) return Promise.reject(toNotReady(request, this.current.at));
    const { onSent } = options;
    const send = (frame: string | Uint8Array) => {
      const isTaken = connection.send(frame);
      if (isTaken) onSent?.();
      return isTaken;
    };
    return this.#dialogue.ask(send, request, payload, options);
  }

  #receive(incoming: Incoming): void {
    this.#dialogue.receive(incoming);
    heedNotice(incoming, this.#notices);
  }

  readonly #notices: NoticePort = {
    adoptTokens: (tokens) => this.#tokens.receive(tokens),
    evict: (accountIds) => {
      this.#roster.evict(accountIds);
      if (this.#state.at === 'ready') this.#keeper?.keep();
    },
    cutOff: (reason) => this.#lose(toCutOff(this.#host, this.#redact(reason)), undefined),
    refuse: (payload) => {
      const { clock, logger } = this.#settings;
      const error = toUnaskedRefusal(payload, clock.wallNow(), (text) => this.#redact(text));
      logger.warn('refusal that answers nothing', { code: error.code });
      // While logging in it is the reason why that will not succeed.
      if (this.#state.at === 'authorizing') this.#lose(error, undefined);
    },
  };

  #redact<T extends string | undefined>(text: T): T {
    return redact(text, this.#tokens.credentials);
  }

  #makeKeeper(): AccountKeeper {
    return new AccountKeeper({
      ...this.#settings,
      roster: this.#roster,
      tokens: this.#tokens,
      authorize: (payload) => this.#ask(AccountAuthReq, payload, {}),
      onRestoring: () => {
        const { environment } = this.#roster;
        if (environment !== undefined) this.#hub.publish({ at: 'authorizing-accounts', ...this.#place, environment });
      },
      onRestored: (lastError) => {
        if (this.#roster.known?.length === 0 && lastError !== undefined) this.#lose(lastError, undefined);
        else this.#tellReady();
      },
    });
  }

  #makeTokenKeeper(): TokenKeeper {
    return new TokenKeeper({
      ...this.#settings,
      overConnection: exchangeOverConnection({
        ask: (request, payload, options) => this.#ask(request, payload, { ...options, isOurs: true }),
        silentMs: () => this.#connection?.silentMs,
      }),
      hasOrdersInFlight: () => this.#dialogue.hasTradingCommands,
      onRenewed: () => {
        if (this.#state.at === 'ready') this.#keeper?.authorizeAgain();
      },
      onReport: this.#settings.onTokens,
    });
  }

  #tellReady(): void {
    this.#tokens.becomeReady();
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
    return new URL(this.#place.endpoint).host;
  }

  #failPending(error: TradingError | undefined): void {
    this.#dialogue.failAll((request, hasLeft) => {
      if (error === undefined && this.#state.at === 'closed') {
        return new ClosedError({ request: request.name, outcome: hasLeft ? 'unknown' : 'not-sent' });
      }
      return hasLeft ? toLostAnswer(speakOf(request), request, error) : toLostTurn(request, error);
    });
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
