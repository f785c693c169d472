import { OrderType, TradeSide } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { anOrder, asset, createWorld, frameOf, monday, openAccount, settle, symbol } from '../../test/engine-bench.ts';

// The frames below were captured on the real demo server, ids replaced (PROTOCOL.md). Everything but ids and times must
// come out the same: keys, their order, number formats, and which of them are there.
const withoutIds = (frame: string): string =>
  frame.replace(/"(orderId|positionId|dealId|ctidTraderAccountId|\w*Timestamp)":\d+/g, '"$1":0');

const frames = (events: Parameters<typeof frameOf>[0][]): string[] => events.map((event) => withoutIds(frameOf(event)));

const capturedMarket = [
  '{"payloadType":2126,"clientMsgId":"c1","payload":{"ctidTraderAccountId":40000001,"executionType":2,"position":{"positionId":5001,"tradeData":{"symbolId":434,"volume":0,"tradeSide":1,"guaranteedStopLoss":false,"measurementUnits":"DOG"},"positionStatus":3,"swap":0,"price":0.0,"commission":0,"marginRate":0.0,"mirroringCommission":0,"guaranteedStopLoss":false,"usedMargin":0,"moneyDigits":2,"trailingStopLoss":false},"order":{"orderId":6001,"tradeData":{"symbolId":434,"volume":300000,"tradeSide":1,"openTimestamp":1758756846479,"guaranteedStopLoss":false,"measurementUnits":"DOG"},"orderType":1,"orderStatus":1,"executedVolume":0,"utcLastUpdateTimestamp":1758756846479,"closingOrder":false,"clientOrderId":"c1","timeInForce":3,"positionId":5001,"relativeStopLoss":601,"relativeTakeProfit":601,"trailingStopLoss":false},"isServerEvent":false}}',
  '{"payloadType":2126,"clientMsgId":"c1","payload":{"ctidTraderAccountId":40000001,"executionType":3,"position":{"positionId":5001,"tradeData":{"symbolId":434,"volume":300000,"tradeSide":1,"openTimestamp":1758756846738,"guaranteedStopLoss":false,"measurementUnits":"DOG"},"positionStatus":1,"swap":0,"price":0.24055,"utcLastUpdateTimestamp":1758756846738,"commission":-144,"marginRate":0.24043,"mirroringCommission":0,"guaranteedStopLoss":false,"usedMargin":14426,"moneyDigits":2,"trailingStopLoss":false},"order":{"orderId":6001,"tradeData":{"symbolId":434,"volume":300000,"tradeSide":1,"openTimestamp":1758756846479,"guaranteedStopLoss":false,"measurementUnits":"DOG","closeTimestamp":1758756846738},"orderType":1,"orderStatus":2,"executionPrice":0.24055,"executedVolume":300000,"utcLastUpdateTimestamp":1758756846738,"closingOrder":false,"clientOrderId":"c1","timeInForce":3,"positionId":5001,"relativeStopLoss":601,"relativeTakeProfit":601,"trailingStopLoss":false},"deal":{"dealId":7001,"orderId":6001,"positionId":5001,"volume":300000,"filledVolume":300000,"symbolId":434,"createTimestamp":1758756846479,"executionTimestamp":1758756846738,"utcLastUpdateTimestamp":1758756846738,"executionPrice":0.24055,"tradeSide":1,"dealStatus":2,"marginRate":0.24043,"commission":-144,"baseToUsdConversionRate":0.24043,"moneyDigits":2},"isServerEvent":false}}',
  '{"payloadType":2126,"clientMsgId":"c1","payload":{"ctidTraderAccountId":40000001,"executionType":2,"position":{"positionId":5001,"tradeData":{"symbolId":434,"volume":300000,"tradeSide":1,"openTimestamp":1758756846738,"guaranteedStopLoss":false,"measurementUnits":"DOG"},"positionStatus":1,"swap":0,"price":0.24055,"stopLoss":0.23454,"takeProfit":0.24656,"utcLastUpdateTimestamp":1758756846746,"commission":-144,"marginRate":0.24043,"mirroringCommission":0,"guaranteedStopLoss":false,"usedMargin":14426,"stopLossTriggerMethod":1,"moneyDigits":2,"trailingStopLoss":false},"order":{"orderId":6002,"tradeData":{"symbolId":434,"volume":300000,"tradeSide":2,"openTimestamp":1758756846746,"guaranteedStopLoss":false,"measurementUnits":"DOG"},"orderType":4,"orderStatus":1,"executedVolume":0,"utcLastUpdateTimestamp":1758756846746,"closingOrder":true,"limitPrice":0.24656,"stopPrice":0.23454,"clientOrderId":"c1","timeInForce":2,"positionId":5001,"trailingStopLoss":false,"stopTriggerMethod":1},"isServerEvent":true}}',
];

