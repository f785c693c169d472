/** How a connection ends: with this WebSocket close code, or with no goodbye at all. TCP knows no codes: it is a FIN. */
export type CloseChoice = number | 'none';

/** What is wrong with the bytes of a frame. The meaning of `amount` depends on the kind. */
export interface Damage {
  readonly kind: DamageKind;
  readonly amount: number;
}

/** See the catalogue for what each one does. */
export type DamageKind =
  | 'cut'
  | 'invalid-utf8'
  | 'byte-order-mark'
  | 'other-opcode'
  | 'array'
  | 'null'
  | 'number'
  | 'deep'
  | 'duplicate-keys'
  | 'proto-keys'
  | 'big-integers'
  | 'fractions'
  | 'quoted-numbers'
  | 'enum-names'
  | 'missing-field'
  | 'extra-fields'
  | 'payload-type'
  | 'huge'
  | 'one-byte-fragments'
  | 'split'
  | 'compressed-bit'
  | 'wrong-length';

/** What happens to a connection beside its messages, on the transport that carries it. */
export type Disturbance =
  | { readonly do: 'stop-reading' }
  | { readonly do: 'read-on' }
  | { readonly do: 'stop-pongs' }
  | { readonly do: 'pong-on' }
  | { readonly do: 'pings'; readonly count: number };

/** A refusal that the venue has no reason for. */
export interface FalseRefusal {
  readonly carrier: 'ErrorRes' | 'CommonErrorRes' | 'OrderErrorEvent';
  readonly errorCode: string;
  readonly description: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly maintenance?: { readonly end: MaintenanceEnd; readonly inSeconds: number };
}

/** In which form the end of a maintenance is told. */
type MaintenanceEnd = 'seconds' | 'milliseconds' | 'past' | 'absent' | 'year-2100';

/** What happens to a connection once, some time after the fault has taken hold. */
export type Deed =
  | { readonly do: 'close'; readonly code: CloseChoice }
  | { readonly do: 'close-all'; readonly code: CloseChoice }
  | { readonly do: 'end-token'; readonly reason: string }
  | { readonly do: 'log-out'; readonly reason: string }
  | { readonly do: 'end-account' }
  | { readonly do: 'change-symbol'; readonly symbolId: number }
  | { readonly do: 'forget-subscriptions' }
  | { readonly do: 'replay-executions'; readonly count: number }
  | { readonly do: 'burst'; readonly perSecond: number; readonly forMs: number }
  | { readonly do: 'deafen'; readonly forMs: number }
  | { readonly do: 'lose'; readonly direction: 'both' | 'in' | 'out'; readonly forMs: number }
  | { readonly do: 'disturb'; readonly disturbance: Disturbance };

/** What becomes of the answers to a request that is carried out. */
export type AnswerChange =
  | { readonly is: 'withheld' }
  | { readonly is: 'late'; readonly ms: number }
  | { readonly is: 'repeated'; readonly times: number }
  | { readonly is: 'refused'; readonly refusal: FalseRefusal };

/** What a fault does before a connection is let in. */
export interface UpgradeAct {
  readonly do: 'refuse-upgrade';
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
}

/** What a fault does to a message of a client. */
type InboundAct =
  | { readonly do: 'swallow' }
  | { readonly do: 'handle-late'; readonly ms: number }
  | { readonly do: 'refuse'; readonly refusal: FalseRefusal }
  | { readonly do: 'refuse-repeated-order' }
  | { readonly do: 'close-unhandled'; readonly code: CloseChoice }
  | { readonly do: 'change-answers'; readonly change: AnswerChange };

/** How the rows of an answer are spoiled. */
export type RowChange =
  | { readonly is: 'more-for-ever' }
  | { readonly is: 'edge-repeated' }
  | { readonly is: 'empty-with-more' }
  | { readonly is: 'cut' }
  | { readonly is: 'lagging'; readonly seconds: number };

/** What a fault does to a message of the sandbox. */
export type OutboundAct =
  | { readonly do: 'drop' }
  | { readonly do: 'drop-unless'; readonly kind: 'answer' | 'execution' }
  | { readonly do: 'repeat'; readonly times: number }
  | { readonly do: 'delay'; readonly ms: number; readonly jitterMs: number }
  | { readonly do: 'hold'; readonly distance: number }
  | { readonly do: 'change-id'; readonly id: 'missing' | 'unknown' | 'previous' }
  | { readonly do: 'change-rows'; readonly change: RowChange }
  | { readonly do: 'damage'; readonly damage: Damage };

/** What happens to a connection because of a fault that may take hold anywhere. */
interface LaterAct {
  readonly do: 'later';
  readonly afterMs: number;
  readonly deed: Deed;
}

/** What a fault does. */
export type Act = UpgradeAct | InboundAct | OutboundAct | LaterAct;

/** Where a fault takes hold: before a connection is let in, once it is open, or on a message. */
export type Hook = 'upgrade' | 'open' | 'inbound' | 'outbound';

/** How messages travel: JSON or Protobuf frames of a WebSocket, or Protobuf with lengths on TCP. */
export type Wire = 'json' | 'protobuf-websocket' | 'protobuf-tcp';
