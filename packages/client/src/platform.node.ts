import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Surroundings } from './credentials/surroundings.ts';
import { postFormTrusting } from './platform-form.node.ts';
import { postForm } from './platform-form.ts';
import { hash, storeFiles as nodeFiles, readSmallFile } from './platform-store.node.ts';
import type { Clock, Random, SendForm } from './ports.ts';
import type { StoreFiles } from './tokens/store-files.ts';

/** Node's clock; `now` goes on through changes of the wall clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Node's randomness; it spreads pauses and ids, it makes no secrets. */
export const systemRandom: Random = { next: () => Math.random() };

/** Certificate checks have been switched off for the whole process by an environment variable. */
export const areTlsChecksOff = (): boolean => process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0';

/** Environment variables, folders and files of this process. */
export function surroundings(): Surroundings {
  const { env } = process;
  const configHome = env['XDG_CONFIG_HOME'];
  return {
    env,
    currentFolder: process.cwd(),
    configFolder: join(
      configHome === undefined || configHome === '' ? join(homedir(), '.config') : configHome,
      'tickwire',
    ),
    checksModes: process.platform !== 'win32',
    readFile: (path, limitBytes) => readSmallFile(path, limitBytes),
  };
}

/** Where tokens are kept in files. */
export const storeFiles = (): StoreFiles => nodeFiles;

/** SHA-256 of a text, in hexadecimal. */
export const sha256 = hash;

/** Node's own HTTP clients: `fetch` takes no certificate authorities. */
export const sendForm: SendForm = (url, form, signal, ca) =>
  ca === undefined ? postForm(fetch, url, form, signal) : postFormTrusting(ca, url, form, signal);
