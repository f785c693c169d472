import { OrderErrorEvent } from '@tickwire/protocol';
import { type Cause, type Desk, emit } from './desk.ts';
import { toPrice } from './price.ts';

/** Why a command is not accepted. Which texts were seen on the wire, and which are our guess: PROTOCOL.md. */
export interface Refusal {
  readonly errorCode: string;
  readonly description?: string;
  readonly orderId?: number;
  readonly positionId?: number;
}

/** Answers a command with its refusal. */
export function refuse(desk: Desk, refusal: Refusal, cause: Cause): void {
  emit(desk, OrderErrorEvent, { ctidTraderAccountId: desk.state.trader.ctidTraderAccountId, ...refusal }, cause);
}

const invalid = (description: string): Refusal => ({ errorCode: 'INVALID_REQUEST', description });

/** A field that this kind of order needs is not there. */
export const missingFields = (names: string): Refusal => invalid(`Message missing required fields: ${names}`);

/** Inferred (PROTOCOL.md): a text is too long. */
export const textTooLong = (name: string, limit: number): Refusal =>
  invalid(`Length of ${name} is bigger than maximum allowed length = ${limit}`);

/** Inferred (PROTOCOL.md): only the server makes protective orders. */
export const forbiddenType: Refusal = invalid('Order type STOP_LOSS_TAKE_PROFIT is not allowed');

/** Levels of a market order must be relative. */
export const absoluteOnMarket: Refusal = invalid(
  'SL/TP in absolute values are allowed only for order types: [LIMIT, STOP, STOP_LIMIT]',
);

/** A distance with more decimals than the symbol. */
export const badRelative = (leg: 'stop loss' | 'take profit'): Refusal =>
  invalid(`Relative ${leg} has invalid precision`);

/** A price with more decimals than the symbol. */
export const tooManyDigits = (what: 'price' | 'protection', price: number, digits: number): Refusal =>
  invalid(`Order ${what} = ${price} has more digits than symbol allows. Allowed ${digits} digits`);

/** The amendment changes nothing. */
export const nothingToAmend: Refusal = invalid('Nothing to amend.');

/** There is nothing that could trail. */
export const trailingWithoutStop: Refusal = invalid(
  "Can't set Trailing Stop Loss parameter without specified Stop Loss",
);

const units = (volume: number): string => (volume / 100).toFixed(2);

/** More than the symbol, or the position, allows. */
export const volumeTooBig = (volume: number, max: number): Refusal => ({
  errorCode: 'TRADING_BAD_VOLUME',
  description: `Order volume = ${units(volume)} is bigger than maximum allowed volume = ${units(max)}`,
});

/** Less than the symbol allows. The full stop is the server's, and only here. */
export const volumeTooSmall = (volume: number, min: number): Refusal => ({
  errorCode: 'TRADING_BAD_VOLUME',
  description: `Order volume = ${units(volume)} is smaller than minimum allowed volume = ${units(min)}.`,
});

/** Inferred (PROTOCOL.md): the volume is no multiple of the symbol's step. */
export const volumeOffStep = (volume: number, step: number): Refusal => ({
  errorCode: 'TRADING_BAD_VOLUME',
  description: `Order volume = ${units(volume)} is not a multiple of step volume = ${units(step)}`,
});

/** The ids are there, and 0, as seen. */
export const positionNotFound = (positionId: number): Refusal => ({
  errorCode: 'POSITION_NOT_FOUND',
  description: `Position not found with id ${positionId}`,
  orderId: 0,
  positionId: 0,
});

/** The id of the order is there, as seen. */
export const orderNotFound = (orderId: number): Refusal => ({
  errorCode: 'ORDER_NOT_FOUND',
  description: `Order not found with id ${orderId}`,
  orderId,
});

/** What the label of the order asks for. */
export const forcedRefusal = (errorCode: string): Refusal => ({
  errorCode,
  description: 'Refused because the label of the order says so',
});

/** Inferred (PROTOCOL.md): an order with this id was accepted before. */
export const duplicateOrder = (clientOrderId: string): Refusal =>
  invalid(`Order with clientOrderId ${clientOrderId} exists already`);

