import type { FalseRefusal, Wire } from './act.ts';
import { damage, deed, type FaultEntry, fault, outgoing } from './define-fault.ts';
import { choice, closing, number, optionalNumber, type Parameter, text } from './parameter.ts';

const jsonOnly: readonly Wire[] = ['json'];
const webSocketOnly: readonly Wire[] = ['json', 'protobuf-websocket'];
const lists = [
  'DealListRes',
  'OrderListRes',
  'OrderListByPositionIdRes',
  'DealListByPositionIdRes',
  'GetTickDataRes',
  'GetTrendbarsRes',
];
const tradingCommands = ['NewOrderReq', 'CancelOrderReq', 'AmendOrderReq', 'AmendPositionSLTPReq', 'ClosePositionReq'];

const ms = (byDefault: number) => number('Milliseconds', byDefault, 0, 3_600_000);
const seconds = (byDefault: number) => number('Seconds', byDefault, 0, 86_400);
const errorCode = (byDefault: string) => text('Error code', byDefault);
const description = text('Description; empty: none', '');
const none = () => 0;

const plainRefusal = (code: string, words: string): FalseRefusal => ({
  carrier: 'ErrorRes',
  errorCode: code,
  description: words === '' ? undefined : words,
});

/**
 * Every fault that the sandbox can cause. A new row is everything a new fault needs, as long as one of the acts in
 * `act.ts` does it.
 */
