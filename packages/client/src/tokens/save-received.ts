import type { RefreshPort } from './refresh.ts';
import { saveForGood } from './refresh.ts';
import type { FreshTokens } from './stored-tokens.ts';

/** Saves a pair that came without our asking: the owner of a session has sent the request. */
export function saveReceived(port: RefreshPort, fresh: FreshTokens): Promise<unknown> {
  return port.store.transact(async (transaction) => {
    const { tokens: base } = await transaction.read();
    const { accessToken, refreshToken, expiresInSeconds } = fresh;
    const expiresAt = port.clock.wallNow() + expiresInSeconds * 1_000;
    const tokens = { accessToken, refreshToken, expiresAt, generation: (base?.generation ?? 0) + 1 };
    return saveForGood(port, transaction, tokens, base);
  });
}
