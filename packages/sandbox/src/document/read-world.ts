import { AccessRights, TotalMarginCalculationType } from '@tickwire/protocol';
import type { RedirectUris } from '../venue/redirect-uris.ts';
import type { AccountOptions, ApplicationOptions, GrantOptions, WorldOptions } from '../venue/world-options.ts';
import {
  choice,
  decimal,
  enumValue,
  flag,
  listOf,
  mapOf,
  name,
  optional,
  type Reader,
  shape,
  text,
  whole,
  wrongValue,
} from './reader.ts';

const redirectUris: Reader<RedirectUris> = (value, place) =>
  value === 'any-loopback' ? value : listOf(text({ longest: 2_000 }), { longest: 100 })(value, place);

const application: Reader<ApplicationOptions> = shape({
  isActive: optional(flag),
  redirectUris: optional(redirectUris),
});

const level = decimal({ least: 0, most: 1e6 });

const marginCallLevels: Reader<readonly [number, number, number]> = (value, place) => {
  const [first, second, third, ...rest] = listOf(level)(value, place);
  if (first === undefined || second === undefined || third === undefined || rest.length > 0) {
    throw wrongValue(place, 'three percentages', value);
  }
  return [first, second, third];
};

const account: Reader<AccountOptions> = shape({
  environment: optional(choice(['live', 'demo'])),
  owner: optional(name),
  id: optional(whole({ least: 1 })),
  login: optional(whole({ least: 1 })),
  accountType: optional(choice(['hedged', 'netted'])),
  currency: optional(choice(['USD', 'EUR'])),
  balance: optional(whole({ least: 0, most: 1e15 })),
  leverage: optional(whole({ least: 1, most: 10_000 })),
  isDisabled: optional(flag),
  brokerName: optional(text({ longest: 100 })),
  accessRights: optional(enumValue(AccessRights)),
  isLimitedRisk: optional(flag),
  swapFree: optional(flag),
  marginCalculation: optional(enumValue(TotalMarginCalculationType)),
  stopOutLevel: optional(level),
  marginCallLevels: optional(marginCallLevels),
  maxPositions: optional(whole({ least: 0 })),
  hasNegativeBalanceProtection: optional(flag),
  liquidityPerTick: optional(whole({ least: 1 })),
  fillDelay: optional(whole({ least: 0, most: 86_400_000 })),
  honoursLabels: optional(flag),
  duplicateClientOrderId: optional(choice(['accept', 'reject'])),
  historyLagMs: optional(whole({ least: 0, most: 86_400_000 })),
  historyLimit: optional(whole({ least: 0 })),
});

const grant: Reader<GrantOptions> = shape({
  owner: optional(name),
  application: optional(name),
  scope: optional(choice(['view', 'trade'])),
  accounts: optional(listOf(name)),
  expiresInSeconds: optional(whole({ least: 1, most: 1e9 })),
});

/**
 * Reads {@link WorldOptions} that stand in a document, such as the file of `tickwire sandbox --seed-file`.
 *
 * @throws SandboxError `BAD_DOCUMENT`, with the place of what is wrong.
 */
export const readWorldOptions: Reader<WorldOptions> = shape({
  applications: optional(mapOf(application)),
  accounts: optional(mapOf(account)),
  grants: optional(mapOf(grant)),
});
