import type { Secret } from '@tickwire/client';
import { UsageError } from '../errors.ts';
import { callbackPath } from './addresses.ts';

/** What a browser came back with. */
export type Arrival =
  | { readonly is: 'code'; readonly code: Secret }
  /** The consent was not given. `error` is the server's word. */
  | { readonly is: 'refused'; readonly error: string }
  /** Not an answer to this login. `why` completes "The address …". */
  | { readonly is: 'foreign'; readonly why: string };

/** What is needed to read an address that a browser came back to. */
export interface CallbackReader {
  readonly state: string;
  readonly Secret: typeof Secret;
}

const longestCode = 2_048;

/**
 * Reads the query of the redirect address. The real server is not known to send `state` back (PROTOCOL.md, "The consent page"),
 * so it may be missing; one that is there has to be ours.
 */
export function readArrival(query: URLSearchParams, { state, Secret: Wrap }: CallbackReader): Arrival {
  const [codes, states] = [query.getAll('code'), query.getAll('state')];
  if (codes.length > 1 || states.length > 1) return { is: 'foreign', why: 'says something twice' };
  const [echoed] = states;
  if (echoed !== undefined && echoed !== state) return { is: 'foreign', why: 'belongs to another login' };
  const error = query.get('error');
  if (error !== null) return { is: 'refused', error: error.slice(0, 100) };
  const [code = ''] = codes;
  if (code === '' || code.length > longestCode) return { is: 'foreign', why: 'holds no code' };
  return { is: 'code', code: new Wrap(code) };
}

/** Reads the address that somebody has copied from the browser. Throws UsageError; what was typed is never quoted. */
export function readPasted(
  pasted: string,
  redirectUri: string,
  reader: CallbackReader,
): Exclude<Arrival, { is: 'foreign' }> {
  const text = pasted.trim();
  const again = `run it again, and paste the whole address that the browser shows at the end; it begins with ${redirectUri}`;
  if (text === '') throw new UsageError('No address was pasted.', { hint: again });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const expected = new URL(redirectUri);
  if (url === undefined || url.origin !== expected.origin || url.pathname !== callbackPath) {
    throw new UsageError(`What was pasted is no address that begins with ${redirectUri}.`, { hint: again });
  }
  const arrival = readArrival(url.searchParams, reader);
  if (arrival.is === 'foreign') throw new UsageError(`The address that was pasted ${arrival.why}.`, { hint: again });
  return arrival;
}
