import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameSplitter } from './frame-splitter.ts';
import { frameLength } from './length-frame.ts';

function collect(limit: number) {
  const frames: string[] = [];
  const refused: number[] = [];
  const splitter = new FrameSplitter(limit, {
    receive: (frame) => frames.push(Buffer.from(frame).toString('hex')),
    refuse: (length) => refused.push(length),
  });
  return { splitter, frames, refused };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('messages come out whole, wherever the chunks end', () => {
  const messages = fc.array(
    fc.oneof(fc.uint8Array({ maxLength: 6 }), fc.uint8Array({ minLength: 1_500, maxLength: 4_000 })),
    {
      maxLength: 6,
    },
  );
  fc.assert(
    fc.property(messages, fc.array(fc.nat(5_000), { maxLength: 30 }), (sent, cuts) => {
      const stream = Buffer.concat(sent.map(frameLength));
      const { splitter, frames, refused } = collect(4_000);
      let at = 0;
      for (const cut of cuts) {
        splitter.push(stream.subarray(at, at + cut));
        at = Math.min(stream.length, at + cut);
      }
      splitter.push(stream.subarray(at));
      expect(frames).toEqual(sent.map(hexOf));
      expect(refused).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('byte by byte, an empty message among them', () => {
  const sent = [Uint8Array.from([8, 0x33]), new Uint8Array(0), Uint8Array.from([1])];
  const { splitter, frames } = collect(10);
  for (const byte of Buffer.concat(sent.map(frameLength))) splitter.push(Buffer.from([byte]));
  expect(frames).toEqual(['0833', '', '01']);
});

test.each([1, 3, 4, 5, 100])(
  'a length above the limit is refused once, and nothing is read after it (chunks of %i)',
  (size) => {
    const stream = Buffer.concat([
      frameLength(Buffer.alloc(5, 7)),
      frameLength(Buffer.alloc(11)),
      frameLength(Buffer.alloc(2)),
    ]);
    const { splitter, frames, refused } = collect(10);
    for (let at = 0; at < stream.length; at += size) splitter.push(stream.subarray(at, at + size));
    expect(frames).toEqual(['0707070707']);
    expect(refused).toEqual([11]);
  },
);

test('a length of all ones is a large one, not a negative one', () => {
  const { splitter, refused } = collect(10);
  splitter.push(Buffer.alloc(8, 0xff));
  expect(refused).toEqual([2 ** 32 - 1]);
});

test('a length that is claimed takes no memory before its bytes have come', () => {
  const before = process.memoryUsage().arrayBuffers;
  const splitters = Array.from({ length: 200 }, () => collect(2 ** 30).splitter);
  for (const splitter of splitters) splitter.push(Buffer.from([0x3f, 0xff, 0xff, 0xff, 1, 2, 3]));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  expect(splitters).toHaveLength(200);
});