test('a market order with relative protection gives the three captured frames', () => {
  const { account } = openAccount({ trader: { leverageInCents: 500 }, fillDelay: 259 });
  const order = anOrder({
    symbolId: symbol.DOGUSD,
    volume: 300_000,
    relativeStopLoss: 601,
    relativeTakeProfit: 601,
  });
  const events = [...account.place(order, { at: monday, clientMsgId: 'c1' }), ...settle(account, monday)];
  expect(frames(events)).toEqual(capturedMarket.map(withoutIds));
  expect(events.map(({ at }) => at - monday)).toEqual([0, 259, 267]);
});

const capturedRejection =
  '{"payloadType":2126,"clientMsgId":"c2","payload":{"ctidTraderAccountId":40000002,"executionType":7,"position":{"positionId":5002,"tradeData":{"symbolId":101,"volume":0,"tradeSide":2,"guaranteedStopLoss":false,"measurementUnits":"BTC"},"positionStatus":2,"swap":0,"price":0.0,"commission":0,"marginRate":0.0,"mirroringCommission":0,"guaranteedStopLoss":false,"usedMargin":0,"moneyDigits":2},"order":{"orderId":6003,"tradeData":{"symbolId":101,"volume":2001,"tradeSide":2,"openTimestamp":1744539663755,"guaranteedStopLoss":false,"measurementUnits":"BTC"},"orderType":1,"orderStatus":3,"executedVolume":0,"utcLastUpdateTimestamp":1744539663755,"closingOrder":false,"clientOrderId":"c2","timeInForce":3,"positionId":5002},"deal":{"dealId":7002,"orderId":6003,"positionId":5002,"volume":2001,"filledVolume":0,"symbolId":101,"createTimestamp":1744539663755,"executionTimestamp":1744539663755,"utcLastUpdateTimestamp":1744539663755,"tradeSide":2,"dealStatus":5,"marginRate":84635.038,"commission":0,"baseToUsdConversionRate":84635.038,"moneyDigits":2},"errorCode":"NOT_ENOUGH_MONEY","isServerEvent":false}}';

test('an order that the account cannot pay is accepted and rejected in one moment, as captured', () => {
  const { account } = openAccount();
  const order = anOrder({ symbolId: symbol.BTCUSD, volume: 2_001, tradeSide: TradeSide.SELL });
  const events = account.place(order, { at: monday, clientMsgId: 'c2' });
  const [accepted, rejected] = frames([...events]);
  expect(accepted).toContain('"executionType":2,');
  expect(accepted).toContain('"positionStatus":3,');
  expect(rejected).toBe(withoutIds(capturedRejection));
  expect(events.map(({ at }) => at - monday)).toEqual([0, 0]);
  expect(account.nextDueAt()).toBeUndefined();
});

