/** How {@link until} waits. */
export interface UntilOptions {
  /** Gives up after this many real milliseconds. Default 5000. */
  readonly timeoutMs?: number;
  /** What is awaited, for the error: `until(…, { what: 'the second connection' })`. */
  readonly what?: string;
}

const busyPolls = 50;
const idlePollMs = 2;

/**
 * Waits until `condition` returns something truthy and resolves with it. An async condition is awaited.
 * Rejects naming `what` when the time is up; an error thrown by the condition ends the wait at once.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 5_000, what = 'the condition' }: UntilOptions = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (let polls = 0; ; polls++) {
    const met = await condition();
    if (met) return met;
    if (performance.now() >= deadline) throw new Error(`Gave up after ${timeoutMs} ms waiting for ${what}.`);
    await pause(polls < busyPolls ? 0 : idlePollMs);
  }
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (delayMs === 0) setImmediate(resolve);
    else setTimeout(resolve, delayMs);
  });
}
