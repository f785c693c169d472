import type { ClosePositionDetail } from '@tickwire/protocol';
import { baseToUsd, commissionFor } from './commission.ts';
import { type Desk, moneyDigitsOf, rateOf, symbolOf } from './desk.ts';
import { addPosition } from './holdings.ts';
import { shareOf } from './money.ts';
import type { OrderRecord } from './order.ts';
import type { PositionRecord } from './position.ts';
import { averagePrice, costOf } from './price.ts';
import { conversionFee, grossProfit } from './profit.ts';
import { divideRounded, type Rate, toDouble } from './rate.ts';
import { nextSwapAt } from './swap-time.ts';

/** Volume that an order trades at one price and moment. */
export interface Fill {
  /** Hundredths of a unit. */
  readonly volume: number;
  /** 1/100000. */
  readonly price: number;
  /** Epoch ms. */
  readonly at: number;
}

/** What a fill did. */
export interface FillResult {
  readonly position: PositionRecord;
  /** Money: of this fill alone. */
  readonly commission: number;
  readonly marginRate: Rate;
  readonly usdRate: Rate;
  readonly closeDetail: ClosePositionDetail | undefined;
}

/** Opens, adds to, reduces, closes or turns round the position, and books what that realises. */
export function applyFill(desk: Desk, order: OrderRecord, target: PositionRecord | undefined, fill: Fill): FillResult {
  const symbol = symbolOf(desk, order.symbolId);
  const marginRate = rateOf(desk, symbol.baseAssetId, desk.state.trader.depositAssetId);
  const usdRate = baseToUsd(desk, symbol);
  const commission = commissionFor(desk, symbol, fill.volume, { baseToDeposit: marginRate, baseToUsd: usdRate });
  const closed = target === undefined || target.side === order.side ? 0 : Math.min(fill.volume, target.volume);
  const closingCommission = shareOf(commission, closed, fill.volume);
  const closeDetail =
    target === undefined || closed === 0
      ? undefined
      : reduce(desk, target, { ...fill, volume: closed }, closingCommission);
  const opened = fill.volume - closed;
  const position = target ?? createPosition(desk, order, fill.at);
  position.updatedAt = fill.at;
  if (opened > 0) {
    if (position.volume === 0) start(desk, position, order, fill.at);
    position.volume += opened;
    position.cost += costOf(fill.price, opened);
    position.commission += commission - closingCommission;
    position.marginRate = marginRate;
    position.usdRate = usdRate;
  }
  return { position, commission, marginRate, usdRate, closeDetail };
}

function createPosition(desk: Desk, order: OrderRecord, at: number): PositionRecord {
  // A position id is used once only: one that was closed in the meantime does not come back.
  if (!order.hasOwnPosition) order.positionId = desk.state.nextPositionId++;
  const position: PositionRecord = {
    positionId: order.positionId,
    symbolId: order.symbolId,
    side: order.side,
    volume: 0,
    openedAt: at,
    updatedAt: at,
    cost: 0n,
    swap: 0,
    commission: 0,
    marginRate: { numerator: 0n, denominator: 1n },
    usdRate: { numerator: 0n, denominator: 1n },
    usedMargin: 0,
    label: order.label,
    comment: order.comment,
    clientOrderId: order.clientOrderId,
    protectionId: undefined,
    isProtectable: order.levels !== undefined,
    isGuaranteed: false,
    guaranteedStop: undefined,
    closingOrderId: undefined,
    nextSwapAt: undefined,
    swapPeriods: 0,
    appraisal: undefined,
  };
  addPosition(desk.state, position);
  return position;
}

/** The first volume of a position, or of its other side after it was turned round. */
function start(desk: Desk, position: PositionRecord, order: OrderRecord, at: number): void {
  position.side = order.side;
  position.openedAt = at;
  position.swapPeriods = 0;
  position.guaranteedStop = undefined;
  position.nextSwapAt = nextSwapAt(symbolOf(desk, position.symbolId).trading, at);
}

/** Takes volume out and moves the balance, which nothing else but cash does (PROTOCOL.md). */
function reduce(desk: Desk, position: PositionRecord, fill: Fill, closingCommission: number): ClosePositionDetail {
  const { volume: whole, cost: wholeCost } = position;
  const { volume, price } = fill;
  const symbol = symbolOf(desk, position.symbolId);
  const cost = divideRounded(wholeCost * BigInt(volume), BigInt(whole));
  const gross = grossProfit(desk, symbol, position.side, { volume, cost, price });
  const swap = shareOf(position.swap, volume, whole);
  const openingCommission = shareOf(position.commission, volume, whole);
  const commission = openingCommission + closingCommission;
  const fee = conversionFee(desk, symbol, gross);
  position.volume -= volume;
  position.cost -= cost;
  position.swap -= swap;
  position.commission -= openingCommission;
  const { balance, balanceVersion } = changeBalance(desk, gross + swap + commission + fee);
  return {
    entryPrice: averagePrice(wholeCost, whole),
    grossProfit: gross,
    swap,
    commission,
    balance,
    quoteToDepositConversionRate: toDouble(rateOf(desk, symbol.quoteAssetId, desk.state.trader.depositAssetId)),
    closedVolume: volume,
    balanceVersion,
    moneyDigits: moneyDigitsOf(desk),
    pnlConversionFee: fee,
  };
}

/** Moves the balance and counts its version up by one. */
export function changeBalance(
  desk: Desk,
  delta: number,
): { readonly balance: number; readonly balanceVersion: number } {
  const { trader } = desk.state;
  const balance = trader.balance + delta;
  const balanceVersion = (trader.balanceVersion ?? 0) + 1;
  desk.state.trader = { ...trader, balance, balanceVersion };
  return { balance, balanceVersion };
}
