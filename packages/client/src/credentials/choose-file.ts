import { badOption } from '../errors/bad-option.ts';
import { ConfigError } from '../errors/errors.ts';
import type { PlainCredentials } from './credentials.ts';
import type { Surroundings } from './surroundings.ts';

/** Which files to look into. */
export interface FileChoice {
  /** In order; the first that exists counts. */
  readonly candidates: readonly { readonly path: string; readonly label: string }[];
  /** What named the only candidate. Undefined: nobody did, and it need not be there. */
  readonly from: 'option' | 'TICKWIRE_CREDENTIALS' | 'profile' | 'TICKWIRE_PROFILE' | undefined;
}

/**
 * The file or profile that the caller names, else the one of a variable, else `./credentials.json` and the default profile.
 * Throws ConfigError for a file and a profile at once, and for names that no profile can have.
 */
export function chooseFile(
  { credentials, profile }: { readonly credentials?: string | PlainCredentials; readonly profile?: string },
  surroundings: Surroundings,
): FileChoice {
  const { env, currentFolder } = surroundings;
  if (typeof credentials === 'string') {
    if (profile !== undefined) throw badOption('profile', 'has no place beside a file in the option credentials');
    return named(credentials, 'option');
  }
  if (profile !== undefined) {
    if (!isProfileName(profile)) throw badOption('profile', nameRule);
    return named(profilePath(profile, surroundings), 'profile');
  }
  const file = env['TICKWIRE_CREDENTIALS'];
  if (file !== undefined && file !== '') return named(file, 'TICKWIRE_CREDENTIALS');
  const wanted = env['TICKWIRE_PROFILE']?.trim();
  if (wanted !== undefined && wanted !== '') {
    if (!isProfileName(wanted)) throw toBadVariable();
    return named(profilePath(wanted, surroundings), 'TICKWIRE_PROFILE');
  }
  const own = profilePath('default', surroundings);
  return {
    candidates: [
      { path: `${currentFolder}/credentials.json`, label: 'credentials.json' },
      { path: own, label: own },
    ],
    from: undefined,
  };
}

const named = (path: string, from: NonNullable<FileChoice['from']>): FileChoice => ({
  candidates: [{ path, label: path }],
  from,
});

const nameRule = 'must be 1 to 64 letters, digits, - or _';

const isProfileName = (name: string): boolean => /^[\w-]{1,64}$/.test(name);

function toBadVariable(): ConfigError {
  return new ConfigError(`The name of a profile in TICKWIRE_PROFILE ${nameRule}.`, {
    code: 'CREDENTIALS_BAD_VALUE',
    facts: { variable: 'TICKWIRE_PROFILE' },
    hint: 'correct TICKWIRE_PROFILE, or unset it',
  });
}

/** Where a profile is kept; the one called `default` is found without being named. */
export const profilePath = (name: string, { configFolder }: Pick<Surroundings, 'configFolder'>): string =>
  `${configFolder}/${name === 'default' ? 'credentials' : name}.json`;
