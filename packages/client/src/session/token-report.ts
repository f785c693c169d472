import type { TradingError } from '@tickwire/protocol';

/** What a session knows about its tokens, for people to look at. Never a token. */
export interface TokenReport {
  /** Whether the session renews its tokens by itself. */
  readonly refresh: 'on' | 'off';
  /** Why not, in a sentence; undefined when it does. */
  readonly reason: string | undefined;
  /** How the store is called; undefined without one. */
  readonly store: string | undefined;
  /** How often the pair has been renewed since it was written by hand. */
  readonly generation: number | undefined;
  /** Epoch milliseconds at which the access token dies; undefined when nobody has said. */
  readonly expiresAt: number | undefined;
  /** Epoch milliseconds of the next refresh; undefined when none is planned: then the server's word decides. */
  readonly refreshAt: number | undefined;
  /** The pair in use is not saved yet: it is lost if the process ends now. Saving goes on. */
  readonly isUnsaved: boolean;
  /** What went wrong last; undefined after the next success. */
  readonly error: TradingError | undefined;
}
