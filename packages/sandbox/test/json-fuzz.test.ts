import { setImmediate } from 'node:timers/promises';
import { createJsonCodec, type ErrorRes, findMessage } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { readFrame } from '../src/server/read-frame.ts';
import {
  allowanceFor,
  createDamager,
  createStopwatch,
  frameCount,
  fuzzTimeoutMs,
  hangMs,
  openFuzzStage,
} from './fuzz.ts';

const frames = frameCount(60_000);
const codec = createJsonCodec();

/** Values that are not what stands in their place. */
const hostile: readonly string[] = [
  ...['null', 'true', '-1', '0', '1.5', '1e999', '-0', '9007199254740993', '99999999999999999999', '1E-9'],
  ...['""', '"abc"', '"\\u0000"', '"\\ud800"', '"1"', '[]', '{}', '[[1]]', '{"__proto__":{"a":1}}', '"__proto__"'],
  ...['"constructor"', `"${'x'.repeat(300)}"`, '['.repeat(200), `${'['.repeat(60)}${']'.repeat(60)}`],
];

const word = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false/g;

test(
  `${frames} damaged JSON frames each get the refusal that fits, or what they ask for, and none holds the venue up`,
  async () => {
    const { below, pick, damage } = createDamager(5_036);
    const stopwatch = createStopwatch();
    const outcomes = { answered: 0, malformed: 0, untyped: 0, unknown: 0, refused: 0, traded: 0, reopened: 0 };
    let stage = openFuzzStage(codec);
    for (let count = 0; count < frames; count++) {
      // Histories grow; and what a garbage collector has to say is heard only when the loop rests.
      if (count % 5_000 === 4_999) stage = openFuzzStage(codec);
      if (count % 1_000 === 0) await setImmediate();
      const sound = pick(stage.samples);
      const frame = below(2) === 0 ? damage(sound, stage.samples) : swap(sound);
      stage.passTime();
      let answers: readonly string[] = [];
      stopwatch.time(() => {
        stage.receive(readFrame(frame));
        const said = stage.client.take();
        if (answers.length === 0) answers = said;
        return allowanceFor(said);
      });
      judge(
        frame,
        answers.map((answer) => JSON.parse(answer)),
      );
    }
    const report = { frames, ...outcomes, ...(await stopwatch.report()) };
    if (frames > 60_000) console.log(JSON.stringify(report));
    expect(stopwatch.slowestMs).toBeLessThan(hangMs);
    for (const [kind, count] of Object.entries(outcomes)) {
      expect([kind, count]).toEqual([kind, expect.toSatisfy((one: number) => one > frames / 1_000)]);
    }

    /** Puts something else in the place of a word. */
    function swap(sound: Uint8Array): Uint8Array {
      const text = Buffer.from(sound).toString();
      const words = [...text.matchAll(word)];
      const { index, 0: old } = pick(words);
      return Buffer.from(`${text.slice(0, index)}${pick(hostile)}${text.slice(index + old.length)}`);
    }

    /** Compares what came back with what another reader makes of the frame. */
    function judge(frame: Uint8Array, answers: readonly Answer[]): void {
      outcomes.answered += answers.length > 0 ? 1 : 0;
      const [first] = answers;
      const description = first?.payloadType === 2142 ? (first.payload?.description ?? '') : '';
      const value = readAsOthersDo(frame);
      if (value === undefined) {
        outcomes.malformed++;
        expect(description, Buffer.from(frame).toString('latin1')).toMatch(/^Malformed JSON message at \d+:\d+$/);
        expect(stage.client.endings).toHaveLength(1);
      } else if (findType(value) === undefined) {
        outcomes.untyped++;
        expect(description, Buffer.from(frame).toString('latin1')).toBe('Message missing required fields: payloadType');
      } else if (findMessage(Number(findType(value))) === undefined) {
        outcomes.unknown++;
        expect(first?.payload?.errorCode).toBe('UNSUPPORTED_MESSAGE');
      } else if (first?.payloadType === 2142 || first?.payloadType === 2132) {
        outcomes.refused++;
      } else if (first?.payloadType === 2126) {
        outcomes.traded++;
      }
      if (stage.client.endings.length > 0) {
        outcomes.reopened++;
        stage.reopen();
      }
    }
  },
  fuzzTimeoutMs(frames),
);

interface Answer {
  readonly payloadType: number;
  readonly payload?: Partial<ErrorRes>;
}

/** What the platform's own reader says; undefined: it is no JSON. */
function readAsOthersDo(frame: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(frame));
  } catch {
    return undefined;
  }
}

function findType(value: unknown): unknown {
  const type = typeof value === 'object' && value !== null && 'payloadType' in value ? value.payloadType : undefined;
  const isNumber = Number.isSafeInteger(type) && Number(type) >= 0;
  return isNumber || (typeof type === 'string' && /^\d{1,9}$/.test(type)) ? type : undefined;
}
