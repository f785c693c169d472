import type { Surroundings } from './credentials/surroundings.ts';
import type { Clock, Random } from './ports.ts';

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