const capturedClose =
  '{"payloadType":2126,"clientMsgId":"c3","payload":{"ctidTraderAccountId":40000001,"executionType":3,"position":{"positionId":5003,"tradeData":{"symbolId":101,"volume":0,"tradeSide":2,"openTimestamp":1746156814608,"guaranteedStopLoss":false,"measurementUnits":"BTC","closeTimestamp":1746157024192},"positionStatus":2,"swap":0,"price":0.0,"utcLastUpdateTimestamp":1746157024192,"commission":0,"marginRate":0.0,"mirroringCommission":0,"guaranteedStopLoss":false,"usedMargin":0,"moneyDigits":2},"order":{"orderId":6004,"tradeData":{"symbolId":101,"volume":5,"tradeSide":1,"openTimestamp":1746157023933,"guaranteedStopLoss":false,"measurementUnits":"BTC","closeTimestamp":1746157024192},"orderType":1,"orderStatus":2,"executionPrice":97153.808,"executedVolume":5,"utcLastUpdateTimestamp":1746157024192,"closingOrder":true,"clientOrderId":"c3","timeInForce":3,"positionId":5003},"deal":{"dealId":7003,"orderId":6004,"positionId":5003,"volume":5,"filledVolume":5,"symbolId":101,"createTimestamp":1746157023933,"executionTimestamp":1746157024192,"utcLastUpdateTimestamp":1746157024192,"executionPrice":97153.808,"tradeSide":1,"dealStatus":2,"marginRate":97114.962,"commission":-971,"baseToUsdConversionRate":97114.962,"closePositionDetail":{"entryPrice":97055.1,"grossProfit":-494,"swap":0,"commission":-1942,"balance":4344076,"quoteToDepositConversionRate":1.0,"closedVolume":5,"balanceVersion":215,"moneyDigits":2,"pnlConversionFee":0},"moneyDigits":2},"isServerEvent":false}}';

test('a full close without protection gives the captured fill, to the cent', () => {
  const world = createWorld();
  const { account } = openAccount({ trader: { balance: 4_346_512, balanceVersion: 214 } }, world);
  world.toUsd.set(asset.BTC, 9_711_000_000);
  account.onQuote(symbol.BTCUSD, { bid: 9_705_510_000, ask: 9_706_000_000 }, monday);
  account.place(anOrder({ symbolId: symbol.BTCUSD, volume: 5, tradeSide: TradeSide.SELL }), { at: monday });
  settle(account, monday);
  const [position] = account.reconcile().position ?? [];
  world.toUsd.set(asset.BTC, 9_711_496_200);
  account.onQuote(symbol.BTCUSD, { bid: 9_714_000_000, ask: 9_715_380_800 }, monday + 1_000);
  const request = { ctidTraderAccountId: 1, positionId: position?.positionId ?? 0, volume: 5 };
  const events = [
    ...account.closePosition(request, { at: monday + 2_000, clientMsgId: 'c3' }),
    ...settle(account, monday + 2_000),
  ];
  const [accepted, filled, ...rest] = frames(events);
  expect(accepted).toContain('"executionType":2,"position":{"positionId":0,"tradeData":{"symbolId":101,"volume":5,');
  expect(accepted).toContain('"positionStatus":1,');
  expect(accepted).toContain('"closingOrder":true,');
  expect(filled).toBe(withoutIds(capturedClose));
  expect(rest).toEqual([]);
});

/** The captured fill and cancellation were kept with gaps; these are their pieces, in order. */
const capturedProtectedClose = [
  [
    '{"payloadType":2126,"clientMsgId":"c4","payload":{"ctidTraderAccountId":0,"executionType":3,"position":{"positionId":0,"tradeData":{"symbolId":1563,"volume":0,"tradeSide":2,"openTimestamp":0,"guaranteedStopLoss":false,"measurementUnits":"CAK"},"positionStatus":3,"swap":0,"price":0.0,"stopLoss":2.8361,"takeProfit":2.7161,"utcLastUpdateTimestamp":0,',
    '"orderType":1,"orderStatus":2,',
    '"closingOrder":true,"clientOrderId":"c4"',
    '"deal":{',
    '"closePositionDetail":{',
    '"isServerEvent":false}}',
  ],
  [
    '{"payloadType":2126,"clientMsgId":"c4","payload":{"ctidTraderAccountId":0,"executionType":5,"position":{"positionId":0,"tradeData":{',
    '"volume":0',
    '"closeTimestamp":0},"positionStatus":2,',
    '"order":{"orderId":0,',
    '"orderType":4,"orderStatus":5,"executedVolume":0,',
    '"closingOrder":true,"limitPrice":2.7161,"stopPrice":2.8361,"clientOrderId":"c1b","timeInForce":2,',
    '"isServerEvent":true}}',
  ],
];

function expectPieces(frame: string | undefined, pieces: readonly string[]): void {
  let from = 0;
  for (const piece of pieces) {
    const index = frame?.indexOf(piece, from) ?? -1;
    expect(index, `${piece} in ${frame}`).toBeGreaterThanOrEqual(from);
    from = index + piece.length;
  }
}

