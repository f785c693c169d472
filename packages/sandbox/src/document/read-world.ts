import type { AccountOptions, ApplicationOptions, GrantOptions, WorldOptions } from '../venue/world-options.ts';
import { choice, flag, listOf, mapOf, name, optional, type Reader, shape, text, whole } from './reader.ts';

const application: Reader<ApplicationOptions> = shape({ isActive: optional(flag) });

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
