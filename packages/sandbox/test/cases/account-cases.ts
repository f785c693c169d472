import {
  CashFlowHistoryListReq,
  DealListByPositionIdReq,
  DealListReq,
  DealOffsetListReq,
  ExpectedMarginReq,
  GetPositionUnrealizedPnLReq,
  MarginCallListReq,
  MarginCallUpdateReq,
  type Message,
  OrderDetailsReq,
  OrderListByPositionIdReq,
  OrderListReq,
  ReconcileReq,
  type Request,
  TraderReq,
} from '@tickwire/protocol';
import type { Case, Loose, Stage } from './case.ts';
import { type Opened, openPosition } from './open-position.ts';

const unknownId = 999_999_999;
const weekMs = 604_800_000;

const succeed = (request: Request, when: string, payload: Loose = {}): Case => ({
  request,
  outcome: 'success',
  when,
  play: ({ ask }) => ask(request, payload),
});

const refuse = (outcome: string, request: Request, when: string, payload: Loose): Case => ({
  ...succeed(request, when, payload),
  outcome,
});

/** What the request asks for depends on the position that was opened before. */
const afterTrade = (
  outcome: string,
  request: Message & Request,
  when: string,
  payload: (opened: Opened, stage: Stage) => Loose,
): Case => ({
  request,
  outcome,
  when,
  play: async (stage) => {
    const opened = await openPosition(stage);
    await stage.ask(request, payload(opened, stage));
  },
});

/** History that may be asked for in any span of time. */
const spans = (request: Request): readonly Case[] => [
  afterTrade('success', request, 'of an hour', (_, { now }) => ({
    fromTimestamp: now() - 3_600_000,
    toTimestamp: now(),
  })),
  afterTrade('success', request, 'without bounds', () => ({})),
  refuse('INCORRECT_BOUNDARIES', request, 'of a span that ends before it begins', {
    fromTimestamp: 2,
    toTimestamp: 1,
  }),
];

/** History of one position. */
const spansOfPosition = (request: Request): readonly Case[] => [
  afterTrade('success', request, 'of a position', ({ positionId }) => ({ positionId })),
  refuse('POSITION_NOT_FOUND', request, 'of an unknown position', { positionId: unknownId }),
  afterTrade('INCORRECT_BOUNDARIES', request, 'of a span that ends before it begins', ({ positionId }) => ({
    positionId,
    fromTimestamp: 2,
    toTimestamp: 1,
  })),
];

const marginCall = { marginCallType: 61, marginLevelThreshold: 90 };

/** What may come of the requests about the state and the history of an account. */
export const accountCases: readonly Case[] = [
  succeed(TraderReq, 'of the account'),
  succeed(ReconcileReq, 'of an account without positions'),
  afterTrade('success', ReconcileReq, 'with the protective orders', () => ({ returnProtectionOrders: true })),
  afterTrade('success', GetPositionUnrealizedPnLReq, 'with a position open', () => ({})),
  succeed(ExpectedMarginReq, 'of two sizes', { symbolId: 1, volume: [100_000, 200_000] }),
  refuse('SYMBOL_NOT_FOUND', ExpectedMarginReq, 'of an unknown symbol', { symbolId: unknownId, volume: [1] }),
  refuse('INVALID_REQUEST', ExpectedMarginReq, 'of no volume', { symbolId: 1, volume: [0] }),
  succeed(MarginCallListReq, 'of the account'),
  succeed(MarginCallUpdateReq, 'of one threshold', { marginCall }),
  refuse('INVALID_REQUEST', MarginCallUpdateReq, 'below zero', {
    marginCall: { ...marginCall, marginLevelThreshold: -1 },
  }),
  ...spans(DealListReq),
  ...spans(OrderListReq),
  ...spansOfPosition(DealListByPositionIdReq),
  ...spansOfPosition(OrderListByPositionIdReq),
  afterTrade('success', OrderDetailsReq, 'of an order', ({ orderId }) => ({ orderId })),
  refuse('ORDER_NOT_FOUND', OrderDetailsReq, 'of an unknown order', { orderId: unknownId }),
  afterTrade('success', DealOffsetListReq, 'of a deal', ({ dealId }) => ({ dealId })),
  refuse('ENTITY_NOT_FOUND', DealOffsetListReq, 'of an unknown deal', { dealId: unknownId }),
  {
    request: CashFlowHistoryListReq,
    outcome: 'success',
    when: 'of a week with a deposit',
    play: async ({ ask, sandbox, now }) => {
      sandbox.desk('demo').deposit(50_000);
      await ask(CashFlowHistoryListReq, { fromTimestamp: now() - weekMs, toTimestamp: now() });
    },
  },
  refuse('INCORRECT_BOUNDARIES', CashFlowHistoryListReq, 'of more than a week', {
    fromTimestamp: 0,
    toTimestamp: weekMs + 1,
  }),
];
