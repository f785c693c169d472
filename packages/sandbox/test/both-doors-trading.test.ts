import {
  AmendOrderReq,
  AmendPositionSLTPReq,
  CancelOrderReq,
  CashFlowHistoryListReq,
  ClosePositionReq,
  DealListByPositionIdReq,
  DealListReq,
  DealOffsetListReq,
  ExpectedMarginReq,
  GetPositionUnrealizedPnLReq,
  MarginCallListReq,
  MarginCallUpdateReq,
  type Message,
  NewOrderReq,
  OrderDetailsReq,
  OrderListByPositionIdReq,
  OrderListReq,
  OrderType,
  ReconcileReq,
  SubscribeSpotsReq,
  TraderReq,
  TradeSide,
} from '@tickwire/protocol';
import { ManualClock } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { createSandbox } from '../src/index.ts';
import { openBinary, openJson, openTcp, Player, type Way } from './player.ts';

/** One connection that trades, and the clock of its sandbox. */
interface Stage {
  readonly player: Player;
  readonly clock: ManualClock;
  /** Asks something about the account. */
  ask(message: Message, payload?: object, clientMsgId?: string): Promise<void>;
  push(bid: number, ask: number): void;
  /** Ids of the latest event about an order. */
  latest(): { readonly orderId: number; readonly positionId: number };
}

type Play = (stage: Stage) => Promise<void>;

const order = { symbolId: 1, orderType: OrderType.MARKET, tradeSide: TradeSide.BUY, volume: 100_000 };
const limit = { ...order, orderType: OrderType.LIMIT, limitPrice: 1.09 };

