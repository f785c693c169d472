import { type Answer, type AnyRequest, type Payload, RefreshTokenReq, VersionReq } from '@tickwire/protocol';
import { Secret } from '../secret.ts';
import type { Exchange } from '../tokens/exchange.ts';
import type { RequestOptions } from './options.ts';

/** A connection that was heard of this recently works. */
const freshMs = 5_000;

/** What an exchange needs from the connection of a session. */
interface ConnectionPort {
  ask<R extends AnyRequest>(request: R, payload: Payload<R>, options: RequestOptions): Promise<Answer<R>>;
  /** How long ago the server was heard of. */
  silentMs(): number | undefined;
}

/** The way over the open connection (2173), which needs no account. */
export function exchangeOverConnection(connection: ConnectionPort): Exchange {
  return {
    async ready() {
      // An answer that is lost costs more than one question.
      const silentMs = connection.silentMs() ?? Number.POSITIVE_INFINITY;
      if (silentMs > freshMs) await connection.ask(VersionReq, {}, { timeoutMs: freshMs });
    },
    async send(refreshToken) {
      const answer = await connection.ask(RefreshTokenReq, { refreshToken: refreshToken.reveal() }, {});
      return {
        accessToken: new Secret(answer.accessToken),
        refreshToken: new Secret(answer.refreshToken),
        expiresInSeconds: answer.expiresIn,
      };
    },
  };
}
