import type { Credentials } from '@tickwire/client';
import { type AnyField, type AnyRequest, createJsonCodec, type Payload, ProtocolError } from '@tickwire/protocol';
import { parseJson } from '@tickwire/protocol/internal';
import type { Input } from '../context.ts';
import { UsageError } from '../errors.ts';

/** The payload as it was typed, keys by wire name. What it holds is not checked yet. */
export type TypedPayload = Readonly<Record<string, unknown>>;

/** Longer than any request can be. */
const longestBytes = 1_048_576;

/** Reads the payload of `--json`: the text itself, or stdin for `-`; nothing typed is an empty payload. */
export async function readPayload(typed: string | undefined, stdin: Input): Promise<TypedPayload> {
  if (typed === undefined) return {};
  const parsed = parseJson(typed === '-' ? await readStdin(stdin) : typed);
  if (!parsed.ok) {
    // The text is not quoted: it may hold a token.
    throw new UsageError(`The payload is not JSON: ${parsed.reason} at line ${parsed.line}, column ${parsed.column}.`, {
      hint: `write it like --json '{"symbolId":[1]}'`,
    });
  }
  const { value } = parsed;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError('The payload is not a JSON object.', { hint: `write it like --json '{"symbolId":[1]}'` });
  }
  // An object that is not a list has text keys, and nothing is claimed about its values.
  return value as TypedPayload;
}

async function readStdin(stdin: Input): Promise<string> {
  try {
    return await stdin.readAll(longestBytes);
  } catch (cause) {
    throw new UsageError('The payload cannot be read from stdin.', { hint: 'it may be at most 1 MiB long', cause });
  }
}

/** Something of the right type for each key that will be filled in once it is known. */
const stand = {
  ctidTraderAccountId: 1,
  accessToken: 'filled in later',
  refreshToken: 'filled in later',
  clientId: 'filled in later',
  clientSecret: 'filled in later',
} as const;

/** The keys that may be left out of a payload, because credentials or session know them. */
export type FillableKey = keyof typeof stand;

/** Which keys the request has, the payload lacks, and we can fill in. */
export function findMissing(request: AnyRequest, payload: TypedPayload): readonly FillableKey[] {
  // The keys of a constant are its own keys.
  const keys = Object.keys(stand) as FillableKey[];
  return keys.filter((key) => key in request.fields && !(key in payload));
}

/** Values for keys that the payload lacks. Throws UsageError when nobody knows one of them. */
export function fillIn(keys: readonly FillableKey[], accountId: number | undefined, known: Credentials): TypedPayload {
  const values: Readonly<Record<FillableKey, string | number | undefined>> = {
    ctidTraderAccountId: accountId ?? known.accountId,
    accessToken: known.accessToken?.reveal(),
    refreshToken: known.refreshToken?.reveal(),
    clientId: known.clientId,
    clientSecret: known.clientSecret.reveal(),
  };
  const unknown = keys.find((key) => values[key] === undefined);
  if (unknown === undefined) return Object.fromEntries(keys.map((key) => [key, values[key]]));
  throw new UsageError(`The payload has no ${unknown}, and the credentials have none to fill in.`, {
    hint: `add ${unknown} to the payload or to the credentials`,
  });
}

/** Refuses a payload that does not fit its request before anything is connected. Throws UsageError. */
export function checkPayload(request: AnyRequest, payload: TypedPayload): void {
  const tooLarge = findBigInteger(payload, '');
  if (tooLarge !== undefined) {
    throw new UsageError(
      `The integer at ${tooLarge} is beyond 2^53 - 1, where integers get rounded, so it is not sent.`,
      {
        hint: `write a whole number of at most ${Number.MAX_SAFE_INTEGER}; the ids and volumes of the server are smaller`,
      },
    );
  }
  const filled = Object.fromEntries(findMissing(request, payload).map((key) => [key, stand[key]]));
  try {
    encodePayload(request, { ...payload, ...filled });
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new UsageError(cause.message, { hint: cause.hint ?? describeFields(request), cause });
  }
}

/** Where an integer stands that only a bigint can hold: `orderId`, `symbolId[2]`. */
function findBigInteger(value: unknown, path: string): string | undefined {
  if (typeof value === 'bigint') return path;
  if (typeof value !== 'object' || value === null) return undefined;
  const isList = Array.isArray(value);
  for (const [key, child] of Object.entries(value)) {
    const place = isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const found = findBigInteger(child, place);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `SymbolByIdReq takes ctidTraderAccountId, symbolId[]`; what may be left out has a question mark. */
function describeFields({ name, fields }: AnyRequest): string {
  const marks = { required: '', optional: '?', repeated: '[]' } as const;
  const names = Object.entries(fields).map(([key, field]: [string, AnyField]) => key + marks[field.label]);
  return names.length === 0 ? `${name} takes no fields` : `${name} takes ${names.join(', ')}`;
}

/** The text of the message, as it would be sent but for its `clientMsgId`. */
export const encodePayload = (request: AnyRequest, payload: TypedPayload): string =>
  createJsonCodec().encode(request, toPayload(request, payload));

/** The codec, which every message passes, refuses what the type does not allow. */
export const toPayload = <R extends AnyRequest>(_request: R, payload: TypedPayload): Payload<R> =>
  payload as Payload<R>;