/** What happens, and which refusals there are in it. */
const plays: Readonly<Record<string, readonly [Play, ...string[]]>> = {
  'the life of a protected position': [
    async ({ ask, clock, push, latest }) => {
      await ask(SubscribeSpotsReq, { symbolId: [1] });
      await ask(NewOrderReq, { ...order, volume: 300_000, relativeStopLoss: 500, label: 'é', comment: '' }, 'open');
      await clock.advance(400);
      const { positionId } = latest();
      await ask(
        AmendPositionSLTPReq,
        { positionId, stopLoss: 1.095, takeProfit: 1.2, trailingStopLoss: true },
        'amend',
      );
      push(110_300, 110_310);
      await ask(GetPositionUnrealizedPnLReq);
      await ask(ClosePositionReq, { positionId, volume: 100_000 }, 'part');
      await clock.advance(400);
      await ask(ReconcileReq, { returnProtectionOrders: true });
      push(109_000, 109_010);
      await ask(DealListByPositionIdReq, { positionId });
      await ask(OrderListByPositionIdReq, { positionId });
      await ask(ClosePositionReq, { positionId, volume: 100_000 }, 'late');
      await ask(TraderReq);
    },
    'POSITION_NOT_FOUND',
  ],
  'the life of a waiting order': [
    async ({ ask, latest }) => {
      await ask(NewOrderReq, limit, 'place');
      const { orderId } = latest();
      await ask(AmendOrderReq, { orderId, limitPrice: 1.08, volume: 200_000 }, 'amend');
      await ask(OrderDetailsReq, { orderId });
      await ask(CancelOrderReq, { orderId }, 'cancel');
      await ask(CancelOrderReq, { orderId }, 'again');
      await ask(AmendOrderReq, { orderId, limitPrice: 1.08 }, 'again');
      await ask(OrderListReq);
    },
    'ORDER_NOT_FOUND',
    'ORDER_NOT_FOUND',
  ],
  'orders that are refused': [
    async ({ ask }) => {
      await ask(NewOrderReq, { ...order, volume: 1 }, 'm');
      await ask(NewOrderReq, { ...order, volume: 1_000_000_000 }, 'm');
      await ask(NewOrderReq, { ...order, symbolId: 999_999 });
      await ask(NewOrderReq, { ...order, stopLoss: 1.09 }, 'm');
      await ask(NewOrderReq, { ...order, relativeStopLoss: 501 }, 'm');
      await ask(NewOrderReq, { ...limit, limitPrice: 1.090001 }, 'm');
      await ask(NewOrderReq, { symbolId: 1 }, 'm');
      await ask(AmendPositionSLTPReq, { positionId: 7, stopLoss: 1 }, 'm');
    },
    'TRADING_BAD_VOLUME',
    'NOT_ENOUGH_MONEY',
    'SYMBOL_NOT_FOUND',
    'INVALID_REQUEST',
    'INVALID_REQUEST',
    'INVALID_REQUEST',
    'POSITION_NOT_FOUND',
  ],
  'money and margin': [
    async ({ ask, player }) => {
      player.sandbox.desk('demo').deposit(500_00, { note: 'gift' });
      player.sandbox.desk('demo').update({ leverageInCents: 20_000 });
      await ask(ExpectedMarginReq, { symbolId: 1, volume: [100_000, 10_000_000] });
      await ask(ExpectedMarginReq, { symbolId: 999_999, volume: [1] });
      await ask(MarginCallListReq);
      await ask(MarginCallUpdateReq, { marginCall: { marginCallType: 61, marginLevelThreshold: 120.5 } }, 'm');
      await ask(MarginCallUpdateReq, { marginCall: { marginCallType: 62, marginLevelThreshold: -1 } }, 'm');
      await ask(CashFlowHistoryListReq, { fromTimestamp: 1_736_000_000_000, toTimestamp: 1_736_604_800_000 });
      await ask(CashFlowHistoryListReq, { fromTimestamp: 1_736_000_000_000, toTimestamp: 1_736_604_800_001 });
    },
    'SYMBOL_NOT_FOUND',
    'INVALID_REQUEST',
    'INCORRECT_BOUNDARIES',
  ],
  'history that is not there': [
    async ({ ask }) => {
      await ask(DealListReq);
      await ask(DealListReq, { fromTimestamp: 2, toTimestamp: 1 });
      await ask(OrderListReq, { fromTimestamp: 2, toTimestamp: 1 });
      await ask(OrderDetailsReq, { orderId: 7 });
      await ask(DealOffsetListReq, { dealId: 7 });
      await ask(DealListByPositionIdReq, { positionId: 7 });
      await ask(OrderListByPositionIdReq, { positionId: 7 });
    },
    'INCORRECT_BOUNDARIES',
    'INCORRECT_BOUNDARIES',
    'ORDER_NOT_FOUND',
    'ENTITY_NOT_FOUND',
    'POSITION_NOT_FOUND',
    'POSITION_NOT_FOUND',
  ],
};

async function perform(play: Play, open: (sandbox: Player['sandbox']) => Promise<Way>): Promise<Player> {
  const clock = new ManualClock();
  await using sandbox = await createSandbox({ clock });
  const { accountId: ctidTraderAccountId } = sandbox.credentials('demo');
  const push = (bid: number, ask: number) => sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid, ask });
  push(110_000, 110_010);
  const player = new Player(sandbox, await open(sandbox));
  await player.logIn();
  await play({
    player,
    clock,
    push,
    ask: (message, payload = {}, id) => player.ask(message, { ctidTraderAccountId, ...payload }, id),
    latest: () => {
      const events = player.transcript.flatMap((one) => ('payload' in one ? [Object(one.payload)] : []));
      const { orderId, positionId } = Object(events.findLast((one) => 'order' in one)).order;
      return { orderId, positionId };
    },
  });
  await player.settle();
  return player;
}

test.each(Object.entries(plays))(
  'the same commands have the same consequences through both doors: %s',
  async (_, [play, ...codes]) => {
    const asJson = await perform(play, openJson);
    expect(asJson.codes).toEqual(codes);
    expect(asJson.transcript.length).toBeGreaterThan(codes.length + 2);
    expect((await perform(play, openTcp)).transcript).toEqual(asJson.transcript);
    expect((await perform(play, openBinary)).transcript).toEqual(asJson.transcript);
  },
);
