import { readFile } from 'node:fs/promises';
import { SandboxError, type SandboxErrorCode } from '../errors/sandbox-error.ts';
import { askHttp } from '../platform-http.ts';
import type { HttpAnswer } from '../ports.ts';
import type { ControlRefusal } from './control-error.ts';
import { type ControlRoute, type ControlTable, isRoute } from './control-route.ts';
import { controlRoutes } from './control-routes.ts';

/** Options of each call. */
export interface ControlCallOptions {
  /** Aborts the request; what it asked for may have happened nevertheless. */
  readonly signal?: AbortSignal;
}

type Call<Input, Answer> = object extends Input
  ? (input?: Input, options?: ControlCallOptions) => Promise<Answer>
  : (input: Input, options?: ControlCallOptions) => Promise<Answer>;

type ClientOf<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends ControlRoute<infer Input, infer Answer>
    ? Call<Input, Answer>
    : ClientOf<Table[Name]>;
};

/** The control API of a sandbox that runs elsewhere: what can be asked of it, by area. */
export type ControlClient = ClientOf<typeof controlRoutes>;

/** Where the control API is, and what opens it. The `control` of the ready document, and `sandbox.control`, fit. */
export interface ControlClientOptions {
  /** The address of the HTTP door, with or without `/control`. */
  readonly url: string;
  /** The token of this start. One of `token` and `tokenFile` is needed. */
  readonly token?: string;
  /** Path of the file that holds the token; read with each call, since every start of a sandbox writes a new one. */
  readonly tokenFile?: string;
  /** Path of the certificate to trust, for a sandbox with TLS: `ca` of the ready document. */
  readonly ca?: string | null;
}

/**
 * Makes a client for the control API of a sandbox, also one in another process. Nothing is sent before the first call.
 *
 * Every call rejects with a SandboxError: the same `code` as the sandbox gives in process; `CONTROL_REFUSED` when the
 * door would not let the request in, `CONTROL_UNREACHABLE` when there was no answer.
 *
 * @throws SandboxError `BAD_OPTION` for a URL that is none, or when there is neither token nor token file.
 * @example
 * const control = createControlClient(ready.control);
 * await control.accounts.deposit({ account: 'demo', amount: 50_000 });
 */
export function createControlClient(options: ControlClientOptions): ControlClient {
  const { url, token, tokenFile } = options;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw badOption('The address of a control API must be a URL such as http://127.0.0.1:5037/control.', 'url');
  }
  if ((token === undefined) === (tokenFile === undefined)) {
    throw badOption('A control client needs either the token or the file that holds it.', 'token');
  }
  const call: Caller = (route, input, callOptions) => ask(options, route, input, callOptions);
  return dress(controlRoutes, call);
}

type Caller = (
  route: ControlRoute<unknown, unknown>,
  input: Readonly<Record<string, unknown>>,
  options: ControlCallOptions,
) => Promise<unknown>;

function dress(table: typeof controlRoutes, call: Caller): ControlClient {
  const client = (part: ControlTable): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      Object.entries(part).map(([name, entry]) => [
        name,
        isRoute(entry)
          ? (input: Readonly<Record<string, unknown>> = {}, options: ControlCallOptions = {}) =>
              call(entry, input, options)
          : client(entry),
      ]),
    );
  // Every route has become the call that `ClientOf` makes of it, under its own name.
  return client(table) as ControlClient;
}

async function ask(
  { url, token, tokenFile, ca }: ControlClientOptions,
  { method, path }: ControlRoute<unknown, unknown>,
  input: Readonly<Record<string, unknown>>,
  { signal }: ControlCallOptions,
): Promise<unknown> {
  const [target, rest] = fillPath(path, input);
  const body = Object.keys(rest).length === 0 ? undefined : JSON.stringify(rest);
  const key = token ?? (await readText(tokenFile ?? '', 'tokenFile')).trim();
  const trusted = typeof ca === 'string' ? await readText(ca, 'ca') : undefined;
  const headers = {
    authorization: `Bearer ${key}`,
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    'content-length': String(Buffer.byteLength(body ?? '')),
  };
  signal?.throwIfAborted();
  let answer: HttpAnswer;
  try {
    answer = await askHttp({ url: new URL(target, url), method, headers, body, ca: trusted, signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw unreachable(url, error);
  }
  return readAnswer(answer, `${method} ${path}`);
}

/** The path with its parts filled in, and what is left of the input for the body. */
function fillPath(
  path: string,
  input: Readonly<Record<string, unknown>>,
): readonly [string, Readonly<Record<string, unknown>>] {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    // Dots alone would be taken for folders of the address, and nothing for no part at all.
    if (typeof value === 'number' || (typeof value === 'string' && !/^\.{0,2}$/.test(value))) {
      return encodeURIComponent(value);
    }
    throw badOption(`This call needs ${name}, a text or a number.`, name);
  });
  return [filled, Object.fromEntries(rest)];
}

function readAnswer({ status, body }: HttpAnswer, what: string): unknown {
  const document = parse(body);
  if (status === 200 && document !== undefined) return document;
  if (!isRefusal(document)) {
    throw new SandboxError(`${what} was answered with HTTP ${status} by something that is no control API.`, {
      code: 'CONTROL_REFUSED',
      facts: { status },
      hint: 'check the address, and that no proxy stands in between',
    });
  }
  const { code, message, hint } = document.error;
  // What the door refuses by itself has codes that exist in no process but its own.
  throw new SandboxError(message, {
    code: isOwnCode(code) ? code : 'CONTROL_REFUSED',
    facts: { status, code },
    ...(hint === null ? {} : { hint }),
  });
}

function isRefusal(document: unknown): document is ControlRefusal {
  if (typeof document !== 'object' || document === null || !('error' in document)) return false;
  const { error } = document;
  if (typeof error !== 'object' || error === null) return false;
  if (!('code' in error && 'message' in error && 'hint' in error)) return false;
  const { code, message, hint } = error;
  return typeof code === 'string' && typeof message === 'string' && (hint === null || typeof hint === 'string');
}

/** The codes that a route can fail with. */
const ownCodes: ReadonlySet<string> = new Set<SandboxErrorCode>([
  'BAD_DOCUMENT',
  'BAD_FAULT',
  'BAD_OPTION',
  'BAD_SNAPSHOT',
  'NOT_POSSIBLE',
  'NOT_IN_WORLD',
]);

const isOwnCode = (code: string): code is SandboxErrorCode => ownCodes.has(code);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readText(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new SandboxError(`The file ${path} of the control client cannot be read.`, {
      code: 'BAD_OPTION',
      facts: { option },
      hint: 'is the sandbox running? It writes the file when it starts',
      cause: error,
    });
  }
}

function unreachable(url: string, cause: unknown): SandboxError {
  const { host } = new URL(url);
  const errno = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
  return new SandboxError(`The control API at ${host} did not answer (${errno}).`, {
    code: 'CONTROL_UNREACHABLE',
    facts: { errno },
    hint: 'is the sandbox running, and is this the address of its HTTP door?',
    cause,
  });
}

function badOption(message: string, option: string): SandboxError {
  return new SandboxError(message, { code: 'BAD_OPTION', facts: { option } });
}