/** A protected short position in CAK at 2.7761, opened by the request c1b. */
function openProtected(volume = 1_000) {
  const bench = openAccount();
  bench.account.onQuote(symbol.CAKUSD, { bid: 277_610, ask: 277_700 }, monday);
  const order = anOrder({
    symbolId: symbol.CAKUSD,
    volume,
    tradeSide: TradeSide.SELL,
    relativeStopLoss: 6_000,
    relativeTakeProfit: 6_000,
  });
  bench.account.place(order, { at: monday, clientMsgId: 'c1b' });
  settle(bench.account, monday);
  const [position] = bench.account.reconcile().position ?? [];
  return { ...bench, positionId: position?.positionId ?? 0 };
}

test('a full close with protection leaves the position created, then cancels the protective order', () => {
  const { account, positionId } = openProtected();
  const at = monday + 1_000;
  const request = { ctidTraderAccountId: 1, positionId, volume: 1_000 };
  const events = [...account.closePosition(request, { at, clientMsgId: 'c4' }), ...settle(account, at)];
  const [, filled, cancelled, ...rest] = frames(events);
  expectPieces(filled, capturedProtectedClose[0] ?? []);
  expectPieces(cancelled, capturedProtectedClose[1] ?? []);
  expect(filled?.match(/"closeTimestamp"/g)).toHaveLength(1);
  expect(rest).toEqual([]);
  expect(account.reconcile(true)).toEqual({ ctidTraderAccountId: 40_000_001, position: [], order: [] });
});

test('a partial close replaces the protective order by one for the rest', () => {
  const { account, positionId } = openProtected();
  const at = monday + 1_000;
  const request = { ctidTraderAccountId: 1, positionId, volume: 400 };
  const events = [...account.closePosition(request, { at, clientMsgId: 'c5' }), ...settle(account, at)];
  const [accepted, filled, replaced, ...rest] = frames(events);
  expect(accepted).toContain('"volume":1000,');
  expectPieces(filled, ['"executionType":3,', '"volume":600,', '"positionStatus":1,', '"stopLoss":2.8361,']);
  expectPieces(filled, ['"closePositionDetail":{', '"closedVolume":400,']);
  expectPieces(replaced, [
    '"clientMsgId":"c5"',
    '"executionType":4,',
    '"volume":600,',
    '"volume":600,',
    '"orderType":4,"orderStatus":1,',
    '"clientOrderId":"c1b"',
    '"isServerEvent":true',
  ]);
  expect(events.map((event) => event.at - at)).toEqual([0, 100, 108]);
  expect(rest).toEqual([]);
});

test('a stop loss that is hit is one fill of the protective order, and belongs to no command', () => {
  const { account } = openProtected();
  const at = monday + 1_000;
  const events = [...account.onQuote(symbol.CAKUSD, { bid: 283_600, ask: 283_700 }, at), ...settle(account, at)];
  expect(events).toHaveLength(1);
  expectPieces(frames(events)[0], [
    '{"payloadType":2126,"payload":{"ctidTraderAccountId":0,"executionType":3,',
    '"closeTimestamp":0},"positionStatus":2,"swap":0,"price":0.0,',
    '"orderType":4,"orderStatus":2,"executionPrice":2.837,"executedVolume":1000,',
    '"closingOrder":true,"limitPrice":2.7161,"stopPrice":2.8361,"clientOrderId":"c1b","timeInForce":2,',
    '"closePositionDetail":{"entryPrice":2.7761,',
    '"isServerEvent":true}}',
  ]);
});

test('a volume below the least is refused with the captured frame', () => {
  const { account } = openAccount();
  const order = anOrder({ symbolId: symbol.BTCUSD, volume: 0, orderType: OrderType.MARKET });
  const [frame] = frames([...account.place(order, { at: monday, clientMsgId: 'a5' })]);
  expect(frame).toBe(
    '{"payloadType":2132,"clientMsgId":"a5","payload":{"errorCode":"TRADING_BAD_VOLUME","ctidTraderAccountId":0,"description":"Order volume = 0.00 is smaller than minimum allowed volume = 0.01."}}',
  );
});
