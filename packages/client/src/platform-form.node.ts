import { request } from 'node:https';
import { longestAnswer } from './platform-form.ts';
import type { HttpAnswer } from './ports.ts';
import { trustedRoots } from './wire/tls-memory.ts';

/** Posts a form over TLS to a server whose certificate only `ca` vouches for. Redirects are not followed. */
export function postFormTrusting(
  ca: string,
  url: string,
  form: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const body = new URLSearchParams(form).toString();
  const headers = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers, signal, agent: false, ca: [...trustedRoots(), ca] };
    const outgoing = request(url, { ...options, minVersion: 'TLSv1.2', rejectUnauthorized: true }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text = (text + chunk).slice(0, longestAnswer);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], text }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
