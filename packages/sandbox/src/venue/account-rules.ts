import { AccessRights, TotalMarginCalculationType } from '@tickwire/protocol';
import { SandboxError } from '../errors/sandbox-error.ts';

/** How long the market takes from accepting an order to filling it, in ms: always the same, or within a range. */
export type FillDelay = number | { readonly fromMs: number; readonly toMs: number };

/** What the broker has set for one account. Where something is left out, its default holds. */
export interface AccountRulesOptions {
  /** What the owner may do. Default: FULL_ACCESS. */
  readonly accessRights?: AccessRights;
  /** True: every position needs a guaranteed stop loss. Default: false. */
  readonly isLimitedRisk?: boolean;
  /** True: a rollover commission is charged instead of swaps. Default: false. */
  readonly swapFree?: boolean;
  /** How opposite positions of one symbol share margin. Default: SUM. */
  readonly marginCalculation?: TotalMarginCalculationType;
  /** Margin level in percent at which positions are closed; 0 never closes any. Default: 50. */
  readonly stopOutLevel?: number;
  /** Margin levels in percent that set off the margin calls 61 to 63, until a client changes them. Default: 100, 75, 60. */
  readonly marginCallLevels?: readonly [number, number, number];
  /** How many positions may be open, waiting orders included. Default: any number. */
  readonly maxPositions?: number;
  /** True: a balance that a stop-out leaves below zero is brought back to it. Default: false. */
  readonly hasNegativeBalanceProtection?: boolean;
  /** Hundredths of a unit that each tick of a symbol can fill, for partial fills. Default: any volume. */
  readonly liquidityPerTick?: number;
  /** Default: that of the sandbox. */
  readonly fillDelay?: FillDelay;
  /** False: labels that start with `tickwire:` force nothing, as on the real server. Default: true. */
  readonly honoursLabels?: boolean;
  /** What becomes of a new order whose `clientOrderId` an accepted order had before. Default: accept. */
  readonly duplicateClientOrderId?: 'accept' | 'reject';
  /** How long deals and orders take to appear in histories, in ms. Default: 0. */
  readonly historyLagMs?: number;
  /** How many done orders and deals are kept, the newest ones. Default: all. */
  readonly historyLimit?: number;
}

/** Rules with those defaults that stand in messages. */
export type AccountRules = AccountRulesOptions &
  Required<Pick<AccountRulesOptions, 'accessRights' | 'isLimitedRisk' | 'swapFree' | 'marginCalculation'>>;

/**
 * Picks the rules out of the options of an account, and fills in defaults.
 *
 * @throws SandboxError `BAD_OPTION`.
 */
export function makeRules(name: string, options: AccountRulesOptions): AccountRules {
  checkRules(name, options);
  const { stopOutLevel, marginCallLevels, maxPositions, hasNegativeBalanceProtection, liquidityPerTick } = options;
  const { fillDelay, honoursLabels, duplicateClientOrderId, historyLagMs, historyLimit } = options;
  return {
    accessRights: options.accessRights ?? AccessRights.FULL_ACCESS,
    isLimitedRisk: options.isLimitedRisk ?? false,
    swapFree: options.swapFree ?? false,
    marginCalculation: options.marginCalculation ?? TotalMarginCalculationType.SUM,
    ...(stopOutLevel === undefined ? {} : { stopOutLevel }),
    ...(marginCallLevels === undefined ? {} : { marginCallLevels }),
    ...(maxPositions === undefined ? {} : { maxPositions }),
    ...(hasNegativeBalanceProtection === undefined ? {} : { hasNegativeBalanceProtection }),
    ...(liquidityPerTick === undefined ? {} : { liquidityPerTick }),
    ...(fillDelay === undefined ? {} : { fillDelay }),
    ...(honoursLabels === undefined ? {} : { honoursLabels }),
    ...(duplicateClientOrderId === undefined ? {} : { duplicateClientOrderId }),
    ...(historyLagMs === undefined ? {} : { historyLagMs }),
    ...(historyLimit === undefined ? {} : { historyLimit }),
  };
}

function checkRules(name: string, options: AccountRulesOptions): void {
  const check = (option: string, value: number | undefined, isRight: (value: number) => boolean, wanted: string) => {
    if (value !== undefined && !isRight(value)) {
      throw badOption(`The ${option} of the account "${name}" is ${value}, but it must be ${wanted}.`, option);
    }
  };
  const isLevel = (value: number) => Number.isFinite(value) && value >= 0;
  const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0;
  check('accessRights', options.accessRights, isOneOf(AccessRights), 'one of AccessRights');
  const isCalculation = isOneOf(TotalMarginCalculationType);
  check('marginCalculation', options.marginCalculation, isCalculation, 'a TotalMarginCalculationType');
  check('stopOutLevel', options.stopOutLevel, isLevel, 'a percentage from 0 on');
  for (const level of options.marginCallLevels ?? [])
    check('marginCallLevels', level, isLevel, 'percentages from 0 on');
  for (const option of ['maxPositions', 'historyLagMs', 'historyLimit'] as const) {
    check(option, options[option], isCount, 'a whole number from 0 on');
  }
  const { liquidityPerTick, fillDelay } = options;
  check('liquidityPerTick', liquidityPerTick, (value) => isCount(value) && value > 0, 'a positive volume');
  if (fillDelay !== undefined) checkFillDelay(`fillDelay of the account "${name}"`, fillDelay);
}

/** @throws SandboxError `BAD_OPTION` for a delay that is no whole number of ms from 0 on, or a range the wrong way round. */
export function checkFillDelay(what: string, delay: FillDelay): void {
  const { fromMs, toMs } = typeof delay === 'number' ? { fromMs: delay, toMs: delay } : delay;
  const isRight = Number.isSafeInteger(fromMs) && Number.isSafeInteger(toMs) && fromMs >= 0 && fromMs <= toMs;
  if (isRight) return;
  const said = typeof delay === 'number' ? `${delay}` : `${fromMs} to ${toMs}`;
  throw badOption(
    `The ${what} is ${said}, but it must be whole milliseconds from 0 on, the shorter first.`,
    'fillDelay',
  );
}

const isOneOf = (table: Readonly<Record<string, number>>) => (value: number) => Object.values(table).includes(value);

function badOption(message: string, option: string): SandboxError {
  return new SandboxError(message, { code: 'BAD_OPTION', facts: { option } });
}
