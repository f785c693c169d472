import { RefreshTokenReq } from '@tickwire/protocol';
import { ClosedError } from '../errors/errors.ts';
import { toNotReady } from '../errors/losses.ts';
import type { Clock } from '../ports.ts';
import type { Exchange } from '../tokens/exchange.ts';
import type { FreshTokens } from '../tokens/stored-tokens.ts';

/** How often we look whether the orders in flight have landed, and how long at most. */
const landingCheckMs = 100;
const longestLandingMs = 15_000;

/** What has to be minded around an exchange. */
export interface CarePort {
  readonly clock: Clock;
  /** Aborted: the session ends, and no token is spent any more. */
  readonly signal: AbortSignal;
  /** A trading command waits for its answer. */
  readonly hasOrdersInFlight: () => boolean;
  /** It cannot be put off: the access token is dead, or its owner wants it. */
  readonly isUrgent: boolean;
  /** A token is being spent; `spent` resolves when that is over, one way or the other. */
  onSpending(spent: Promise<void>): void;
  /** With the new pair, or with nothing when it did not come. */
  onSpent(fresh: FreshTokens | undefined): void;
}

/** An exchange that takes no accounts away while orders are on their way, and starts nothing that cannot end. */
export function carefulExchange(exchange: Exchange, port: CarePort): Exchange {
  return {
    async ready() {
      await untilLanded(port);
      await exchange.ready();
    },
    async send(refreshToken) {
      if (port.signal.aborted) throw new ClosedError();
      let fresh: FreshTokens | undefined;
      let finish = () => {};
      port.onSpending(
        new Promise((resolve) => {
          finish = resolve;
        }),
      );
      try {
        fresh = await exchange.send(refreshToken);
        return fresh;
      } finally {
        port.onSpent(fresh);
        finish();
      }
    },
  };
}

async function untilLanded({ clock, signal, hasOrdersInFlight, isUrgent }: CarePort): Promise<void> {
  const endsAt = clock.now() + longestLandingMs;
  while (hasOrdersInFlight()) {
    if (signal.aborted) throw new ClosedError();
    if (clock.now() >= endsAt) {
      if (isUrgent) return;
      throw toNotReady(RefreshTokenReq, 'orders are in flight all the time');
    }
    await new Promise<void>((resolve) => {
      clock.schedule(landingCheckMs, resolve);
    });
  }
}
