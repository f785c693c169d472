import { SandboxError } from './errors/sandbox-error.ts';
import { isCloseCode } from './faults/parameter.ts';

/** How long the reason of a close frame may be (RFC 6455, 5.5). */
const longestReasonBytes = 123;

/**
 * Takes a goodbye that fits into a close frame.
 *
 * @throws SandboxError `BAD_OPTION` for a code that never travels in one, or too long a reason.
 */
export function checkClosing(code: number, reason: string): void {
  if (!isCloseCode(code)) {
    throw new SandboxError(`No server ends a WebSocket with the code ${code}.`, {
      code: 'BAD_OPTION',
      facts: { code: String(code) },
      hint: 'use 1000 to 1003, 1007 to 1014, or 3000 to 4999; an end without a goodbye is `destroy`',
    });
  }
  const byteCount = new TextEncoder().encode(reason).length;
  if (byteCount <= longestReasonBytes) return;
  throw new SandboxError(
    `The reason of a close has ${byteCount} bytes in UTF-8, but there is room for ${longestReasonBytes}.`,
    { code: 'BAD_OPTION', facts: { byteCount } },
  );
}
