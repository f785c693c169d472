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
