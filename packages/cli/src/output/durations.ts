/** A span as people read a clock: `00:12:31`, with days in front when there are any. */
export function formatUptime(spanMs: number): string {
  const seconds = Math.max(0, Math.floor(spanMs / 1_000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const days = Math.floor(seconds / 86_400);
  const clock = [hours, minutes, rest].map((part) => String(part).padStart(2, '0')).join(':');
  return days === 0 ? clock : `${days}d ${clock}`;
}

/** A short span in words: `0.3 s`, `12 s`, `3 min`. */
export function formatSpan(spanMs: number): string {
  if (spanMs < 9_950) return `${(spanMs / 1_000).toFixed(1)} s`;
  if (spanMs < 119_500) return `${Math.round(spanMs / 1_000)} s`;
  return `${Math.round(spanMs / 60_000)} min`;
}

/** A moment as people read it, to the minute, in UTC: `2026-03-06 21:59 UTC`. */
export const formatMoment = (epochMs: number): string =>
  `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A long span in words: `29 days`, `5 hours`, `3 min`. */
export function formatLongSpan(spanMs: number): string {
  const hours = spanMs / 3_600_000;
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return hours >= 2 ? `${Math.floor(hours)} hours` : formatSpan(spanMs);
}
