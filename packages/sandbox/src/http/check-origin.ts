import { answerText } from './answers.ts';
import type { HttpHeaders, HttpResponse } from './exchange.ts';

/**
 * Refuses (403) what a page of another origin made a browser send. Programs that are no browsers send neither `Origin`
 * nor `Sec-Fetch-Site`, and pass.
 */
export function checkOrigin(headers: HttpHeaders): HttpResponse | undefined {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const isOwn = origin === undefined || hostOf(origin) === headers['host']?.toLowerCase();
  if (isOwn && (site === undefined || site === 'same-origin' || site === 'none')) return undefined;
  return answerText(403, 'A page of another origin may not send this; open the page of the sandbox itself.');
}

/** By host alone: whoever puts a TLS proxy in front of a plain door sees `https` in the origin. */
function hostOf(origin: string): string | undefined {
  return /^https?:\/\/([^/?#]+)$/.exec(origin.toLowerCase())?.[1];
}
