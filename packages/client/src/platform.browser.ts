import type { Surroundings } from './credentials/surroundings.ts';
import { ConfigError } from './errors/errors.ts';
import { postForm } from './platform-form.ts';
import type { Clock, Random, SendForm } from './ports.ts';
import type { StoreFiles } from './tokens/store-files.ts';

/** The browser's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** The browser's randomness; it spreads pauses and ids, it makes no secrets. */
export const systemRandom: Random = { next: () => Math.random() };

/** Pages cannot switch certificate checks off. */
export const areTlsChecksOff = (): boolean => false;

/** A page has neither variables nor files: credentials must be given as values. */
export function surroundings(): Surroundings {
  return {
    env: {},
    currentFolder: '.',
    configFolder: '.',
    checksModes: false,
    readFile: () => Promise.resolve({ kind: 'missing' }),
  };
}

/** A page has no files: a program that wants its tokens renewed there brings a store of its own. */
export const storeFiles = (): StoreFiles => {
  throw new ConfigError('There are no files in a browser to keep tokens in.', {
    code: 'BAD_OPTION',
    facts: { option: 'tokenStore' },
    hint: 'give a tokenStore of your own',
  });
};

/** SHA-256 of a text, in hexadecimal. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The browser's HTTP client. */
export const sendForm: SendForm = (url, form, signal) => postForm(fetch, url, form, signal);
