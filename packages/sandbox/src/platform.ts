import type { Clock } from './ports.ts';

/** The longest delay that Node's timers take; a longer one would fire at once. */
const longestDelayMs = 2 ** 31 - 1;

/**
 * The machine's own clock. Its timers do not keep the process alive. A delay longer than 24.8 days fires early;
 * the receiver must look at the clock and schedule again.
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  schedule(delayMs, run) {
    // Rounded up, because Node cuts fractions off and would fire before the moment has come.
    const timer = setTimeout(run, Math.min(Math.ceil(delayMs), longestDelayMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves once the input and output that are ready, and every promise that waits for nothing else, have had their turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
