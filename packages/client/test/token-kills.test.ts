import { readFile, writeFile } from 'node:fs/promises';
import { createSandbox, type Sandbox } from '@tickwire/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { readTokenState, type TokenState } from '../src/index.ts';
import { nextMessage, startWorker, untilExit } from './child.ts';
import { aCredentialsFile } from './token-support.ts';
import { type RefreshPoint, refreshPoints } from './workers/refresh-points.ts';

// The whole programme is TICKWIRE_REFRESH_KILLS=500 or more.
const kills = Number(process.env['TICKWIRE_REFRESH_KILLS'] ?? 2 * refreshPoints.length);
const lanes = 2;

/** Points at which the new pair was never written down, or may never have been made. */
const doubtful: ReadonlySet<RefreshPoint> = new Set(['asked', 'answered']);

interface WorkerWord {
  readonly is: 'ready' | 'refused';
  readonly code?: string;
}
const isWord = (message: unknown): message is WorkerWord =>
  typeof message === 'object' &&
  message !== null &&
  'is' in message &&
  (message.is === 'ready' || message.is === 'refused');

/** What the store is worth, compared with what the server accepts at this moment. */
function judge(state: TokenState, { refreshToken }: ReturnType<Sandbox['tokens']>): string {
  if (state.candidate?.refreshToken.reveal() === refreshToken) return 'the new pair, to be put in place';
  if (state.intent !== undefined) return 'in doubt';
  return state.tokens?.refreshToken.reveal() === refreshToken ? 'a good pair' : 'a dead pair called good';
}

async function openLane() {
  const sandbox = await createSandbox();
  onTestFinished(() => sandbox.close());
  const path = await aCredentialsFile(sandbox.credentials('live'));
  const outcomes = new Map<RefreshPoint, Set<string>>();
  let doubts = 0;
  /** Lets a process refresh and die at the point; it first has to get over the death before. */
  const killAt = async (point: RefreshPoint, before: RefreshPoint | undefined) => {
    const worker = startWorker('refresh-worker', [path, sandbox.endpoints.live.json, point]);
    const word = await nextMessage(worker, isWord);
    if (word.is === 'refused') {
      expect(word.code).toBe('REFRESH_IN_DOUBT');
      expect(before === undefined ? undefined : doubtful.has(before)).toBe(true);
      doubts += 1;
      const { intent } = await readTokenState(path);
      expect(intent).toMatchObject({ state: 'in-doubt' });
      // What `tickwire login` does to the file.
      const content = JSON.parse(await readFile(path, 'utf8')) as object;
      await writeFile(path, JSON.stringify({ ...content, ...sandbox.tokens() }));
      const ready = nextMessage(worker, isWord);
      worker.send('logged in');
      expect(await ready).toMatchObject({ is: 'ready' });
    }
    await untilExit(worker);
    expect(worker.signalCode, `the refresh reached ${point}`).toBe('SIGKILL');
    const outcome = judge(await readTokenState(path), sandbox.tokens());
    outcomes.set(point, (outcomes.get(point) ?? new Set()).add(outcome));
  };
  return { sandbox, path, outcomes, killAt, doubts: () => doubts };
}

test(
  `I8, T3: after each of ${kills} kills the store holds a pair that the server accepts, or says that it is in doubt`,
  async () => {
    const order = Array.from({ length: kills }, (_, index) => refreshPoints[index % refreshPoints.length] ?? 'locked');
    const done = await Promise.all(
      Array.from({ length: lanes }, async (_, lane) => {
        const { killAt, outcomes, path, doubts } = await openLane();
        let before: RefreshPoint | undefined;
        for (const point of order.filter((_point, index) => index % lanes === lane)) {
          await killAt(point, before);
          before = point;
        }
        expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ note: 'mine' });
        return { outcomes, doubts: doubts() };
      }),
    );
    const merged: Partial<Record<RefreshPoint, string[]>> = {};
    for (const { outcomes } of done) {
      for (const [point, seen] of outcomes) merged[point] = [...new Set([...(merged[point] ?? []), ...seen])].sort();
    }
    const newPair = ['the new pair, to be put in place'];
    expect(merged).toEqual({
      locked: ['a good pair'],
      read: ['a good pair'],
      prepared: ['a good pair'],
      'intent-noted': ['in doubt'],
      asked: ['in doubt'],
      answered: ['in doubt'],
      'candidate-written': newPair,
      'candidate-flushed': newPair,
      'previous-kept': newPair,
      renamed: ['a good pair'],
      'folder-flushed': ['a good pair'],
      settled: ['a good pair'],
      published: ['a good pair'],
      confirmed: ['a good pair'],
    });
    // An answer that was received and not written down is lost: each of those deaths must have been owned up to.
    expect(done.reduce((sum, { doubts }) => sum + doubts, 0)).toBeGreaterThan(0);
  },
  kills * 3_000,
);
