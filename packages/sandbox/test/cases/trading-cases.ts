import {
  AmendOrderReq,
  AmendPositionSLTPReq,
  CancelOrderReq,
  ClosePositionReq,
  ExecutionEvent,
  NewOrderReq,
  type Request,
} from '@tickwire/protocol';
import type { SandboxOptions } from '../../src/index.ts';
import type { Case, Loose, Stage } from './case.ts';
import { fillMs, marketOrder, openPosition, placeWaiting } from './open-position.ts';

const unknownId = 999_999_999;
const saturday = Date.UTC(2025, 0, 4, 12);

/** A new order, and the time until it would be filled. */
const place = (
  outcome: string,
  when: string,
  changes: Loose | ((stage: Stage) => Loose),
  extras: Partial<Case> = {},
): Case => ({
  request: NewOrderReq,
  outcome,
  when,
  play: async (stage) => {
    await stage.ask(NewOrderReq, { ...marketOrder, ...(typeof changes === 'function' ? changes(stage) : changes) });
    await stage.pass(fillMs);
  },
  ...extras,
});

const demo = (options: NonNullable<NonNullable<SandboxOptions['world']>['accounts']>[string]): Partial<Case> => ({
  options: { world: { accounts: { demo: options } } },
});

const viewOnly: Partial<Case> = { options: { world: { grants: { main: { scope: 'view' } } } } };
const limit = { orderType: 2, limitPrice: 0.5 };
const stop = { orderType: 3, stopPrice: 2 };

/** Prices in wire units, as doubles. */
const priceOf = (points: number): number => points / 100_000;
const marketPrice = ({ sandbox }: Stage): { readonly bid: number; readonly ask: number } => {
  sandbox.pushSpot({ environment: 'demo', symbolId: 1, bid: 110_000, ask: 110_010 });
  return { bid: priceOf(110_000), ask: priceOf(110_010) };
};

const newOrders: readonly Case[] = [
  place('success', 'to the market', {}),
  place('success', 'to the market, with protection', { relativeStopLoss: 500, relativeTakeProfit: 500 }),
  place('success', 'within a range', (stage) => ({
    orderType: 5,
    baseSlippagePrice: marketPrice(stage).ask,
    slippageInPoints: 10,
  })),
  place('success', 'with a limit', { ...limit, stopLoss: 0.4, takeProfit: 0.6 }),
  place('success', 'with a stop', stop),
  place('success', 'with a stop and a limit', { ...stop, orderType: 6, slippageInPoints: 10 }),
  place('success', 'on a netted position', { tradeSide: 2 }, demo({ accountType: 'netted' })),
  place('INVALID_REQUEST', 'to the market, with absolute levels', { stopLoss: 1 }),
  place('INVALID_REQUEST', 'with more digits than the symbol has', { ...limit, limitPrice: 0.123456 }),
  place('INVALID_REQUEST', 'with a distance finer than the symbol', { symbolId: 4, relativeStopLoss: 150 }),
  place('INVALID_REQUEST', 'without its price', { orderType: 2 }),
  place('INVALID_REQUEST', 'trailing without a stop', { trailingStopLoss: true }),
  place('INVALID_REQUEST', 'of the kind that only the server makes', { orderType: 4 }),
  place('SYMBOL_NOT_FOUND', 'for an unknown symbol', { symbolId: unknownId }),
  place('POSITION_NOT_FOUND', 'on an unknown position', { positionId: unknownId }),
  place('TRADING_BAD_VOLUME', 'below the smallest volume', { volume: 1 }),
  place('TRADING_BAD_VOLUME', 'above the largest volume', { volume: 100_000_000_000 }),
  place('TRADING_BAD_VOLUME', 'off the step', { volume: 150_000 }),
  place('TRADING_BAD_PRICES', 'with a stop on the wrong side', { ...stop, stopPrice: 0.5 }),
  place('TRADING_BAD_STOPS', 'with protection on the wrong side', { ...limit, stopLoss: 0.6 }),
  place('TRADING_BAD_EXPIRATION_DATE', 'that would have expired', { ...limit, timeInForce: 1, expirationTimestamp: 1 }),
  place('NOT_ENOUGH_MONEY', 'beyond the free margin', { volume: 1_000_000_000 }),
  place('MARKET_CLOSED', 'at a weekend', {}, { startsAt: saturday }),
  place('TOO_MANY_POSITIONS', 'beyond the number allowed', {}, demo({ maxPositions: 0 })),
  place('TRADING_NOT_ALLOWED', 'with a token that may only look', {}, viewOnly),
  place('TRADING_NOT_ALLOWED', 'for an account that may not trade', {}, demo({ accessRights: 2 })),
];

/** A command about something that another order has made. */
const command = (
  outcome: string,
  request: Request,
  when: string,
  payload: (stage: Stage) => Promise<Loose> | Loose,
  extras: Partial<Case> = {},
): Case => ({
  request,
  outcome,
  when,
  play: async (stage) => {
    await stage.ask(request, await payload(stage));
    await stage.pass(fillMs);
  },
  ...extras,
});

