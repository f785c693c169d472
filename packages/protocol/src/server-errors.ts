export type { Evidence, ServerErrorCase, ServerErrorEntry, ServerErrorSource } from './server-errors/entry.ts';
export { RetryAdvice } from './server-errors/entry.ts';
export { findServerError, isAlreadyDone, isCuredByWaiting, isRateLimit, serverErrors } from './server-errors/lookup.ts';