export const faultTable = {
  // When a client connects.
  'refuse-upgrade': fault({
    ids: ['N4'],
    description: 'Answers the WebSocket handshake with an HTTP status; a TCP client is hung up on.',
    hooks: ['upgrade'],
    parameters: {
      status: choice('HTTP status', '503', '301', '401', '403', '429'),
      retryAfterSeconds: optionalNumber('Seconds in Retry-After', 0, 86_400),
    },
    act: ({ status, retryAfterSeconds }) => ({ do: 'refuse-upgrade', status: Number(status), retryAfterSeconds }),
  }),
  'accept-then-close': deed({
    ids: ['N12', 'N6'],
    description: 'Lets a client in and ends the connection at once.',
    hooks: ['open'],
    parameters: { code: closing('none') },
    deed: ({ code }) => ({ do: 'close', code }),
  }),

  // What becomes of a request.
  'swallow-request': fault({
    ids: ['O2', 'O6', 'T1', 'P1'],
    description: 'A request is lost before anyone has read it: nothing is carried out, nothing is answered.',
    hooks: ['inbound'],
    parameters: {},
    act: () => ({ do: 'swallow' }),
  }),
  'handle-late': fault({
    ids: ['P1', 'O7', 'O9'],
    description: 'A request is carried out later; what comes after it is not held up.',
    hooks: ['inbound'],
    parameters: { ms: ms(5_000) },
    act: ({ ms: delayMs }) => ({ do: 'handle-late', ms: delayMs }),
  }),
  'answer-late': fault({
    ids: ['P1', 'O7'],
    description: 'A request is carried out at once and answered later, execution events with its id included.',
    hooks: ['inbound'],
    parameters: { ms: ms(30_000) },
    act: ({ ms: delayMs }) => ({ do: 'change-answers', change: { is: 'late', ms: delayMs } }),
  }),
  'answer-never': fault({
    ids: ['P1', 'O3', 'O4', 'O6', 'T2'],
    description: 'A request is carried out and never answered, execution events with its id included.',
    hooks: ['inbound'],
    parameters: {},
    act: () => ({ do: 'change-answers', change: { is: 'withheld' } }),
  }),
  'answer-twice': fault({
    ids: ['P1', 'P9'],
    description: 'A request is carried out once and every answer to it comes more than once.',
    hooks: ['inbound'],
    parameters: { times: number('How often it comes in all', 2, 2, 1_000) },
    act: ({ times }) => ({ do: 'change-answers', change: { is: 'repeated', times } }),
  }),
  'answer-refused': fault({
    ids: ['T8', 'O5'],
    description: 'A request is carried out, but its answer is a refusal.',
    hooks: ['inbound'],
    parameters: { errorCode: errorCode('UNKNOWN_ERROR'), description },
    act: ({ errorCode: code, description: words }) => ({
      do: 'change-answers',
      change: { is: 'refused', refusal: plainRefusal(code, words) },
    }),
  }),
  refuse: fault({
    ids: ['P2', 'P3', 'P4', 'P7', 'P12', 'T8', 'O12'],
    description: 'A request is refused with any error code, and not carried out.',
    hooks: ['inbound'],
    parameters: {
      errorCode: errorCode('UNKNOWN_ERROR'),
      description,
      carrier: choice('Message that carries it', 'ErrorRes', 'CommonErrorRes'),
    },
    act: ({ errorCode: code, description: words, carrier }) => ({
      do: 'refuse',
      refusal: { ...plainRefusal(code, words), carrier },
    }),
  }),
  'refuse-order': fault({
    ids: ['O14', 'O2'],
    description: 'A trading command is refused by an order error whose ids are zero, and not carried out.',
    hooks: ['inbound'],
    messageTypes: tradingCommands,
    parameters: { errorCode: errorCode('TRADING_DISABLED'), description },
    act: ({ errorCode: code, description: words }) => ({
      do: 'refuse',
      refusal: { ...plainRefusal(code, words), carrier: 'OrderErrorEvent' },
    }),
  }),
  maintenance: fault({
    ids: ['P5'],
    description: 'A request is refused because of maintenance, with its end in one form or another.',
    hooks: ['inbound'],
    parameters: {
      end: choice('How the end is told', 'seconds', 'milliseconds', 'past', 'absent', 'year-2100'),
      inSeconds: number('Seconds until the end, or since it for past', 60, 0, 604_800),
      carrier: choice('Message that carries it', 'ErrorRes', 'CommonErrorRes'),
    },
    act: ({ end, inSeconds, carrier }) => ({
      do: 'refuse',
      refusal: {
        carrier,
        errorCode: 'SERVER_IS_UNDER_MAINTENANCE',
        description: undefined,
        maintenance: { end, inSeconds },
      },
    }),
  }),
  'block-payload-type': fault({
    ids: ['P6'],
    description: 'A request is refused because its type is blocked, whatever the rate was.',
    hooks: ['inbound'],
    parameters: { retryAfter: optionalNumber('Seconds that it says to wait', 0, 3_600) },
    act: ({ retryAfter }) => ({
      do: 'refuse',
      refusal: { ...plainRefusal('BLOCKED_PAYLOAD_TYPE', ''), retryAfter },
    }),
  }),
  'refuse-repeated-order': fault({
    ids: ['O10'],
    description: 'A new order whose client order id has been seen on its account is refused; otherwise both are taken.',
    hooks: ['inbound'],
    messageTypes: ['NewOrderReq'],
    parameters: {},
    act: () => ({ do: 'refuse-repeated-order' }),
  }),
  'close-before-handling': fault({
    ids: ['N6', 'O2', 'T1'],
    description: 'The connection ends in place of carrying out a request.',
    hooks: ['inbound'],
    parameters: { code: closing('none') },
    act: ({ code }) => ({ do: 'close-unhandled', code }),
  }),

  // What happens to a connection.
  close: deed({
    ids: ['N6', 'O3', 'O4', 'O5'],
    description: 'The connection ends; after a request that is named has been carried out.',
    parameters: { code: closing(1001) },
    deed: ({ code }) => ({ do: 'close', code }),
  }),
  'close-all': deed({
    ids: ['N13'],
    description: 'Every connection of the sandbox ends at the same moment.',
    parameters: { code: closing('none') },
    deed: ({ code }) => ({ do: 'close-all', code }),
  }),
  'invalidate-token': deed({
    ids: ['P4', 'T9'],
    description: 'Tells the connection that the tokens of its accounts are dead (2147, then 2164); the tokens live on.',
    messageTypes: ['AccountAuthReq'],
    parameters: { reason: text('Reason it gives', 'Access token was revoked') },
    deed: ({ reason }) => ({ do: 'end-token', reason }),
  }),
  'log-out-application': deed({
    ids: ['P4'],
    description: 'Logs the application out on the connection (2148), which stays open.',
    messageTypes: ['ApplicationAuthReq'],
    parameters: { reason: text('Reason it gives', 'Client disconnected') },
    deed: ({ reason }) => ({ do: 'log-out', reason }),
  }),
  'disconnect-account': deed({
    ids: ['P4'],
    description: 'Ends the accounts of the connection (2164); with accounts named, only those.',
    messageTypes: ['AccountAuthReq'],
    parameters: {},
    deed: () => ({ do: 'end-account' }),
  }),
  'change-symbol': deed({
    ids: ['O13'],
    description: 'Tells the accounts of the connection that a symbol has changed.',
    messageTypes: ['AccountAuthReq'],
    parameters: { symbolId: number('Id of the symbol', 1, 1, 2 ** 31) },
    deed: ({ symbolId }) => ({ do: 'change-symbol', symbolId }),
  }),
  'lose-subscriptions': deed({
    ids: ['P12'],
    description: 'Forgets all subscriptions of the connection without a word.',
    messageTypes: ['SubscribeSpotsReq'],
    parameters: {},
    deed: () => ({ do: 'forget-subscriptions' }),
  }),
  'replay-executions': deed({
    ids: ['O8'],
    description: 'Sends the latest execution events of an account once more, as after a login on a new connection.',
    messageTypes: ['AccountAuthReq'],
    parameters: { last: number('How many of them', 10, 1, 100) },
    deed: ({ last }) => ({ do: 'replay-executions', count: last }),
  }),
  'spot-burst': deed({
    ids: ['P15'],
    description: 'Floods the connection with prices of the first symbol it is subscribed to.',
    messageTypes: ['SubscribeSpotsReq'],
    parameters: {
      perSecond: number('Events in a second', 50_000, 100, 200_000),
      seconds: number('Seconds', 10, 1, 600),
    },
    deed: ({ perSecond, seconds: count }) => ({ do: 'burst', perSecond, forMs: count * 1_000 }),
  }),
  'stop-reading': deed({
    ids: ['N10'],
    description: 'Reads nothing from the connection for a while, so that what the client sends backs up.',
    parameters: { seconds: seconds(60) },
    deed: ({ seconds: count }) => ({ do: 'deafen', forMs: count * 1_000 }),
  }),
  'half-open': deed({
    ids: ['N7'],
    description: 'The peer is gone without a goodbye: nothing is read, nothing is written, nothing is closed.',
    parameters: {
      lost: choice('What is lost: in is what the client sends', 'both', 'in', 'out'),
      seconds: seconds(120),
    },
    deed: ({ lost, seconds: count }) => ({ do: 'lose', direction: lost, forMs: count * 1_000 }),
  }),
  'ping-flood': deed({
    ids: ['N9'],
    description: 'Sends many WebSocket pings in a row.',
    wires: webSocketOnly,
    parameters: { pings: number('How many', 10_000, 1, 1_000_000) },
    deed: ({ pings }) => ({ do: 'disturb', disturbance: { do: 'pings', count: pings } }),
  }),
  'no-pong': deed({
    ids: ['N9'],
    description: 'WebSocket pings of the client are not answered any more.',
    wires: webSocketOnly,
    parameters: {},
    deed: () => ({ do: 'disturb', disturbance: { do: 'stop-pongs' } }),
  }),

  // What becomes of a message of the sandbox.
  drop: outgoing({
    ids: ['P8', 'P9', 'O6'],
    description: 'A message is lost; without message types, everything but heartbeats.',
    parameters: {},
    act: () => ({ do: 'drop' }),
  }),
  'no-heartbeats': outgoing({
    ids: ['P8'],
    description: 'Heartbeats stop while data flows.',
    messageTypes: ['CommonHeartbeatEvent'],
    parameters: {},
    act: () => ({ do: 'drop' }),
  }),
  'no-data': outgoing({
    ids: ['P8'],
    description: 'Events stop while heartbeats and answers flow.',
    messageTypes: ['SpotEvent', 'DepthEvent', 'ExecutionEvent'],
    parameters: {},
    act: () => ({ do: 'drop' }),
  }),
  'answers-only': outgoing({
    ids: ['P9', 'O6'],
    description: 'Of what the sandbox sends, only answers get through, and no execution event.',
    parameters: {},
    act: () => ({ do: 'drop-unless', kind: 'answer' }),
  }),
  'executions-only': outgoing({
    ids: ['P9', 'O6'],
    description: 'Of what the sandbox sends, only execution events get through.',
    parameters: {},
    act: () => ({ do: 'drop-unless', kind: 'execution' }),
  }),
  duplicate: outgoing({
    ids: ['O8', 'P9'],
    description: 'A message comes more than once.',
    parameters: { times: number('How often it comes in all', 2, 2, 1_000) },
    act: ({ times }) => ({ do: 'repeat', times }),
  }),
  delay: outgoing({
    ids: ['O7', 'P9', 'N8'],
    description: 'A message comes later; later ones overtake it.',
    parameters: { ms: ms(1_000), jitterMs: number('Milliseconds more at most, by chance', 0, 0, 3_600_000) },
    act: ({ ms: delayMs, jitterMs }) => ({ do: 'delay', ms: delayMs, jitterMs }),
  }),
  reorder: outgoing({
    ids: ['O8', 'P9'],
    description: 'A message is held back until others have gone out after it, at most one second.',
    parameters: { distance: number('How many others', 1, 1, 1_000) },
    act: ({ distance }) => ({ do: 'hold', distance }),
  }),
  'change-client-id': outgoing({
    ids: ['P9', 'O14'],
    description:
      'A message that carries a client message id comes without it, with an unknown one, or with the previous one.',
    parameters: { id: choice('What stands there', 'missing', 'unknown', 'previous') },
    act: ({ id }) => ({ do: 'change-id', id }),
  }),
  'endless-paging': outgoing({
    ids: ['P13'],
    description: 'A list says that it has more, always.',
    messageTypes: lists,
    parameters: {},
    act: () => ({ do: 'change-rows', change: { is: 'more-for-ever' } }),
  }),
  'repeated-rows': outgoing({
    ids: ['P13'],
    description:
      'A list begins with the last row of the page before it, or ends with a row twice when it is the first.',
    messageTypes: lists,
    parameters: {},
    act: () => ({ do: 'change-rows', change: { is: 'edge-repeated' } }),
  }),
  'empty-page': outgoing({
    ids: ['P13'],
    description: 'A list has no rows and says that it has more.',
    messageTypes: lists,
    parameters: {},
    act: () => ({ do: 'change-rows', change: { is: 'empty-with-more' } }),
  }),
  'cut-history': outgoing({
    ids: ['O12'],
    description: 'A list lacks the second half of its rows and does not say so.',
    messageTypes: lists,
    parameters: {},
    act: () => ({ do: 'change-rows', change: { is: 'cut' } }),
  }),
  'history-lag': outgoing({
    ids: ['O12'],
    description: 'A list of orders, deals or cash flow lacks what is younger than this.',
    messageTypes: [...lists.slice(0, 4), 'CashFlowHistoryListRes'],
    parameters: { seconds: number('Seconds', 60, 1, 3_600) },
    act: ({ seconds: count }) => ({ do: 'change-rows', change: { is: 'lagging', seconds: count } }),
  }),

  // What becomes of the bytes of a frame.
  'cut-frame': damage('cut', {
    ids: ['P10'],
    description: 'A message ends in the middle.',
    parameters: {},
    amount: none,
  }),
  'invalid-utf8': damage('invalid-utf8', {
    ids: ['P10'],
    description: 'A text in a message is not UTF-8.',
    parameters: {},
    amount: none,
  }),
  'byte-order-mark': damage('byte-order-mark', {
    ids: ['P10'],
    description: 'JSON begins with a byte order mark.',
    wires: jsonOnly,
    parameters: {},
    amount: none,
  }),
  'other-opcode': damage('other-opcode', {
    ids: ['P10'],
    description: 'JSON comes in a binary frame, Protobuf in a text frame.',
    wires: webSocketOnly,
    parameters: {},
    amount: none,
  }),
  'json-array': damage('array', {
    ids: ['P10'],
    description: 'In place of an object there is an array with the object in it.',
    wires: jsonOnly,
    parameters: {},
    amount: none,
  }),
  'json-null': damage('null', {
    ids: ['P10'],
    description: 'In place of an object there is null.',
    wires: jsonOnly,
    parameters: {},
    amount: none,
  }),
  'json-number': damage('number', {
    ids: ['P10'],
    description: 'In place of an object there is a number.',
    wires: jsonOnly,
    parameters: {},
    amount: none,
  }),
  'depth-bomb': damage('deep', {
    ids: ['P10'],
    description: 'A message carries arrays within arrays in an unknown field.',
    wires: jsonOnly,
    parameters: { depth: number('How deep', 100_000, 1, 1_000_000) },
    amount: ({ depth }) => depth,
  }),
  'duplicate-keys': damage('duplicate-keys', {
    ids: ['P10'],
    description: 'The payload type is there twice: first a wrong one, then the right one.',
    parameters: {},
    amount: none,
  }),
  'proto-keys': damage('proto-keys', {
    ids: ['P10'],
    description: 'JSON carries the keys __proto__ and constructor, in the envelope and in the payload.',
    wires: jsonOnly,
    parameters: {},
    amount: none,
  }),
  'big-integers': damage('big-integers', {
    ids: ['P11'],
    description: 'The first integer of the payload is 9007199254740993, which no double can hold.',
    parameters: {},
    amount: none,
  }),
  fractions: damage('fractions', {
    ids: ['P11'],
    description: 'Integers of the payload have a fraction.',
    wires: jsonOnly,
    parameters: {},
    amount: none,
  }),
  'quoted-numbers': damage('quoted-numbers', {
    ids: ['P11'],
    description: 'Numbers of the payload are written as strings.',
    wires: jsonOnly,
    parameters: {},
    amount: none,
  }),
  'enum-names': damage('enum-names', {
    ids: ['P11'],
    description: 'Enumerated values of the payload are written as names.',
    wires: jsonOnly,
    parameters: {},
    amount: none,
  }),
  'missing-field': damage('missing-field', {
    ids: ['P11'],
    description: 'The first required field of the payload is not there.',
    parameters: {},
    amount: none,
  }),
  'extra-fields': damage('extra-fields', {
    ids: ['P11'],
    description: 'There are fields that nobody knows, in the envelope and in the payload.',
    parameters: {},
    amount: none,
  }),
  'wrong-payload-type': damage('payload-type', {
    ids: ['P9', 'P11'],
    description: 'A message comes under another payload type; the default is one that nobody knows.',
    parameters: { payloadType: number('Payload type', 9_999, 0, 2 ** 31) },
    amount: ({ payloadType }) => payloadType,
  }),
  'huge-frame': damage('huge', {
    ids: ['N11'],
    description: 'A message is blown up to this many bytes and still means the same.',
    parameters: { bytes: number('Bytes', 16 * 1024 * 1024, 1, 64 * 1024 * 1024) },
    amount: ({ bytes }) => bytes,
  }),
  'fragment-flood': damage('one-byte-fragments', {
    ids: ['N11'],
    description: 'A message is blown up and comes in fragments of one byte each.',
    wires: webSocketOnly,
    parameters: { fragments: number('How many at least', 130_000, 1, 1_000_000) },
    amount: ({ fragments }) => fragments,
  }),
  'split-frame': damage('split', {
    ids: ['N9'],
    description: 'A message comes in fragments with pings in between.',
    wires: webSocketOnly,
    parameters: { fragments: number('How many at most', 3, 2, 1_000) },
    amount: ({ fragments }) => fragments,
  }),
  'compressed-bit': damage('compressed-bit', {
    ids: ['N11'],
    description: 'A frame claims to be compressed, which nobody has agreed on.',
    wires: webSocketOnly,
    parameters: {},
    amount: none,
  }),
  'wrong-length': damage('wrong-length', {
    ids: ['N11'],
    description: 'On TCP, the length in front of a message is this one.',
    wires: ['protobuf-tcp'],
    parameters: { length: number('Bytes that it claims', 2 ** 31 - 1, 0, 2 ** 32 - 1) },
    amount: ({ length }) => length,
  }),
} as const satisfies Readonly<Record<string, unknown>>;