const cancellations: readonly Case[] = [
  command('success', CancelOrderReq, 'of a waiting order', async (stage) => ({ orderId: await placeWaiting(stage) })),
  command('ORDER_NOT_FOUND', CancelOrderReq, 'of an unknown order', () => ({ orderId: unknownId })),
  command('ORDER_NOT_FOUND', CancelOrderReq, 'of a filled order', async (stage) => ({
    orderId: (await openPosition(stage)).orderId,
  })),
  command('UNABLE_TO_CANCEL_ORDER', CancelOrderReq, 'of an order in execution', async ({ ask }) => {
    const heard = await ask(NewOrderReq, marketOrder, 'open');
    const accepted = heard.find(({ payloadType }) => payloadType === ExecutionEvent.payloadType);
    return { orderId: (accepted?.payload as ExecutionEvent | undefined)?.order?.orderId };
  }),
  command('TRADING_NOT_ALLOWED', CancelOrderReq, 'with a token that may only look', () => ({ orderId: 1 }), viewOnly),
];

const amendments: readonly Case[] = [
  command('success', AmendOrderReq, 'of a waiting order', async (stage) => ({
    orderId: await placeWaiting(stage),
    volume: 2_000_000,
    limitPrice: 0.6,
  })),
  command('ORDER_NOT_FOUND', AmendOrderReq, 'of an unknown order', () => ({ orderId: unknownId, limitPrice: 0.6 })),
  command('INVALID_REQUEST', AmendOrderReq, 'with more digits than the symbol has', async (stage) => ({
    orderId: await placeWaiting(stage),
    limitPrice: 0.123456,
  })),
  command('TRADING_BAD_VOLUME', AmendOrderReq, 'off the step', async (stage) => ({
    orderId: await placeWaiting(stage),
    volume: 150_000,
    limitPrice: 0.6,
  })),
  command('TRADING_NOT_ALLOWED', AmendOrderReq, 'with a token that may only look', () => ({ orderId: 1 }), viewOnly),
  command('success', AmendPositionSLTPReq, 'with a stop and a target', async (stage) => {
    const { positionId } = await openPosition(stage);
    return { positionId, stopLoss: 0.5, takeProfit: 2 };
  }),
  command('success', AmendPositionSLTPReq, 'taking both away', async (stage) => {
    const { positionId } = await openPosition(stage, { relativeStopLoss: 500 });
    return { positionId };
  }),
  command('POSITION_NOT_FOUND', AmendPositionSLTPReq, 'of an unknown position', () => ({
    positionId: unknownId,
    stopLoss: 0.5,
  })),
  command('TRADING_BAD_STOPS', AmendPositionSLTPReq, 'on the wrong side', async (stage) => {
    const { positionId } = await openPosition(stage);
    return { positionId, takeProfit: 0.5 };
  }),
  command('INVALID_REQUEST', AmendPositionSLTPReq, 'that changes nothing', async (stage) => {
    const { positionId } = await openPosition(stage);
    return { positionId };
  }),
  command('INVALID_REQUEST', AmendPositionSLTPReq, 'trailing without a stop', async (stage) => {
    const { positionId } = await openPosition(stage);
    return { positionId, takeProfit: 2, trailingStopLoss: true };
  }),
  command(
    'TRADING_NOT_ALLOWED',
    AmendPositionSLTPReq,
    'with a token that may only look',
    () => ({ positionId: 1 }),
    viewOnly,
  ),
];

const closings: readonly Case[] = [
  command('success', ClosePositionReq, 'in full', async (stage) => ({
    ...pickPosition(await openPosition(stage)),
    volume: marketOrder.volume,
  })),
  command('success', ClosePositionReq, 'in part, with protection', async (stage) => ({
    ...pickPosition(await openPosition(stage, { relativeStopLoss: 500 })),
    volume: 100_000,
  })),
  command('POSITION_NOT_FOUND', ClosePositionReq, 'of an unknown position', () => ({
    positionId: unknownId,
    volume: 100_000,
  })),
  command('TRADING_BAD_VOLUME', ClosePositionReq, 'of more than is open', async (stage) => ({
    ...pickPosition(await openPosition(stage)),
    volume: 2 * marketOrder.volume,
  })),
  command('PENDING_EXECUTION', ClosePositionReq, 'while another close is under way', async (stage) => {
    const closing = { ...pickPosition(await openPosition(stage)), volume: marketOrder.volume };
    await stage.ask(ClosePositionReq, closing, 'first');
    return closing;
  }),
  command(
    'TRADING_NOT_ALLOWED',
    ClosePositionReq,
    'with a token that may only look',
    () => ({ positionId: 1, volume: 100_000 }),
    viewOnly,
  ),
];

const pickPosition = ({ positionId }: { readonly positionId: number }) => ({ positionId });

/** What may come of the trading commands. */
export const tradingCases: readonly Case[] = [...newOrders, ...cancellations, ...amendments, ...closings];
