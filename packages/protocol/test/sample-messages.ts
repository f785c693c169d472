// Small messages with every kind of field, for the tests of the codecs.
import {
  bool,
  bytes,
  double,
  int32,
  int64,
  modelOf,
  oneOf,
  optional,
  repeated,
  stateOf,
  string,
  uint32,
  uint64,
} from '../src/schema/fields.ts';
import { event, model, request } from '../src/schema/message.ts';
import type { Payload } from '../src/schema/payload.ts';

/** An enumeration of descriptive values. */
export const Side = { BUY: 1, SELL: 2 } as const;
export type Side = (typeof Side)[keyof typeof Side];
/** An enumeration of states. */
export const Status = { OPEN: 1, CLOSED: 2 } as const;
export type Status = (typeof Status)[keyof typeof Status];
/** An enumeration too long for one line. */
const Many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`VALUE_${index}`, index]));

/** A structure inside the others. */
export const Trade = model('Trade', { symbolId: int64(1), volume: int64(2), side: oneOf<Side>(3, Side) });
export interface Trade extends Payload<typeof Trade> {}

/** A request, for writing. */
export const Order = request(
  9001,
  'OrderReq',
  {
    // Declared out of order on purpose.
    trade: modelOf<Trade>(4, Trade),
    accountId: int64(2),
    side: optional(oneOf<Side>(3, Side)),
    price: optional(double(5)),
    comment: optional(string(6)),
    isOpen: optional(bool(7)),
    ids: repeated(int64(8)),
    trades: repeated(modelOf<Trade>(9, Trade)),
    small: optional(int32(10)),
    smallUnsigned: optional(uint32(11)),
    unsigned: optional(uint64(12)),
    many: optional(oneOf<number>(13, Many)),
    status: optional(stateOf<Status>(14, Status)),
    raw: optional(bytes(15)),
  },
  [9002],
);

/** An event, for reading: all but one field may be absent. */
export const OrderEvent = event(9001, 'OrderEvent', {
  trade: optional(modelOf<Trade>(4, Trade)),
  accountId: int64(2),
  side: optional(oneOf<Side>(3, Side)),
  price: optional(double(5)),
  comment: optional(string(6)),
  isOpen: optional(bool(7)),
  ids: repeated(int64(8)),
  trades: repeated(modelOf<Trade>(9, Trade)),
  small: optional(int32(10)),
  smallUnsigned: optional(uint32(11)),
  unsigned: optional(uint64(12)),
  status: optional(stateOf<Status>(14, Status)),
  raw: optional(bytes(15)),
  sides: repeated(oneOf<Side>(16, Side)),
});

/** A message without fields. */
export const Empty = event(9051, 'EmptyEvent', {});

/** A value of the structure. */
export const trade: Trade = { symbolId: 1, volume: 100_000, side: Side.BUY };
