import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createProtobufCodec, messages, ProtocolError } from '../src/index.ts';
import { randomPayloads } from './random-payloads.ts';

/** How many damaged frames are read. `TICKWIRE_FUZZ_FRAMES=5000000` for a long run. */
const frameCount = Number(process.env['TICKWIRE_FUZZ_FRAMES'] ?? 200_000);

/** Bytes that mean something: tags, lengths, ends of numbers. */
const telling = [0x00, 0x01, 0x07, 0x08, 0x0a, 0x0b, 0x0c, 0x10, 0x12, 0x1a, 0x7f, 0x80, 0xff];

/** Longer than this is a hang. */
const hangMs = 5;

const codes = new Set(['BAD_FRAME', 'BAD_FIELD', 'INTEGER_TOO_LARGE']);

test(
  `${frameCount} damaged frames are read, or refused for one of three reasons`,
  () => {
    const below = makeRandom(2_131);
    const codec = createProtobufCodec();
    const frames = messages.flatMap((message) =>
      fc
        .sample(randomPayloads(message.fields), { numRuns: 12, seed: message.payloadType })
        .map((payload) => codec.encode(message, payload, 'a1')),
    );
    const pick = (): Uint8Array => frames[below(frames.length)] ?? new Uint8Array(0);
    const damage = (frame: number[]): void => {
      const at = below(frame.length + 1);
      const kind = below(5);
      if (kind === 0) frame[at] = (frame[at] ?? 0) ^ (1 << below(8));
      else if (kind === 1) frame.splice(at, 1 + below(4));
      else if (kind === 2) frame.splice(at, 0, telling[below(telling.length)] ?? 0);
      else if (kind === 3) frame.length = at;
      else frame.splice(at, below(8), ...pick().subarray(0, below(16)));
    };
    const attempt = (frame: Uint8Array): { readonly isRead: boolean; readonly tookMs: number } => {
      const startedAt = performance.now();
      let isRead = true;
      try {
        codec.decode(frame);
      } catch (error) {
        if (!(error instanceof ProtocolError) || !codes.has(error.code)) throw error;
        isRead = false;
      }
      return { isRead, tookMs: performance.now() - startedAt };
    };
    let read = 0;
    let slowestMs = 0;
    for (let count = 0; count < frameCount; count++) {
      const bytes = [...pick()];
      for (let damages = 1 + below(3); damages > 0; damages--) damage(bytes);
      const frame = Uint8Array.from(bytes);
      const outcome = attempt(frame);
      // The machine may have had something else to do: slow is only what is slow every time.
      let { tookMs } = outcome;
      for (let again = 0; again < 20 && tookMs > hangMs; again++) tookMs = Math.min(tookMs, attempt(frame).tookMs);
      slowestMs = Math.max(slowestMs, tookMs);
      if (outcome.isRead) read++;
    }
    // Both happen, or this would test nothing.
    expect(read).toBeGreaterThan(frameCount / 100);
    expect(read).toBeLessThan(frameCount);
    expect(slowestMs).toBeLessThan(hangMs);
    if (frameCount > 200_000) console.log(`${frameCount} frames: ${read} read, slowest ${slowestMs.toFixed(2)} ms`);
  },
  Math.max(60_000, frameCount / 10),
);

/** The same whole numbers below a limit in every run (a linear congruential generator). */
function makeRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
