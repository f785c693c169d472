import { type AmendPositionSLTPReq, OrderTriggerMethod } from '@tickwire/protocol';
import { checkLevelDigits, checkLevelDistances, checkLevelSides } from './check-levels.ts';
import { checkGuarantee, mayTrade } from './check-new-order.ts';
import { type Cause, type Desk, symbolOf } from './desk.ts';
import type { PositionRecord } from './position.ts';
import { toPoints } from './price.ts';
import { cancelProtection, type Protection, protect, protectionOf } from './protection.ts';
import { opposite, priceFor, signOf } from './quote.ts';
import { nothingToAmend, positionNotFound, type Refusal, refusals, refuse, trailingWithoutStop } from './refusal.ts';

/** 2110: overwrites the protection of a position; a level that is left out is removed, the trailing flag stays. */
export function amendPosition(desk: Desk, request: AmendPositionSLTPReq, cause: Cause): void {
  if (!mayTrade(desk)) return refuse(desk, refusals.noTrading, cause);
  const position = desk.state.positions.get(request.positionId);
  if (position === undefined) return refuse(desk, positionNotFound(request.positionId), cause);
  const wanted = wantedOf(desk, position, request);
  const refusal = checkAmendment(desk, position, request) ?? checkChange(desk, position, wanted);
  if (refusal !== undefined) return refuse(desk, refusal, cause);
  forgetTasks(desk, position);
  const occasion = { ...cause, isServerEvent: false };
  const current = protectionOf(desk, position);
  const isRemoval = wanted.stopLoss === undefined && wanted.takeProfit === undefined;
  if (!isRemoval) protect(desk, position, wanted, occasion);
  else if (current !== undefined) cancelProtection(desk, position, current, occasion);
}

function checkAmendment(desk: Desk, position: PositionRecord, request: AmendPositionSLTPReq): Refusal | undefined {
  if (position.volume === 0) return refusals.positionNotOpen;
  if (position.closingOrderId !== undefined) return refusals.pendingExecution;
  // The position was turned round a moment ago, and its old protective order is about to be cancelled.
  if (protectionOf(desk, position)?.side === position.side) return refusals.pendingExecution;
  const symbol = symbolOf(desk, position.symbolId);
  const hasStop = request.stopLoss !== undefined;
  if (request.trailingStopLoss === true && !hasStop) return trailingWithoutStop;
  const digits = checkLevelDigits(request, symbol.trading);
  if (digits !== undefined) return digits;
  const isGuaranteeKept = position.isGuaranteed && request.guaranteedStopLoss !== false && hasStop;
  const isAsked = request.guaranteedStopLoss ?? isGuaranteeKept;
  const guarantee = checkGuarantee(desk, { isAsked, hasStop, symbol });
  if (guarantee !== undefined) return guarantee;
  const quote = desk.state.quotes.get(position.symbolId);
  if (quote === undefined) return refusals.noQuotes;
  const price = priceFor(opposite(position.side), quote);
  const reference = { trading: symbol.trading, side: position.side, price, isPending: false };
  return checkLevelSides(request, reference) ?? checkLevelDistances(request, reference);
}

function checkChange(desk: Desk, position: PositionRecord, wanted: Protection): Refusal | undefined {
  const current = protectionOf(desk, position);
  if (position.isGuaranteed && current?.stopPrice !== undefined) {
    const worse = (current.stopPrice - (wanted.stopLoss ?? 0)) * signOf(position.side);
    // Inferred (PROTOCOL.md): a guaranteed stop may only come closer.
    if (wanted.stopLoss === undefined || worse > 0) return refusals.worseGuarantee;
  }
  const isSame =
    current?.stopPrice === wanted.stopLoss &&
    current?.limitPrice === wanted.takeProfit &&
    (current === undefined ||
      ((current.trailingDistance !== undefined) === (wanted.trailingDistance !== undefined) &&
        current.isGuaranteed === wanted.isGuaranteed &&
        current.triggerMethod === wanted.triggerMethod));
  return isSame ? nothingToAmend : undefined;
}

function wantedOf(desk: Desk, position: PositionRecord, request: AmendPositionSLTPReq): Protection {
  const current = protectionOf(desk, position);
  const stopLoss = request.stopLoss === undefined ? undefined : toPoints(request.stopLoss);
  const takeProfit = request.takeProfit === undefined ? undefined : toPoints(request.takeProfit);
  const isTrailing = request.trailingStopLoss ?? current?.trailingDistance !== undefined;
  return {
    stopLoss,
    takeProfit,
    trailingDistance: isTrailing ? trailingDistance(desk, position, stopLoss) : undefined,
    isGuaranteed: stopLoss !== undefined && (request.guaranteedStopLoss ?? position.isGuaranteed),
    triggerMethod: request.stopLossTriggerMethod ?? OrderTriggerMethod.TRADE,
  };
}

/** Inferred (PROTOCOL.md): an amended stop trails at its distance from the market at that moment. */
function trailingDistance(desk: Desk, position: PositionRecord, stopLoss: number | undefined): number | undefined {
  const quote = desk.state.quotes.get(position.symbolId);
  if (quote === undefined || stopLoss === undefined) return undefined;
  return Math.abs(priceFor(opposite(position.side), quote) - stopLoss);
}

/** The levels of the opening order do not come after those that replace them. */
function forgetTasks({ state }: Desk, { positionId }: PositionRecord): void {
  for (let index = state.tasks.length - 1; index >= 0; index--) {
    const task = state.tasks[index];
    if (task?.does === 'protect' && task.positionId === positionId) state.tasks.splice(index, 1);
  }
}
