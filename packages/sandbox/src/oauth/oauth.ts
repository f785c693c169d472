import { fingerprint } from '../venue/fingerprint.ts';
import type { Floor } from '../venue/floor.ts';
import { isForeign } from '../venue/foreign-secret.ts';
import type { AccountOwner, Application, Consent } from '../venue/world.ts';
import { Pace } from './pace.ts';
import { ShortMemory } from './short-memory.ts';

/** What can be chosen about the OAuth pages; the defaults are what was seen of the real server last (PROTOCOL.md). */
export interface OAuthOptions {
  /** Whether `state` comes back with the code. Default: false, as one tester reports; the help pages do not know it. */
  readonly echoState?: boolean;
  /**
   * Whether a new consent ends the earlier grants of the same owner to the same application, as the help pages have it.
   * Default: false, they live on side by side, as one tester saw it.
   */
  readonly reconsentRevokes?: boolean;
  /** The token endpoint answers 429 beyond so many requests in any second. Default 50. */
  readonly tokenRequestsPerSecond?: number;
}

/** The options with their defaults, and how long the tokens of a consent live. */
export type OAuthSettings = Required<OAuthOptions> & { readonly expiresInSeconds: number };

/** What a program asks an owner for. */
export interface ConsentRequest {
  readonly application: Application;
  readonly redirectUri: string;
  readonly scope: Consent['scope'];
  readonly state: string | undefined;
}

/** A consent page that has been shown and not yet answered. */
export interface OpenPage {
  readonly request: ConsentRequest;
  readonly owner: AccountOwner;
}

/** A consent that waits for its code to be exchanged. */
export interface PromisedGrant {
  readonly consent: Omit<Consent, 'name'>;
  readonly redirectUri: string;
}

/** Everything behind the OAuth pages. */
export interface OAuth {
  readonly floor: Floor;
  readonly settings: OAuthSettings;
  /** By the key that is in the page and nowhere else. */
  readonly pages: ShortMemory<OpenPage>;
  /** By code. */
  readonly codes: ShortMemory<PromisedGrant>;
  readonly pace: Pace;
  /** Makes a value that nobody can guess. */
  readonly makeKey: () => string;
  /** Makes the next code, the same one in every run. */
  readonly makeCode: () => string;
  /** Forgets pages, codes and what was asked for: the next code is the first one again. */
  readonly startAnew: () => void;
  /** Warns the operator, once, of a refused secret that no sandbox has issued. */
  readonly warnOfForeign: (secret: string) => void;
}

/** A code lives one minute (PROTOCOL.md, "OAuth"). */
const codeLifeMs = 60_000;
/** How long somebody may think before pressing a button. */
const pageLifeMs = 15 * 60_000;
const limit = 1_000;

/** Opens the OAuth pages of a venue. */
export function openOAuth(floor: Floor, settings: OAuthSettings, makeKey: () => string): OAuth {
  let codeCount = 0;
  let hasWarned = false;
  const pages = new ShortMemory<OpenPage>({ lifeMs: pageLifeMs, limit });
  const codes = new ShortMemory<PromisedGrant>({ lifeMs: codeLifeMs, limit });
  const pace = new Pace(settings.tokenRequestsPerSecond);
  return {
    floor,
    settings,
    pages,
    codes,
    pace,
    makeKey,
    startAnew() {
      codeCount = 0;
      pages.clear();
      codes.clear();
      pace.startAnew();
    },
    makeCode: () => `sandbox-code-${fingerprint(floor.world.seed, `code/${++codeCount}`)}`,
    warnOfForeign(secret) {
      if (hasWarned || !isForeign(secret)) return;
      hasWarned = true;
      floor.logger.warn(
        'the token endpoint refused a secret that no sandbox has issued; if it is a real one, check what this client is meant to use',
      );
    },
  };
}

/** Makes the code that a program can exchange for the tokens of a consent. */
export function promiseGrant({ codes, makeCode }: OAuth, promised: PromisedGrant, at: number): string {
  const code = makeCode();
  codes.put(code, promised, at);
  return code;
}
