import {
  AccessRights,
  AccountType,
  type NewOrderReq,
  OrderType,
  TimeInForce,
  TradeSide,
  TradingMode,
} from '@tickwire/protocol';
import { checkLevelDigits, checkLevelDistances, checkLevelSides } from './check-levels.ts';
import { checkClosing, checkVolume } from './check-volume.ts';
import type { Desk } from './desk.ts';
import type { ForcedOutcome } from './forced-outcome.ts';
import type { EngineSymbol } from './market-facts.ts';
import { isKnownOrder } from './order-ledger.ts';
import type { PositionRecord } from './position.ts';
import { hasMoreDigits, isTooHigh, toPoints } from './price.ts';
import { priceFor, type Quote } from './quote.ts';
import * as no from './refusal.ts';

/** A new order that is being looked at. */
export interface Draft {
  readonly desk: Desk;
  readonly request: NewOrderReq;
  /** What the label forces. */
  readonly forced: ForcedOutcome | undefined;
  /** Epoch ms. */
  readonly at: number;
  readonly symbol: EngineSymbol;
  readonly quote: Quote | undefined;
  /** The position it adds to or reduces. */
  readonly target: PositionRecord | undefined;
}

type Check = (draft: Draft) => no.Refusal | undefined;

/** Whether the order waits for a price instead of going to the market at once. */
export const isPendingType = (type: OrderType): boolean =>
  type === OrderType.LIMIT || type === OrderType.STOP || type === OrderType.STOP_LIMIT;

/** Whether the account may send trading commands at all. */
export const mayTrade = ({ state }: Desk): boolean =>
  (state.trader.accessRights ?? AccessRights.FULL_ACCESS) <= AccessRights.CLOSE_ONLY;

/** How much of the order would open volume. */
function openingVolume({ request, target }: Draft): number {
  if (target === undefined || target.side === request.tradeSide) return request.volume;
  return Math.max(0, request.volume - target.volume);
}

