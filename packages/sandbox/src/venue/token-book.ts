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

/** The tokens at one moment, as plain data: what they are follows from the seed, so that none of them is in it. */
export interface TokensSnapshot {
  /** Grants that have tokens. */
  readonly grants: readonly GrantSnapshot[];
  /** How many pairs each grant has had, by name. */
  readonly generations: readonly (readonly [string, number])[];
}

interface GrantSnapshot extends Omit<Consent, 'accountIds'> {
  readonly accountIds: readonly number[];
  /** How long the access token still lives; 0 when it has expired. */
  readonly leftMs: number;
  /** Its holders have been told that it has expired. */
  readonly isAnnounced: boolean;
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

  /** @param snapshot What to go on from. Default: the consents of the world, with tokens as old as `at`. */
  constructor(world: World, at: number, snapshot?: TokensSnapshot) {
    this.#world = world;
    if (snapshot === undefined) for (const consent of world.consents.values()) this.#issue(consent, at);
    else this.#takeOver(snapshot, at);
  }

  /** The tokens as they are now, for a book that goes on from there. */
  snapshot(at: number): TokensSnapshot {
    return {
      grants: [...this.#grants.values()].map(({ consent, accessToken, expiresAt }) => ({
        ...consent,
        accountIds: [...consent.accountIds],
        leftMs: Math.max(0, expiresAt - at),
        isAnnounced: this.#announced.has(accessToken),
      })),
      generations: [...this.#generations],
    };
  }

  /** The current pair of the grant of this name; undefined for an unknown or revoked grant. */
  named(name: string): Grant | undefined {
    return this.#grants.get(name);
  }

  /** Every grant that has tokens. */
  get grants(): readonly Grant[] {
    return [...this.#grants.values()];
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
    return this.#make(consent, generation, at + consent.expiresInSeconds * 1_000);
  }

  #takeOver({ grants, generations }: TokensSnapshot, at: number): void {
    for (const [name, generation] of generations) this.#generations.set(name, generation);
    for (const { accountIds, leftMs, isAnnounced, ...rest } of grants) {
      const consent = { ...rest, accountIds: new Set(accountIds) };
      const grant = this.#make(consent, this.#generations.get(consent.name) ?? 1, at + leftMs);
      if (isAnnounced) this.#announced.add(grant.accessToken);
    }
  }

  #make(consent: Consent, generation: number, expiresAt: number): Grant {
    const token = (kind: string) =>
      `sandbox-${kind}-${fingerprint(this.#world.seed, `grant/${consent.name}/${kind}/${generation}`)}`;
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
