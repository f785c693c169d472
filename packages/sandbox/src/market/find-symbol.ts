import { SandboxError } from '../errors/sandbox-error.ts';
import type { MarketSymbol } from './world/market-symbol.ts';

/** A symbol by its id or its name: 1 or `EURUSD`. */
export type SymbolKey = number | string;

/** Finds a symbol. @throws SandboxError `NOT_IN_WORLD` when there is none of this id or name. */
export function findSymbol(symbols: readonly MarketSymbol[], key: SymbolKey): MarketSymbol {
  const found = symbols.find(({ light }) => light.symbolId === key || light.symbolName === key);
  if (found !== undefined) return found;
  const what = typeof key === 'number' ? `has the id ${key}` : `is named ${JSON.stringify(key.slice(0, 40))}`;
  throw new SandboxError(`No symbol ${what}.`, { code: 'NOT_IN_WORLD', facts: { symbol: String(key).slice(0, 40) } });
}
