import * as accountEnums from './enums/account.ts';
import * as errorCodes from './enums/error-codes.ts';
import * as marketEnums from './enums/market.ts';
import * as payloadTypes from './enums/payload-types.ts';
import * as sessionEnums from './enums/session.ts';
import * as tradingEnums from './enums/trading.ts';
import * as account from './messages/account.ts';
import * as common from './messages/common.ts';
import * as margin from './messages/margin.ts';
import * as marketHistory from './messages/market-history.ts';
import * as quotes from './messages/quotes.ts';
import * as session from './messages/session.ts';
import * as symbols from './messages/symbols.ts';
import * as trading from './messages/trading.ts';
import * as tradingHistory from './messages/trading-history.ts';
import * as accountModels from './models/account.ts';
import * as marketModels from './models/market.ts';
import * as symbolModels from './models/symbols.ts';
import * as tradingModels from './models/trading.ts';
import type { EnumTable, Model } from './schema/fields.ts';
import type { Message, Request } from './schema/message.ts';
import type { Payload } from './schema/payload.ts';

type Declared<Area> = Area[keyof Area];

/** Any message with a payload type of its own, as a union to narrow by `payloadType` or `name`. */
export type AnyMessage =
  | Declared<typeof account>
  | Declared<typeof common>
  | Declared<typeof margin>
  | Declared<typeof marketHistory>
  | Declared<typeof quotes>
  | Declared<typeof session>
  | Declared<typeof symbols>
  | Declared<typeof trading>
  | Declared<typeof tradingHistory>;

/** Any of the requests. */
export type AnyRequest = Extract<AnyMessage, { readonly direction: 'request' }>;

/** Any of the messages that refuse a request. */
export type ErrorCarrier = typeof common.ErrorRes | typeof trading.OrderErrorEvent | typeof common.CommonErrorRes;

type MessageByPayloadType = { readonly [M in AnyMessage as M['payloadType']]: M };

/**
 * The payload of a request's regular answer: `Answer<typeof VersionReq>` has the keys of `VersionRes`. Refusals are not
 * part of it. For a request that is not known by its constant it is just an object.
 */
export type Answer<R extends Request> = R extends AnyRequest
  ? Payload<MessageByPayloadType[Exclude<R['answers'][number], ErrorCarrier['payloadType']>]>
  : object;

/** All messages with a payload type of their own, in ascending order of it. */
export const messages: readonly Message[] = [
  account,
  common,
  margin,
  marketHistory,
  quotes,
  session,
  symbols,
  trading,
  tradingHistory,
]
  .flatMap((area): Message[] => Object.values(area))
  .toSorted((a, b) => a.payloadType - b.payloadType);

/** All structures that messages carry, in alphabetical order of their names; without the envelope. */
export const models: readonly Model[] = [accountModels, marketModels, symbolModels, tradingModels]
  .flatMap((area): Model[] => Object.values(area))
  .toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** All enumerations by name. */
export const enums: Readonly<Record<string, EnumTable>> = {
  ...accountEnums,
  ...errorCodes,
  ...marketEnums,
  ...payloadTypes,
  ...sessionEnums,
  ...tradingEnums,
};

/**
 * The messages that refuse a request: 2142 and 50 any request, 2132 a trading command.
 *
 * There is a fourth way, which no payload type shows: an execution event (2126) of type ORDER_REJECTED or
 * ORDER_CANCEL_REJECTED refuses an order after it was accepted, or refuses to cancel it, and has an `errorCode`.
 */
export const errorCarriers: readonly ErrorCarrier[] = [common.ErrorRes, trading.OrderErrorEvent, common.CommonErrorRes];

const byPayloadType: readonly (Message | undefined)[] = indexByPayloadType();
const byName: ReadonlyMap<string, Message> = new Map(
  messages.flatMap((message) => [
    [message.name.toLowerCase(), message],
    [wireName(message).toLowerCase(), message],
  ]),
);

/** The message with this payload type; `undefined` when there is none. */
export function findMessage(payloadType: number): Message | undefined {
  return byPayloadType[payloadType];
}

/**
 * The message with this name; `undefined` when there is none. Takes our names and the official ones, in any case:
 * `NewOrderReq`, `ProtoOANewOrderReq`, `protoheartbeatevent`.
 */
export function findMessageByName(name: string): Message | undefined {
  return byName.get(name.toLowerCase());
}

/** Whether a message is a request, so that its answers, needs and budget can be read. */
export function isRequest(message: Message): message is Request {
  return message.direction === 'request';
}

/** The official name of a message or model: `ProtoOANewOrderReq`, `ProtoHeartbeatEvent`, `ProtoOASymbol`. */
export function wireName(declaration: Model): string {
  const { name } = declaration;
  // The one model we renamed: `Symbol` is taken in JavaScript.
  if (name === 'TradingSymbol') return 'ProtoOASymbol';
  return name.startsWith('Common') ? `Proto${name.slice('Common'.length)}` : `ProtoOA${name}`;
}

function indexByPayloadType(): (Message | undefined)[] {
  // Filled to the end at once: V8 keeps such an array flat, while one with gaps becomes a hash table.
  const table = Array.from({ length: (messages.at(-1)?.payloadType ?? 0) + 1 }, (): Message | undefined => undefined);
  for (const message of messages) table[message.payloadType] = message;
  return table;
}
