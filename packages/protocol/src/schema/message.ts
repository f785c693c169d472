import type { Fields, Model } from './fields.ts';

/** Who sends a message of this kind, and when. */
export type Direction = 'request' | 'response' | 'event';

/**
 * What a connection must have done before a request is accepted (`PROTOCOL.md`, "Who may send what, and when"):
 * `nothing`, application authentication (`application`), or also account authentication (`account`).
 */
export type Needs = 'nothing' | 'application' | 'account';

/**
 * The budget a request draws from: 50 ordinary or 5 historical requests per second and connection (`PROTOCOL.md`,
 * "Limits").
 */
export type RateClass = 'ordinary' | 'historical';

/** A message with its own payload type. */
export interface Message<Type extends number = number, Name extends string = string, F extends Fields = Fields>
  extends Model<F> {
  readonly payloadType: Type;
  readonly name: Name;
  readonly direction: Direction;
  /** Its payload carries a secret or a token: never log it. */
  readonly isSecret: boolean;
}

/** A request and the payload types that may answer it; the error carriers 2142 and 50 may always answer. */
export interface Request<
  Type extends number = number,
  Name extends string = string,
  F extends Fields = Fields,
  Answers extends number = number,
> extends Message<Type, Name, F> {
  readonly direction: 'request';
  /** Payload types of the answers, the regular one first. */
  readonly answers: readonly Answers[];
  readonly needs: Needs;
  readonly rate: RateClass;
  /** It changes orders or positions: it must never be sent twice by itself. */
  readonly isTradingCommand: boolean;
}

interface SecrecyNotes {
  /** Its payload carries a secret or a token. Default: false. */
  readonly isSecret?: boolean;
}

interface RequestNotes extends SecrecyNotes {
  /** Default: `account` when the request carries `ctidTraderAccountId`, else `application`. */
  readonly needs?: Needs;
  /** Default: `ordinary`. */
  readonly rate?: RateClass;
  /** Default: false. */
  readonly isTradingCommand?: boolean;
}

/** Declares a structure that other messages contain. */
export const model = <const F extends Fields>(name: string, fields: F): Model<F> => ({ name, fields });

/** Declares a request: payload type, name, fields, payload types that may answer. */
export const request = <Type extends number, Name extends string, const F extends Fields, Answers extends number>(
  payloadType: Type,
  name: Name,
  fields: F,
  answers: readonly Answers[],
  notes: RequestNotes = {},
): Request<Type, Name, F, Answers> => ({
  payloadType,
  name,
  direction: 'request',
  fields,
  answers,
  needs: notes.needs ?? ('ctidTraderAccountId' in fields ? 'account' : 'application'),
  rate: notes.rate ?? 'ordinary',
  isTradingCommand: notes.isTradingCommand ?? false,
  isSecret: notes.isSecret ?? false,
});

/** Declares what the server sends back for a request. */
export const response = <Type extends number, Name extends string, const F extends Fields>(
  payloadType: Type,
  name: Name,
  fields: F,
  notes: SecrecyNotes = {},
): Message<Type, Name, F> => ({
  payloadType,
  name,
  direction: 'response',
  fields,
  isSecret: notes.isSecret ?? false,
});

/** Declares what the server sends unasked (the heartbeat is also sent by clients). */
export const event = <Type extends number, Name extends string, const F extends Fields>(
  payloadType: Type,
  name: Name,
  fields: F,
): Message<Type, Name, F> => ({ payloadType, name, direction: 'event', fields, isSecret: false });
