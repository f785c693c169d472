import { setImmediate } from 'node:timers/promises';
import { createProtobufCodec } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { FrameSplitter } from '../src/server/frame-splitter.ts';
import { frameLength } from '../src/server/length-frame.ts';
import { readProtobufFrame } from '../src/server/read-protobuf-frame.ts';
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
const codec = createProtobufCodec();

test(
  `${frames} damaged messages in a stream of bytes are each answered or ignored, and none holds the venue up`,
  async () => {
    const { below, pick, damage } = createDamager(5_035);
    const stopwatch = createStopwatch();
    const outcomes = { answered: 0, refused: 0, traded: 0, tooLong: 0, reopened: 0 };
    let stage = openFuzzStage(codec);
    let splitter = makeSplitter();

    function makeSplitter(): FrameSplitter {
      return new FrameSplitter(10_000, {
        receive: (frame) => stage.receive(readProtobufFrame(frame)),
        refuse: (byteCount) => stage.receive({ is: 'too-long', byteCount, limit: 10_000 }),
      });
    }

    for (let count = 0; count < frames; count++) {
      if (count % 5_000 === 4_999) {
        stage = openFuzzStage(codec);
        splitter = makeSplitter();
      }
      if (count % 1_000 === 0) await setImmediate();
      const stream = Buffer.from(frameLength(damage(pick(stage.samples), stage.samples)));
      if (below(200) === 0) stream[below(4)] = below(256);
      stage.passTime();
      const answers: string[] = [];
      stopwatch.time(() => {
        splitter.push(stream);
        const said = stage.client.take();
        if (answers.length === 0) answers.push(...said);
        return allowanceFor(said);
      });
      tally(answers);
      if (stage.client.endings.length === 0) continue;
      outcomes.reopened++;
      stage.reopen();
      splitter = makeSplitter();
    }
    const report = { frames, ...outcomes, ...(await stopwatch.report()) };
    if (frames > 60_000) console.log(JSON.stringify(report));
    expect(stopwatch.slowestMs).toBeLessThan(hangMs);
    expect(outcomes.answered).toBeGreaterThan(frames / 4);
    expect(outcomes.reopened).toBeGreaterThan(frames / 20);
    expect(outcomes.reopened).toBeLessThan(frames);
    expect(outcomes.tooLong).toBeGreaterThan(frames / 2_000);
    expect(outcomes.refused).toBeGreaterThan(frames / 20);
    expect(outcomes.traded).toBeGreaterThan(frames / 300);

    function tally(answers: readonly string[]): void {
      const [first] = answers.map((answer): Answer => JSON.parse(answer));
      if (first === undefined) return;
      outcomes.answered++;
      if (first.payload?.errorCode === 'FRAME_TOO_LONG') outcomes.tooLong++;
      else if (first.payloadType === 2142 || first.payloadType === 2132) outcomes.refused++;
      else if (first.payloadType === 2126) outcomes.traded++;
    }
  },
  fuzzTimeoutMs(frames),
);

interface Answer {
  readonly payloadType: number;
  readonly payload?: { readonly errorCode?: string };
}
