import { StopOutStrategy, type TradingSymbol } from '@tickwire/protocol';
import { createClosing } from './close-position.ts';
import { type Desk, symbolOf } from './desk.ts';
import { executeOrder } from './execution.ts';
import { addWorking } from './holdings.ts';
import { totalMargin } from './margin.ts';
import type { PositionRecord } from './position.ts';
import { equityOf, unrealized } from './profit.ts';
import { opposite, priceFor } from './quote.ts';

/** Money: what the margin level is made of. */
interface Level {
  readonly used: number;
  readonly equity: number;
}

/** Whether the margin level has fallen to where positions are closed. */
export const isBelowStopOut = ({ rules }: Desk, { used, equity }: Level): boolean =>
  used > 0 && equity * 100 <= rules.stopOutLevel * used;

/** Closes positions, one after the other, until the margin level is above the stop-out level again. */
export function stopOut(desk: Desk, at: number): void {
  let level = { used: totalMargin(desk), equity: equityOf(desk) };
  while (isBelowStopOut(desk, level)) {
    const position = choosePosition(desk, at);
    if (position === undefined) return;
    closeByServer(desk, position, volumeToClose(desk, position, level), at);
    level = { used: totalMargin(desk), equity: equityOf(desk) };
  }
}

/** Closes the next position without a look at the margin level. */
export function stopOutOne(desk: Desk, at: number): void {
  const position = choosePosition(desk, at);
  if (position !== undefined) closeByServer(desk, position, position.volume, at);
}

/** The next one to close: by margin or by loss, as the account is set up, among those that can be closed now. */
function choosePosition(desk: Desk, at: number): PositionRecord | undefined {
  const { positions, trader } = desk.state;
  const isByLoss = trader.stopOutStrategy === StopOutStrategy.MOST_LOSING_FIRST;
  let chosen: PositionRecord | undefined;
  let best = Number.NEGATIVE_INFINITY;
  for (const position of positions.values()) {
    const isClosable = position.volume > 0 && desk.state.quotes.has(position.symbolId);
    if (!isClosable || desk.facts.phase(position.symbolId, at) !== 'open') continue;
    const weight = isByLoss ? -unrealized(desk, position).netUnrealizedPnL : position.usedMargin;
    if (weight <= best) continue;
    chosen = position;
    best = weight;
  }
  return chosen;
}

/** All of it, or, where the account closes parts, the least that brings the margin level back. */
function volumeToClose(desk: Desk, position: PositionRecord, { used, equity }: Level): number {
  const { volume, usedMargin } = position;
  // Inferred (PROTOCOL.md): where the account does not say, whole positions.
  if (desk.state.trader.fairStopOut !== false || usedMargin === 0) return volume;
  const affordable = Math.max(0, Math.floor((equity * 100) / desk.rules.stopOutLevel));
  const excess = Math.max(0, used - affordable) + 1;
  const part = Number((BigInt(excess) * BigInt(volume)) / BigInt(usedMargin)) + 1;
  return roundUp(part, volume, symbolOf(desk, position.symbolId).trading);
}

function roundUp(part: number, volume: number, { stepVolume = 1, minVolume = 1 }: TradingSymbol): number {
  const step = Math.max(stepVolume, 1);
  const rounded = Math.max(Math.ceil(part / step) * step, minVolume);
  return rounded > volume - minVolume ? volume : rounded;
}

function closeByServer(desk: Desk, position: PositionRecord, volume: number, at: number): void {
  const quote = desk.state.quotes.get(position.symbolId);
  if (quote === undefined) return;
  // Inferred (PROTOCOL.md): a single FILLED event, of a market order that says it is a stop-out.
  const order = createClosing(desk, position, { volume, at, clientOrderId: undefined, isStopOut: true });
  addWorking(desk.state, order);
  const price = priceFor(opposite(position.side), quote);
  executeOrder(desk, order, { at, clientMsgId: undefined, isServerEvent: true, price });
}