/** What is wrong with a new order; nothing in the good case. */
export function checkNewOrder(draft: Draft): no.Refusal | undefined {
  for (const check of checks) {
    const refusal = check(draft);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

const textLimits = { comment: 512, label: 100, clientOrderId: 50 } as const;

const checkForm: Check = ({ desk, request }) => {
  if (request.orderType === OrderType.STOP_LOSS_TAKE_PROFIT) return no.forbiddenType;
  for (const name of ['comment', 'label', 'clientOrderId'] as const) {
    if ((request[name]?.length ?? 0) > textLimits[name]) return no.textTooLong(name, textLimits[name]);
  }
  const missing = neededFields[request.orderType].filter((name) => request[name] === undefined);
  if (missing.length > 0) return no.missingFields(missing.join(', '));
  const { clientOrderId } = request;
  const mayRepeat = !desk.rules.refusesDuplicates || clientOrderId === undefined;
  if (!mayRepeat && isKnownOrder(desk.state, clientOrderId)) return no.duplicateOrder(clientOrderId);
  const isAbsolute = request.stopLoss !== undefined || request.takeProfit !== undefined;
  return isAbsolute && !isPendingType(request.orderType) ? no.absoluteOnMarket : undefined;
};

const neededFields = {
  [OrderType.MARKET]: [],
  [OrderType.LIMIT]: ['limitPrice'],
  [OrderType.STOP]: ['stopPrice'],
  [OrderType.STOP_LOSS_TAKE_PROFIT]: [],
  [OrderType.MARKET_RANGE]: ['baseSlippagePrice', 'slippageInPoints'],
  [OrderType.STOP_LIMIT]: ['stopPrice', 'slippageInPoints'],
} as const satisfies Readonly<Record<OrderType, readonly (keyof NewOrderReq)[]>>;

const checkSize: Check = (draft) => {
  const { request, symbol, target, desk } = draft;
  const { trading } = symbol;
  const isReducing = target !== undefined && target.side !== request.tradeSide;
  // A netted position may be turned round by the same order; a hedged one can only be closed.
  if (isReducing && request.volume <= target.volume) return checkClosing(request.volume, target.volume, trading);
  if (isReducing && desk.state.trader.accountType !== AccountType.NETTED) {
    return no.volumeTooBig(request.volume, target.volume);
  }
  return checkVolume(request.volume, trading);
};

const checkPrices: Check = ({ request, forced, symbol, quote }) => {
  const { digits } = symbol.trading;
  for (const price of [request.limitPrice, request.stopPrice, request.baseSlippagePrice, forced?.price]) {
    if (price === undefined) continue;
    if (hasMoreDigits(price, digits)) return no.tooManyDigits('price', price, digits);
    if (price <= 0) return no.refusals.nonPositivePrice;
    if (isTooHigh(price)) return no.refusals.priceTooHigh;
  }
  const isStop = request.orderType === OrderType.STOP || request.orderType === OrderType.STOP_LIMIT;
  if (!isStop || quote === undefined || request.stopPrice === undefined) return undefined;
  const beyond = toPoints(request.stopPrice) - priceFor(request.tradeSide, quote);
  // Inferred (PROTOCOL.md): a stop must lie beyond the market.
  return (request.tradeSide === TradeSide.BUY ? beyond : -beyond) < 0 ? no.refusals.badPrice : undefined;
};

const checkProtection: Check = ({ desk, request, symbol, quote }) => {
  const { trading } = symbol;
  const digits = checkLevelDigits(request, trading);
  if (digits !== undefined) return digits;
  const hasStop = request.stopLoss !== undefined || request.relativeStopLoss !== undefined;
  if (request.trailingStopLoss === true && !hasStop) return no.trailingWithoutStop;
  const guarantee = checkGuarantee(desk, { isAsked: request.guaranteedStopLoss === true, hasStop, symbol });
  if (guarantee !== undefined) return guarantee;
  const own = request.orderType === OrderType.LIMIT ? request.limitPrice : request.stopPrice;
  const isPending = isPendingType(request.orderType) && own !== undefined;
  const market = quote === undefined ? 0 : priceFor(request.tradeSide, quote);
  const price = isPending ? toPoints(own) : market;
  const reference = { trading, side: request.tradeSide, price, isPending };
  return checkLevelSides(request, reference) ?? checkLevelDistances(request, reference);
};

/** Inferred (PROTOCOL.md): accounts of limited risk must guarantee each stop, others may where the symbol allows it. */
export function checkGuarantee(
  desk: Desk,
  asked: { readonly isAsked: boolean; readonly hasStop: boolean; readonly symbol: EngineSymbol },
): no.Refusal | undefined {
  const { isAsked, hasStop, symbol } = asked;
  if (desk.state.trader.isLimitedRisk === true && !(isAsked && hasStop)) return no.refusals.needsGuarantee;
  if (!isAsked) return undefined;
  return hasStop && symbol.trading.guaranteedStopLoss === true ? undefined : no.refusals.noGuarantee;
}

const checkRights: Check = (draft) => {
  const { trading } = draft.symbol;
  const mode = trading.tradingMode ?? TradingMode.ENABLED;
  const isOpening = openingVolume(draft) > 0;
  if (mode === TradingMode.CLOSE_ONLY_MODE ? isOpening : mode !== TradingMode.ENABLED) {
    return no.refusals.tradingDisabled;
  }
  const { accessRights } = draft.desk.state.trader;
  if (isOpening && accessRights === AccessRights.CLOSE_ONLY) return no.refusals.noTrading;
  const isShort = isOpening && draft.request.tradeSide === TradeSide.SELL;
  return isShort && trading.enableShortSelling === false ? no.refusals.noShortSelling : undefined;
};

const checkMarket: Check = ({ desk, request, at, quote }) => {
  if (quote === undefined) return no.refusals.noQuotes;
  const waits = isPendingType(request.orderType) || request.timeInForce === TimeInForce.MARKET_ON_OPEN;
  return waits ? undefined : checkPhase(desk, request.symbolId, at);
};

/** Whether orders of the symbol can be executed now. */
export function checkPhase(desk: Desk, symbolId: number, at: number): no.Refusal | undefined {
  const phase = desk.facts.phase(symbolId, at);
  if (phase === 'open') return undefined;
  return phase === 'holiday' ? no.refusals.holiday : no.refusals.marketClosed;
}

const checkExpiry: Check = ({ request, at }) => {
  if (request.timeInForce !== TimeInForce.GOOD_TILL_DATE) return undefined;
  return (request.expirationTimestamp ?? 0) > at ? undefined : no.refusals.badExpiry;
};

const checkExposure: Check = (draft) => {
  const { desk, request, symbol } = draft;
  const opening = openingVolume(draft);
  if (opening === 0) return undefined;
  let exposure = opening;
  let count = draft.target === undefined ? 1 : 0;
  for (const position of desk.state.positions.values()) {
    count++;
    if (position.symbolId === request.symbolId && position.side === request.tradeSide) exposure += position.volume;
  }
  for (const order of desk.state.working.values()) if (!order.isClosing && !order.isTargeted) count++;
  if (count > desk.rules.maxPositions) return no.refusals.tooManyPositions;
  // Inferred (PROTOCOL.md): in hundredths of a unit, for each side.
  const { maxExposure = 0 } = symbol.trading;
  return maxExposure > 0 && exposure > maxExposure ? no.refusals.maxExposure : undefined;
};

const checks: readonly Check[] = [
  checkForm,
  checkSize,
  checkRights,
  checkMarket,
  checkPrices,
  checkProtection,
  checkExpiry,
  checkExposure,
];
