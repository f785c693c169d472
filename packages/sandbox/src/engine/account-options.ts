import type { Trader } from '@tickwire/protocol';

/** How long the market takes from accepting an order to filling it, in ms. */
type FillDelay = number | { readonly fromMs: number; readonly toMs: number };

/** What an account is made from. */
export interface AccountOptions {
  /** The account as TraderRes 2122 shows it; `balance` and `balanceVersion` are the ones it starts with. */
  readonly trader: Trader;
  /** Everything random in the account comes from it. Default: 1. */
  readonly seed?: number;
  /** Ids of orders, positions, deals and cash flows count up from here. Default: 1. */
  readonly firstId?: number;
  /** Default: between 50 and 300 ms, by seed. */
  readonly fillDelay?: FillDelay;
  /** From a fill to what the server does with the protective order, in ms. Default: 8. */
  readonly protectionDelayMs?: number;
  /** Hundredths of a unit that each tick of a symbol can fill. Default: any volume. */
  readonly liquidityPerTick?: number;
  /** Margin levels in percent that set off the margin calls 61 to 63. Default: 100, 75, 60. */
  readonly marginCallLevels?: readonly [number, number, number];
  /** Margin level in percent at which positions are closed; 0 never closes any. Default: 50. */
  readonly stopOutLevel?: number;
  /** True: a balance that a stop-out leaves below zero is brought back to it. Default: false. */
  readonly hasNegativeBalanceProtection?: boolean;
  /** How many positions may be open, waiting orders included. Default: any number. */
  readonly maxPositions?: number;
  /** False: labels that start with `tickwire:` are labels like any other. Default: true. */
  readonly honoursLabels?: boolean;
  /** What becomes of a new order whose `clientOrderId` an accepted order had before. Default: accept. */
  readonly duplicateClientOrderId?: 'accept' | 'reject';
  /** How long deals and orders take to appear in the histories, in ms. Default: 0. */
  readonly historyLagMs?: number;
  /** How many done orders, deals and counts of the order ledger are kept, the newest ones. Default: all. */
  readonly historyLimit?: number;
}

/** The options with their defaults, without what lives in the state. */
export interface AccountRules {
  readonly fillDelay: { readonly fromMs: number; readonly toMs: number };
  readonly protectionDelayMs: number;
  readonly liquidityPerTick: number | undefined;
  readonly stopOutLevel: number;
  readonly hasNegativeBalanceProtection: boolean;
  readonly maxPositions: number;
  readonly honoursLabels: boolean;
  readonly refusesDuplicates: boolean;
  readonly historyLagMs: number;
  readonly historyLimit: number;
}

/** Fills in the defaults. */
export function toRules(options: AccountOptions): AccountRules {
  const { fillDelay = { fromMs: 50, toMs: 300 } } = options;
  return {
    fillDelay: typeof fillDelay === 'number' ? { fromMs: fillDelay, toMs: fillDelay } : fillDelay,
    protectionDelayMs: options.protectionDelayMs ?? 8,
    liquidityPerTick: options.liquidityPerTick,
    stopOutLevel: options.stopOutLevel ?? 50,
    hasNegativeBalanceProtection: options.hasNegativeBalanceProtection ?? false,
    maxPositions: options.maxPositions ?? Number.POSITIVE_INFINITY,
    honoursLabels: options.honoursLabels ?? true,
    refusesDuplicates: options.duplicateClientOrderId === 'reject',
    historyLagMs: options.historyLagMs ?? 0,
    historyLimit: options.historyLimit ?? Number.POSITIVE_INFINITY,
  };
}
