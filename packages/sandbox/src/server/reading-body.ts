import type { PayloadResult } from '@tickwire/protocol/internal';
import type { Body } from '../venue/reading.ts';

/** What a payload holds, or what is wrong with it, in the same words whichever door it came through. */
export function toBody(result: PayloadResult): Body {
  if (result.ok) return result;
  if (result.missing.length > 0) return { ok: false, description: describeMissing(result.missing) };
  return { ok: false, description: `Message has invalid fields: ${result.wrong.map((one) => one.field).join(', ')}` };
}

/** The words of the real server. */
export function describeMissing(fields: readonly string[]): string {
  return `Message missing required fields: ${fields.join(', ')}`;
}
