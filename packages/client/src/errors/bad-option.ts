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

/** Somebody has switched off for the whole process what keeps secrets from strangers. */
export function toTlsChecksOff(): ConfigError {
  return new ConfigError('Certificate checks are switched off for this process, so no connection over TLS is made.', {
    code: 'TLS_CHECKS_OFF',
    facts: { variable: 'NODE_TLS_REJECT_UNAUTHORIZED' },
    hint: 'unset NODE_TLS_REJECT_UNAUTHORIZED; to trust a private authority use --ca or NODE_EXTRA_CA_CERTS',
  });
}
