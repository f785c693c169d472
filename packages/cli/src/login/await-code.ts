import type { Secret } from '@tickwire/client';
import type { Context } from '../context.ts';
import { LoginError } from '../errors.ts';
import { formatSpan } from '../output/durations.ts';
import { callbackPorts, consentUrl, redirectUriFor, type Scope } from './addresses.ts';
import type { OwnApplication } from './application.ts';
import { askLine } from './ask.ts';
import { type Arrival, type CallbackReader, readPasted } from './callback.ts';
import { type CallbackServer, openCallbackServer } from './callback-server.ts';

/** How to get somebody's consent. */
export interface ConsentRequest {
  readonly flags: {
    /** Default: `trading`. */
    readonly scope?: Scope;
    readonly noBrowser?: boolean;
    readonly port?: number;
    /** Milliseconds. */
    readonly timeout: number;
    readonly oauthEndpoint?: string;
  };
  readonly application: OwnApplication;
  readonly signal: AbortSignal;
}

/** A code, and the browser that brought it and still waits. */
export interface TakenCode {
  readonly code: Secret;
  readonly redirectUri: string;
  /** Shows the browser how it went, and stops listening. */
  readonly end: (page: 'done' | 'failed') => Promise<void>;
}

/** Sends somebody to the consent page, and waits for the code. Rejects with LoginError, or with `signal.reason`. */
export async function awaitCode(context: Context, request: ConsentRequest): Promise<TakenCode> {
  const desktop = await context.loadDesktop();
  const { Secret: Wrap } = await context.loadClient();
  const reader = { state: desktop.makeKey(), Secret: Wrap };
  if (request.flags.noBrowser === true) return awaitPasted(context, request, reader);
  const server = await openCallbackServer(desktop, reader, {
    port: request.flags.port,
    onTaken: (port) => tellTaken(context, request, port),
  });
  try {
    const url = urlOf(request, reader, server.redirectUri);
    await sendToBrowser(context, request, url);
    const arrival = await within(context, request, server);
    if (arrival.is === 'refused') {
      server.show('refused');
      throw toRefused(arrival);
    }
    const end = (page: 'done' | 'failed') => {
      server.show(page);
      return server.close();
    };
    return { code: arrival.code, redirectUri: server.redirectUri, end };
  } catch (error) {
    await server.close();
    throw error;
  }
}

const urlOf = ({ application, flags }: ConsentRequest, { state }: CallbackReader, redirectUri: string): string =>
  consentUrl({
    clientId: application.clientId,
    redirectUri,
    scope: flags.scope ?? 'trading',
    state,
    oauthEndpoint: flags.oauthEndpoint,
  });

function tellTaken({ stderr }: Context, { flags }: ConsentRequest, port: number): void {
  const next = callbackPorts[callbackPorts.indexOf(port) + 1];
  if (flags.port !== undefined || next === undefined) return;
  stderr.write(`Port ${port} is taken; trying ${redirectUriFor(next)}, which has to be registered too.\n`);
}

async function sendToBrowser(context: Context, { flags }: ConsentRequest, url: string): Promise<void> {
  const { stderr, env } = context;
  const desktop = await context.loadDesktop();
  try {
    await desktop.openBrowser(url, env);
    stderr.write(`Your browser opens the consent page. If it does not, open this address:\n\n${url}\n\n`);
  } catch {
    stderr.write(`No browser could be opened. Open this address in one on this machine:\n\n${url}\n\n`);
  }
  stderr.write(`Waiting ${formatSpan(flags.timeout)} for your consent. Ctrl-C ends it.\n`);
}

/** Without a time limit of their own, codes live one minute: so what comes is used at once. */
async function within(
  { clock }: Context,
  { flags, signal }: ConsentRequest,
  { arrived, redirectUri }: CallbackServer,
): Promise<Exclude<Arrival, { is: 'foreign' }>> {
  let stop = (): void => {};
  const ended = new Promise<never>((_, reject) => {
    const cancel = clock.schedule(flags.timeout, () => reject(toTimeout(flags.timeout, redirectUri)));
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => {
      cancel();
      signal.removeEventListener('abort', onAbort);
    };
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([arrived, ended]);
  } finally {
    stop();
  }
}

const toTimeout = (timeoutMs: number, redirectUri: string): LoginError =>
  new LoginError(`No consent came back within ${formatSpan(timeoutMs)}.`, {
    code: 'LOGIN_TIMEOUT',
    facts: { timeoutMs, redirectUri },
    hint: `run it again; if the page did not know the redirect address, register ${redirectUri} letter by letter on the page of your application`,
  });

function toRefused({ error }: Extract<Arrival, { is: 'refused' }>): LoginError {
  const isDenied = error === 'access_denied';
  return new LoginError(
    isDenied ? 'Access was refused on the consent page.' : `The consent page ended with an error: ${error}.`,
    {
      code: 'CONSENT_REFUSED',
      facts: { error },
      hint: isDenied
        ? 'run it again and press Allow; nothing has changed'
        : 'run it again; if it stays so, look at the status of your application at openapi.ctrader.com',
    },
  );
}

async function awaitPasted(context: Context, request: ConsentRequest, reader: CallbackReader): Promise<TakenCode> {
  const [firstPort = 0] = callbackPorts;
  const redirectUri = redirectUriFor(request.flags.port ?? firstPort);
  const url = urlOf(request, reader, redirectUri);
  context.stderr.write(
    `Open this address in any browser:\n\n${url}\n\nAfter your consent the browser goes to ${redirectUri} and shows an error, because nothing\nwaits there. Copy the whole address from its address bar, within a minute.\n`,
  );
  const deadline = new AbortController();
  const cancel = context.clock.schedule(request.flags.timeout, () =>
    deadline.abort(toTimeout(request.flags.timeout, redirectUri)),
  );
  try {
    const ends = AbortSignal.any([request.signal, deadline.signal]);
    const arrival = readPasted(await askLine(context, 'Paste it here: ', ends), redirectUri, reader);
    if (arrival.is === 'refused') throw toRefused(arrival);
    return { code: arrival.code, redirectUri, end: () => Promise.resolve() };
  } finally {
    cancel();
  }
}
