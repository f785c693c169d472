import { ConfigError } from './errors.ts';

/** An option that does not make sense. `rule` completes "The option x …". */
export function badOption(option: string, rule: string): ConfigError {
  return new ConfigError(`The option ${option} ${rule}.`, {
    code: 'BAD_OPTION',
    facts: { option },
    hint: `correct ${option}`,
  });
}

/** Timers turn longer delays into 1 ms. */
const longestDelayMs = 2_147_483_647;

/** A time in milliseconds that a timer can wait for. */
export const isDelay = (value: number): boolean => value > 0 && value <= longestDelayMs;

/** What {@link isDelay} demands, for {@link badOption}. */
export const delayRule = 'must be a positive number below 2^31';
