import {
  ExpectedMarginReq,
  ExpectedMarginRes,
  GetPositionUnrealizedPnLReq,
  GetPositionUnrealizedPnLRes,
  MarginCallListReq,
  MarginCallListRes,
  MarginCallUpdateReq,
  MarginCallUpdateRes,
  ReconcileReq,
  ReconcileRes,
  TraderReq,
  TraderRes,
} from '@tickwire/protocol';
import { invalidRequest, symbolNotFound } from '../refusals.ts';
import { handleAccount } from './account-call.ts';

/** 2121: balance, leverage and rules. */
export const tellTrader = handleAccount(TraderReq, ({ engine, payload, answer }) => {
  answer(TraderRes, { ctidTraderAccountId: payload.ctidTraderAccountId, trader: engine.trader() });
});

/** 2124: what is open and what waits. */
export const reconcile = handleAccount(ReconcileReq, ({ engine, payload, answer }) => {
  answer(ReconcileRes, engine.reconcile(payload.returnProtectionOrders));
});

/** 2187: what each open position would bring now. */
export const tellUnrealized = handleAccount(GetPositionUnrealizedPnLReq, ({ engine, answer }) => {
  answer(GetPositionUnrealizedPnLRes, engine.unrealizedPnL());
});

/** 2139: what orders of these sizes would tie up. */
export const tellExpectedMargin = handleAccount(ExpectedMarginReq, ({ engine, payload, answer, refuse }) => {
  const { ctidTraderAccountId, symbolId, volume = [] } = payload;
  const wrong = volume.find((one) => one <= 0);
  if (wrong !== undefined) return refuse(invalidRequest(`Volume must be greater than zero: ${wrong}`));
  const margin = engine.expectedMargin(symbolId, volume);
  if (margin === undefined) return refuse(symbolNotFound(ctidTraderAccountId, symbolId));
  const tooBig = margin.margin?.find((one) => !isWritable(one.buyMargin) || !isWritable(one.sellMargin));
  if (tooBig !== undefined) return refuse(invalidRequest(`Volume is too big: ${tooBig.volume}`));
  answer(ExpectedMarginRes, margin);
});

/** Whether an amount fits into a message. */
const isWritable = (amount: number): boolean => Number.isSafeInteger(amount);

/** 2167: the levels at which the owner is warned. */
export const listMarginCalls = handleAccount(MarginCallListReq, ({ engine, answer }) => {
  answer(MarginCallListRes, engine.marginCalls());
});

/** 2169: the answer first, then the event (2171) for all who are logged in to the account. */
export const changeMarginCall = handleAccount(
  MarginCallUpdateReq,
  ({ accounts, login, payload, at, answer, refuse }) => {
    const { marginCall } = payload;
    if (marginCall.marginLevelThreshold < 0) return refuse(invalidRequest('marginLevelThreshold must not be negative'));
    answer(MarginCallUpdateRes, {});
    accounts.act(login.account, (engine, epochMs) => engine.updateMarginCall(marginCall, epochMs), { at });
  },
);
