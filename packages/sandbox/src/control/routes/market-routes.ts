import { anyObject, choice, decimal, flag, optional, type Reader, text, whole } from '../../document/reader.ts';
import { SandboxError } from '../../errors/sandbox-error.ts';
import type { SymbolKey } from '../../market/find-symbol.ts';
import type { SymbolChanges } from '../../market/symbol-changes.ts';
import type { Sandbox } from '../../sandbox.ts';
import type { Environment } from '../../venue/environment.ts';
import { route } from '../control-route.ts';

/** Digits in an address are an id, everything else is a name. */
const symbol: Reader<SymbolKey> = (value, place) => {
  if (typeof value === 'number') return whole({ least: 1 })(value, place);
  const key = text({ longest: 50 })(value, place);
  return /^\d{1,15}$/.test(key) ? Number(key) : key;
};

const environment = choice(['live', 'demo']);
const place = { environment, symbol };
const price = optional(whole({ least: 1 }));

/** The parts are checked against the declaration of symbols when they are applied; here only what that takes for granted. */
const symbolChanges: Reader<SymbolChanges> = (value, where) => {
  const changes = anyObject(value, where);
  if ('enabled' in changes) flag(changes.enabled, `${where}.enabled`);
  if ('scheduleTimeZone' in changes) text()(changes.scheduleTimeZone, `${where}.scheduleTimeZone`);
  return changes;
};

function showPrice(sandbox: Sandbox, input: { readonly environment: Environment; readonly symbol: SymbolKey }) {
  const market = sandbox.market(input.environment);
  return { quote: market.quote(input.symbol) ?? null, isOpen: market.isOpen(input.symbol) };
}

/** What can be done to prices, in 1/100000 whatever the digits of the symbol. */
export const priceRoutes = {
  /** The last bid and ask, and whether the market is open. */
  get: route('GET /control/prices/:environment/:symbol', 'The last bid and ask of a symbol', place, showPrice),
  /** Sets prices. */
  push: route(
    'POST /control/prices/:environment/:symbol/push',
    'Sets bid, ask or both, in 1/100000',
    { ...place, bid: price, ask: price, timestamp: optional(whole({ least: 0 })) },
    (sandbox, { environment: where, symbol: key, ...change }) => {
      if (change.bid === undefined && change.ask === undefined) {
        throw new SandboxError('A price needs bid, ask, or both.', { code: 'BAD_DOCUMENT' });
      }
      const frames = sandbox.market(where).push(key, change);
      return { frames, ...showPrice(sandbox, { environment: where, symbol: key }) };
    },
  ),
  /** Moves both sides by pips. */
  move: route(
    'POST /control/prices/:environment/:symbol/move',
    'Moves both sides by pips, up or down',
    { ...place, pips: decimal({ least: -1e6, most: 1e6 }) },
    (sandbox, { environment: where, symbol: key, pips }) => {
      const frames = sandbox.market(where).move(key, { pips });
      return { frames, ...showPrice(sandbox, { environment: where, symbol: key }) };
    },
  ),
  /** Lets a price stand still. */
  hold: route('POST /control/prices/:environment/:symbol/hold', 'Lets a price stand still', place, (sandbox, input) => {
    sandbox.market(input.environment).hold(input.symbol);
    return showPrice(sandbox, input);
  }),
  /** Lets a price go its own way again. */
  resume: route(
    'POST /control/prices/:environment/:symbol/resume',
    'Lets a price go its own way again',
    place,
    (sandbox, input) => {
      sandbox.market(input.environment).resume(input.symbol);
      return showPrice(sandbox, input);
    },
  ),
};

/** What can be done to symbols. */
export const symbolRoutes = {
  /** Changes what the details of a symbol say, and tells every account that is logged in (2120). */
  change: route(
    'POST /control/symbols/:symbol/change',
    'Changes what the details of a symbol say (2120)',
    { symbol, environment: optional(environment), changes: symbolChanges },
    (sandbox, { symbol: key, environment: where, changes }) => {
      if (where === undefined) sandbox.changeSymbol(key, changes);
      else sandbox.market(where).changeSymbol(key, changes);
      return { changed: Object.keys(changes) };
    },
  ),
};
