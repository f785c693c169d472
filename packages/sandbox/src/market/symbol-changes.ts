import { createJsonCodec, ProtocolError, SymbolByIdRes, type TradingSymbol } from '@tickwire/protocol';
import { SandboxError } from '../errors/sandbox-error.ts';
import type { MarketSymbol } from './world/market-symbol.ts';
import { zoneOffsetMs } from './zones.ts';

/** What can never change about a symbol: prices and volumes given before would mean something else. */
type Lasting = 'symbolId' | 'digits' | 'pipPosition' | 'lotSize';

/** What can change about a symbol: what its details (2117) say, and whether the list of symbols shows it enabled. */
export type SymbolChanges = Partial<Omit<TradingSymbol, Lasting>> & { readonly enabled?: boolean };

const lasting: ReadonlySet<string> = new Set<Lasting>(['symbolId', 'digits', 'pipPosition', 'lotSize']);

const codec = createJsonCodec();

/** Pips, points or percent a year: with more than that, swaps would outgrow the integers that money is counted in. */
const largestSwap = 1_000_000;

/**
 * A symbol as it is with some changes.
 *
 * @throws SandboxError `BAD_OPTION` for a key or value that cannot stand in a symbol.
 */
export function changeSymbol(symbol: MarketSymbol, { enabled, ...changes }: SymbolChanges): MarketSymbol {
  const name = symbol.light.symbolName;
  const fixed = Object.keys(changes).find((key) => lasting.has(key));
  if (fixed !== undefined) throw badChange(`The ${fixed} of ${name} cannot change while the sandbox runs.`);
  const trading = { ...symbol.trading, ...changes };
  checkZone(trading.scheduleTimeZone);
  try {
    codec.encode(SymbolByIdRes, { ctidTraderAccountId: 1, symbol: [trading] });
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw badChange(`The change of ${name} does not fit: ${cause.message}`, cause);
  }
  for (const side of ['swapLong', 'swapShort'] as const) {
    const { [side]: swap = 0 } = trading;
    if (Math.abs(swap) <= largestSwap) continue;
    throw badChange(`The ${side} of ${name} is ${swap}, but it may be up to a million either way.`);
  }
  const light = enabled === undefined ? symbol.light : { ...symbol.light, enabled };
  return { ...symbol, light, trading };
}

function checkZone(zone: string): void {
  try {
    zoneOffsetMs(zone, 0);
  } catch (cause) {
    throw badChange(`${JSON.stringify(zone.slice(0, 40))} is no time zone.`, cause);
  }
}

function badChange(message: string, cause?: unknown): SandboxError {
  return new SandboxError(message, { code: 'BAD_OPTION', cause });
}
