import { fingerprint } from './fingerprint.ts';
import type { Consent, World } from './world.ts';

/** A consent and the one pair of tokens that stands for it now. */
export interface Grant {
  readonly consent: Consent;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Monotonic ms; from then on the access token is refused. The refresh token never expires. */
  readonly expiresAt: number;
}

/** What the venue makes of an access token. */
export type TokenCheck =
  | { readonly is: 'valid'; readonly grant: Grant }
  | { readonly is: 'expired' }
  | { readonly is: 'invalid' };

/** A refresh: the new pair, and the access token that died by it. */
export interface Rotation {
  readonly grant: Grant;
  readonly replacedAccessToken: string;
}

/** All tokens of the venue. Only the newest pair of each consent is known: an old token is as good as a wrong one. */
export class TokenBook {
  readonly #world: World;
  readonly #grants = new Map<string, Grant>();
  readonly #byAccessToken = new Map<string, Grant>();
  readonly #byRefreshToken = new Map<string, Grant>();
  readonly #generations = new Map<string, number>();
  #consentCount = 0;
  /** Access tokens whose end the holders have been told. */
  readonly #announced = new Set<string>();

  constructor(world: World, at: number) {
    this.#world = world;
    for (const consent of world.consents.values()) this.#issue(consent, at);
  }

  /** The current pair of the grant of this name; undefined for an unknown or revoked grant. */
  named(name: string): Grant | undefined {
    return this.#grants.get(name);
  }

  /** What an access token is worth at this moment. */
  check(accessToken: string, at: number): TokenCheck {
    const grant = this.#byAccessToken.get(accessToken);
    if (grant === undefined) return { is: 'invalid' };
    return at >= grant.expiresAt ? { is: 'expired' } : { is: 'valid', grant };
  }

  /** The grant this refresh token can renew; undefined once it has been used. */
  findRefreshable(refreshToken: string): Grant | undefined {
    return this.#byRefreshToken.get(refreshToken);
  }

  /** Issues the first pair of a new consent, which gets the first free name of `consent-1`, `consent-2`, … */
  add(consent: Omit<Consent, 'name'>, at: number): Grant {
    let name: string;
    do name = `consent-${++this.#consentCount}`;
    while (this.#generations.has(name));
    return this.#issue({ ...consent, name }, at);
  }

  /** Every grant that an owner has given to an application. */
  between(owner: string, application: string): readonly Grant[] {
    return [...this.#grants.values()].filter(
      ({ consent }) => consent.owner === owner && consent.application === application,
    );
  }

  /** Replaces both tokens of the grant; the old pair dies at once. */
  rotate(grant: Grant, at: number): Rotation {
    this.#forget(grant);
    return { grant: this.#issue(grant.consent, at), replacedAccessToken: grant.accessToken };
  }

  /** Takes both tokens of the grant away for good. The token may be its access token or its refresh token. */
  revoke(token: string): Grant | undefined {
    const grant = this.#byAccessToken.get(token) ?? this.#byRefreshToken.get(token);
    if (grant !== undefined) this.#forget(grant);
    return grant;
  }

  /** Ends the life of an access token now; its refresh token still works. */
  expire(accessToken: string, at: number): Grant | undefined {
    const grant = this.#byAccessToken.get(accessToken);
    if (grant === undefined) return undefined;
    const expired = { ...grant, expiresAt: Math.min(grant.expiresAt, at) };
    this.#remember(expired);
    return expired;
  }

  /** Grants whose access token has expired since this was last asked. */
  takeExpired(at: number): readonly Grant[] {
    const expired = [...this.#grants.values()].filter(
      (grant) => at >= grant.expiresAt && !this.#announced.has(grant.accessToken),
    );
    for (const grant of expired) this.#announced.add(grant.accessToken);
    return expired;
  }

  /** When the next access token expires whose end has not been told; `Infinity` if none will. */
  nextExpiryAt(): number {
    let nextAt = Infinity;
    for (const grant of this.#grants.values()) {
      if (!this.#announced.has(grant.accessToken)) nextAt = Math.min(nextAt, grant.expiresAt);
    }
    return nextAt;
  }

  #issue(consent: Consent, at: number): Grant {
    const generation = (this.#generations.get(consent.name) ?? 0) + 1;
    this.#generations.set(consent.name, generation);
    const token = (kind: string) =>
      `sandbox-${kind}-${fingerprint(this.#world.seed, `grant/${consent.name}/${kind}/${generation}`)}`;
    const expiresAt = at + consent.expiresInSeconds * 1_000;
    const grant = { consent, accessToken: token('access'), refreshToken: token('refresh'), expiresAt };
    this.#remember(grant);
    return grant;
  }

  #remember(grant: Grant): void {
    this.#grants.set(grant.consent.name, grant);
    this.#byAccessToken.set(grant.accessToken, grant);
    this.#byRefreshToken.set(grant.refreshToken, grant);
  }

  #forget(grant: Grant): void {
    this.#grants.delete(grant.consent.name);
    this.#byAccessToken.delete(grant.accessToken);
    this.#byRefreshToken.delete(grant.refreshToken);
    this.#announced.delete(grant.accessToken);
  }
}