/** One fault, as the catalogue tells it. */
export interface FaultDescription {
  readonly name: string;
  readonly ids: readonly string[];
  /** Who can cause it. */
  readonly where: 'sandbox';
  readonly description: string;
  /** Where it may take hold: on the handshake, on an open connection, on what comes in, on what goes out. */
  readonly hooks: FaultEntry['hooks'];
  /** How the messages that it can touch travel. */
  readonly wires: readonly Wire[];
  /** Names of the messages it is for unless the rule names others; empty: all but heartbeats. */
  readonly messageTypes: readonly string[];
  readonly parameters: Readonly<Record<string, Parameter>>;
}

/** How messages travel, all ways. */
export const allWires: readonly Wire[] = ['json', 'protobuf-websocket', 'protobuf-tcp'];

/** A row by the name of its fault. */
export const faultEntries: ReadonlyMap<string, FaultEntry> = new Map(
  // Each row's `act` takes the values of its own parameters; whoever calls it has checked them against that very row.
  Object.entries(faultTable as unknown as Readonly<Record<string, FaultEntry>>),
);

/** Every fault that the sandbox can cause, in the order in which documents list them. */
export const faultCatalogue: readonly FaultDescription[] = [...faultEntries].map(
  ([name, { ids, description: words, hooks, wires = allWires, messageTypes = [], parameters }]) => ({
    name,
    ids,
    where: 'sandbox',
    description: words,
    hooks,
    wires,
    messageTypes,
    parameters,
  }),
);

// What a server cannot cause is left to a proxy: refused and stalled connects, bad certificates, cut streams at any byte,
// slow links (N1 to N3, N5, N8); or to whoever runs the processes: clock jumps, full disks, missing file handles,
// killed processes (N14, N15, T3 to T7, T10, T11, O1, O11, P14).