/** No such symbol. */
export const symbolNotFound = (symbolId: number): Refusal => ({
  errorCode: 'SYMBOL_NOT_FOUND',
  description: `Symbol not found with id ${symbolId}`,
});

/** A level of an open position on the wrong side of the market. */
export interface WrongSide {
  readonly leg: 'SL' | 'TP';
  readonly side: 'BUY' | 'SELL';
  /** 1/100000: the level, and what it is measured against. */
  readonly level: number;
  readonly current: number;
}

/** Wrong side of the current price: the one seen text, and its three likenesses (PROTOCOL.md). */
export function badStops({ leg, side, level, current }: WrongSide): Refusal {
  const isAbove = (leg === 'TP') === (side === 'BUY');
  const quote = side === 'BUY' ? 'BID' : 'ASK';
  return {
    errorCode: 'TRADING_BAD_STOPS',
    description: `New ${leg} for ${side} position should be ${isAbove ? '>=' : '<='} current ${quote} price. current ${quote}: ${toPrice(current)}, ${leg}: ${toPrice(level)}`,
    orderId: 0,
    positionId: 0,
  };
}

/** Inferred (PROTOCOL.md): wrong side of the price of the pending order itself. */
export function badOrderStops({ leg, side, level, current }: WrongSide): Refusal {
  const isAbove = (leg === 'TP') === (side === 'BUY');
  return {
    errorCode: 'TRADING_BAD_STOPS',
    description: `${leg} for ${side} order should be ${isAbove ? '>=' : '<='} order price. order price: ${toPrice(current)}, ${leg}: ${toPrice(level)}`,
    orderId: 0,
    positionId: 0,
  };
}

/** Inferred (PROTOCOL.md), all of them: code and words. */
export const refusals = {
  noTrading: { errorCode: 'TRADING_NOT_ALLOWED', description: 'Trading is not allowed for this account' },
  tradingDisabled: { errorCode: 'TRADING_DISABLED', description: 'Trading is disabled for this symbol' },
  noShortSelling: { errorCode: 'SHORT_SELLING_NOT_ALLOWED', description: 'Short selling is not allowed' },
  marketClosed: { errorCode: 'MARKET_CLOSED', description: 'Market is closed' },
  holiday: { errorCode: 'SYMBOL_HAS_HOLIDAY', description: 'Symbol has a holiday' },
  noQuotes: { errorCode: 'NO_QUOTES', description: 'There are no quotes for this symbol' },
  badPrice: { errorCode: 'TRADING_BAD_PRICES', description: 'Order price is on the wrong side of the market' },
  nonPositivePrice: { errorCode: 'TRADING_BAD_PRICES', description: 'Order price must be greater than zero' },
  priceTooHigh: { errorCode: 'TRADING_BAD_PRICES', description: 'Order price is too high' },
  nonPositiveDistance: { errorCode: 'TRADING_BAD_STOPS', description: 'Stop distance must be greater than zero' },
  badExpiry: { errorCode: 'TRADING_BAD_EXPIRATION_DATE', description: 'Expiration must be in the future' },
  tooClose: { errorCode: 'PROTECTION_IS_TOO_CLOSE_TO_MARKET', description: 'Protection is too close to the market' },
  maxExposure: { errorCode: 'MAX_EXPOSURE_REACHED', description: 'Maximum exposure of the symbol is reached' },
  tooManyPositions: { errorCode: 'TOO_MANY_POSITIONS', description: 'Maximum number of positions is reached' },
  needsGuarantee: { errorCode: 'TRADING_BAD_STOPS', description: 'Guaranteed stop loss is required' },
  noGuarantee: { errorCode: 'TRADING_BAD_STOPS', description: 'Guaranteed stop loss is not allowed' },
  worseGuarantee: { errorCode: 'WORSE_GSL_NOT_ALLOWED', description: 'Guaranteed stop loss cannot be worsened' },
  positionNotOpen: { errorCode: 'POSITION_NOT_OPEN', description: 'Position is not open' },
  pendingExecution: { errorCode: 'PENDING_EXECUTION', description: 'Position has an order in execution' },
  cannotAmend: { errorCode: 'UNABLE_TO_AMEND_ORDER', description: 'Order cannot be amended' },
} as const satisfies Readonly<Record<string, Refusal>>;
