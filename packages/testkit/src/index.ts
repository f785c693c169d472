export { ManualClock, type ManualClockOptions } from './manual-clock.ts';
export { createMemoryDial, MemoryLink } from './memory-dial.ts';
export { describeLeaks, findSecrets, OutputWatch, outputWatch } from './secret-scan.ts';
export { type SeededRandom, seededRandom } from './seeded-random.ts';
export { type UntilOptions, until } from './until.ts';
