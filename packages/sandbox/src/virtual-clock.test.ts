import { ManualClock } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { VirtualClock, type VirtualClockOptions } from './virtual-clock.ts';

const startAt = '2026-03-06T21:59:00Z';
const startMs = Date.parse(startAt);

/** A clock on a machine whose own time is moved by hand. */
function makeClock(options: VirtualClockOptions = {}) {
  const real = new ManualClock();
  const clock = new VirtualClock({ startAt, ...options }, { clock: real, nextTurn: () => Promise.resolve() });
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name} ${clock.now()}`);
  return { real, clock, seen, note };
}

/** A machine whose time is set by hand, and whose timers fire when it gets around to it. */
function makeLateMachine() {
  let waiting: (() => void) | undefined;
  const machine = {
    passed: 0,
    clock: {
      now: () => machine.passed,
      wallNow: () => machine.passed,
      schedule(_: number, run: () => void) {
        waiting = run;
        return () => undefined;
      },
    },
    nextTurn: () => Promise.resolve(),
  };
  return { machine, turn: () => waiting?.() };
}

test('it shows the moment it was started with, and stands still', async () => {
  const { real, clock } = makeClock();
  await real.advance(5_000);
  expect([clock.now(), clock.wallNow(), String(clock)]).toEqual([0, startMs, '2026-03-06T21:59:00.000Z']);
  expect(clock.isRunning).toBe(false);
});

test.each([
  ['a Date', new Date(startMs)],
  ['epoch ms', startMs],
  ['another zone', '2026-03-06T22:59:00+01:00'],
])('a moment may be %s', (_, moment) => {
  expect(makeClock({ startAt: moment }).clock.wallNow()).toBe(startMs);
});

test.each(['yesterday', '2026-03-06T21:59:00', '2026-13-01', '', Number.NaN, -1, 2 ** 41, new Date(Number.NaN)])(
  'a start that is no moment is refused: %s',
  (moment) => {
    expect(() => makeClock({ startAt: moment })).toThrow(
      /^startAt is .*, but it must be a moment between 1970 and 2038/,
    );
  },
);

test('a step runs what is due in order, each at its own moment, also what that sets', async () => {
  const { clock, seen, note } = makeClock();
  clock.schedule(300, note('late'));
  clock.schedule(100, note('early'));
  clock.schedule(100, () => {
    note('second')();
    clock.schedule(50.2, note('set on the way'));
  });
  clock.schedule(1_001, note('too late'));
  await clock.step(1_000);
  expect(seen).toEqual(['early 100', 'second 100', 'set on the way 151', 'late 300']);
  expect([clock.now(), clock.wallNow(), clock.pendingTimers]).toEqual([1_000, startMs + 1_000, 1]);
});

test('a jump runs what fell due at the new moment', async () => {
  const { clock, seen, note } = makeClock();
  clock.schedule(300, note('late'));
  clock.schedule(100, note('early'));
  clock.schedule(60_001, note('too late'));
  await clock.jumpTo('2026-03-06T22:00:00Z');
  expect(seen).toEqual(['early 60000', 'late 60000']);
  expect(String(clock)).toBe('2026-03-06T22:00:00.000Z');
});

test('next goes to what is due next, and nowhere when nothing is', async () => {
  const { clock, seen, note } = makeClock();
  clock.schedule(100, note('first'));
  clock.schedule(100, note('same moment'));
  clock.schedule(200, note('later'));
  expect(await clock.next()).toEqual(new Date(startMs + 100));
  expect(seen).toEqual(['first 100', 'same moment 100']);
  await clock.next();
  expect(await clock.next()).toBeUndefined();
  expect(clock.now()).toBe(200);
});

test('time does not go back', async () => {
  const { clock } = makeClock();
  await clock.step(1_500);
  await expect(clock.jumpTo(startAt)).rejects.toThrow(
    'The clock shows 2026-03-06T21:59:01.500Z and cannot go back to 2026-03-06T21:59:00.000Z.',
  );
  for (const ms of [-1, Number.NaN, Infinity]) await expect(clock.step(ms)).rejects.toThrow(`by ${ms} ms`);
  expect(clock.now()).toBe(1_500);
});

test('moves that are asked for at once happen one after the other', async () => {
  const { clock, seen, note } = makeClock();
  clock.schedule(100, note('a'));
  clock.schedule(250, note('b'));
  await Promise.all([clock.step(200), clock.step(100), clock.jumpTo(startMs + 400)]);
  expect(seen).toEqual(['a 100', 'b 250']);
  expect(clock.now()).toBe(400);
});

test('a cancelled timer does not run', async () => {
  const { clock, seen, note } = makeClock();
  const cancel = clock.schedule(100, note('cancelled'));
  cancel();
  cancel();
  await clock.step(200);
  expect(seen).toEqual([]);
});

test.each([0.1, 1, 60, 1_000])('running at speed %d, so many of its seconds pass in a real one', async (speed) => {
  const { real, clock, seen, note } = makeClock({ isRunning: true, speed });
  clock.schedule(30 * speed, note('due'));
  await real.advance(10);
  expect(clock.now()).toBe(Math.floor(10 * speed));
  await real.advance(990);
  expect(clock.now()).toBe(1_000 * speed);
  expect(seen).toEqual([`due ${Math.ceil(30 * speed)}`]);
});

test('while it runs, what is due happens at its own moment, however late the machine is', async () => {
  const { real, clock, seen } = makeClock({ isRunning: true, speed: 1_000 });
  const ring = () => {
    seen.push(String(clock.now()));
    if (clock.now() < 5_000) clock.schedule(700, ring);
  };
  clock.schedule(700, ring);
  await real.advance(3);
  await real.advance(4);
  expect(seen).toEqual(['700', '1400', '2100', '2800', '3500', '4200', '4900', '5600']);
});

test('time waits for what is due while the machine is late', () => {
  const { machine, turn } = makeLateMachine();
  const clock = new VirtualClock({ startAt, isRunning: true }, machine);
  clock.schedule(100, () => undefined);
  machine.passed = 500;
  expect(clock.now()).toBe(100);
  turn();
  expect(clock.now()).toBe(500);
});

test('freezing stops time where it is, and running goes on from there', async () => {
  const { real, clock, seen, note } = makeClock({ isRunning: true, speed: 10 });
  clock.schedule(1_000, note('due'));
  await real.advance(50);
  clock.freeze();
  await real.advance(5_000);
  expect([clock.now(), clock.isRunning]).toEqual([500, false]);
  clock.run({ speed: 2 });
  expect([clock.speed, clock.isRunning]).toEqual([2, true]);
  await real.advance(249);
  expect(seen).toEqual([]);
  await real.advance(1);
  expect(seen).toEqual(['due 1000']);
});

test('a step of a running clock comes on top, and the clock runs on', async () => {
  const { real, clock } = makeClock({ isRunning: true });
  await real.advance(100);
  await clock.step(60_000);
  await real.advance(100);
  expect(clock.now()).toBe(60_200);
});

test('a speed that makes no sense is refused', () => {
  expect(() => makeClock({ speed: 0 })).toThrow('The speed of a clock is 0, but it must be from 0.1 to 1000.');
  expect(() => makeClock().clock.run({ speed: 1_001 })).toThrow('The speed of a clock is 1001');
});

test('a clock that is overtaxed gives the machine its turns, and goes as fast as it can', () => {
  const { machine, turn } = makeLateMachine();
  const clock = new VirtualClock({ startAt, isRunning: true, speed: 1_000 }, machine);
  let rings = 0;
  const ring = () => {
    rings += 1;
    machine.passed += 1;
    clock.schedule(1, ring);
  };
  clock.schedule(1, ring);
  machine.passed = 1;
  for (let turns = 1; turns <= 50; turns += 1) {
    turn();
    expect(rings).toBeLessThanOrEqual(turns * 1_024);
    expect(clock.now()).toBeLessThanOrEqual(rings + 1);
  }
  expect(rings).toBeGreaterThan(30_000);
});

test('a move waits for those who asked for a pause', async () => {
  const { clock, seen, note } = makeClock();
  let goOn = () => {};
  const takeBack = clock.addPause(() => new Promise((resolve) => (goOn = resolve)));
  for (let at = 1; at <= 65; at += 1) clock.schedule(at, note('timer'));
  const moved = clock.step(100);
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  expect(seen).toHaveLength(64);
  takeBack();
  goOn();
  await moved;
  expect(seen).toHaveLength(65);
});
