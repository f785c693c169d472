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
import type { Case, Heard, Loose, Stage } from './case.ts';
import { fillMs, marketOrder, openPosition, placeWaiting } from './open-position.ts';

type Changes = Parameters<Stage['sandbox']['changeSymbol']>[1];

/** Changes EURUSD, then sends a new order. */
const onChanged = (outcome: string, when: string, changes: Changes, order: Loose = {}): Case => ({
  request: NewOrderReq,
  outcome,
  when,
  play: async ({ sandbox, ask, pass }) => {
    sandbox.changeSymbol(1, changes);
    await ask(NewOrderReq, { ...marketOrder, ...order });
    await pass(fillMs);
  },
});

const on = (
  request: Request,
  outcome: string,
  when: string,
  payload: (stage: Stage) => Promise<Loose>,
  options?: SandboxOptions,
): Case => ({
  request,
  outcome,
  when,
  ...(options === undefined ? {} : { options }),
  play: async (stage) => {
    await stage.ask(request, await payload(stage));
    await stage.pass(fillMs);
  },
});

/** The id of an order that was accepted and is on its way to the market. */
async function startOrder({ ask }: Stage): Promise<number | undefined> {
  const heard: readonly Heard[] = await ask(NewOrderReq, marketOrder, 'open');
  const accepted = heard.find(({ payloadType }) => payloadType === ExecutionEvent.payloadType);
  // Only 2126 has this payload type.
  return (accepted?.payload as ExecutionEvent | undefined)?.order?.orderId;
}

/** A position whose close has been filled, while its protective order is still there: for 8 ms. */
async function startClosing(stage: Stage): Promise<number> {
  const { positionId } = await openPosition(stage, { relativeStopLoss: 500 });
  await stage.ask(ClosePositionReq, { positionId, volume: marketOrder.volume }, 'close');
  await stage.pass(5);
  return positionId;
}

/** The day on which the clock of a case stands. */
const today = {
  holidayId: 1,
  name: 'A day off',
  scheduleTimeZone: 'UTC',
  holidayDate: Date.UTC(2025, 0, 6) / 86_400_000,
  isRecurring: false,
};

const newOrders: readonly Case[] = [
  onChanged('TRADING_DISABLED', 'in a symbol that is switched off', { tradingMode: 1 }),
  onChanged('TRADING_DISABLED', 'in a symbol that may only be closed', { tradingMode: 3 }),
  onChanged(
    'SHORT_SELLING_NOT_ALLOWED',
    'to sell what cannot be sold short',
    { enableShortSelling: false },
    { tradeSide: 2 },
  ),
  onChanged('MAX_EXPOSURE_REACHED', 'beyond the exposure of the symbol', { maxExposure: 500_000 }),
  onChanged(
    'PROTECTION_IS_TOO_CLOSE_TO_MARKET',
    'with a stop nearer than allowed',
    { slDistance: 100 },
    { relativeStopLoss: 50 },
  ),
  onChanged(
    'PROTECTION_IS_TOO_CLOSE_TO_MARKET',
    'with a target nearer than allowed',
    { tpDistance: 100 },
    { relativeTakeProfit: 50 },
  ),
  onChanged('SYMBOL_HAS_HOLIDAY', 'on a holiday', { holiday: [today] }),
  on(NewOrderReq, 'NOT_ENOUGH_MONEY', 'rejected by its label', async () => ({
    ...marketOrder,
    label: 'tickwire:reject=NOT_ENOUGH_MONEY',
  })),
];

const guaranteed = { guaranteedStopLoss: true, relativeStopLoss: 500 };

const later: readonly Case[] = [
  on(AmendOrderReq, 'UNABLE_TO_AMEND_ORDER', 'of an order in execution', async (stage) => ({
    orderId: await startOrder(stage),
    volume: 2_000_000,
  })),
  on(AmendOrderReq, 'PROTECTION_IS_TOO_CLOSE_TO_MARKET', 'with a stop nearer than allowed', async (stage) => {
    const orderId = await placeWaiting(stage);
    stage.sandbox.changeSymbol(1, { slDistance: 1_000 });
    return { orderId, limitPrice: 0.5, stopLoss: 0.499 };
  }),
  on(AmendPositionSLTPReq, 'WORSE_GSL_NOT_ALLOWED', 'moving a guaranteed stop away', async (stage) => {
    stage.sandbox.changeSymbol(1, { guaranteedStopLoss: true });
    const { positionId } = await openPosition(stage, guaranteed);
    return { positionId, stopLoss: 0.5, guaranteedStopLoss: true };
  }),
  on(
    AmendPositionSLTPReq,
    'POSITION_NOT_OPEN',
    'of a position just closed',
    async (stage) => ({
      positionId: await startClosing(stage),
      takeProfit: 2,
    }),
    { fillDelay: 5 },
  ),
  on(
    ClosePositionReq,
    'POSITION_NOT_OPEN',
    'of a position just closed',
    async (stage) => ({
      positionId: await startClosing(stage),
      volume: marketOrder.volume,
    }),
    { fillDelay: 5 },
  ),
  on(CancelOrderReq, 'UNABLE_TO_CANCEL_ORDER', 'refused by the label of the order', async (stage) => ({
    orderId: await placeWaiting(stage, { label: 'tickwire:cancel-rejected' }),
  })),
];

/** Refusals of trading commands that need a symbol, a day or a label of their own. */
export const refusalCases: readonly Case[] = [...newOrders, ...later];
