import { expect, test } from 'vitest';
import { Penalty } from './penalty.ts';

test('P6: the wait the server names is honoured, and is never below a second', () => {
  const penalty = new Penalty();
  penalty.impose(1, 1, 3_000, 100);
  expect(penalty.untilAt).toBe(3_100);
  const unnamed = new Penalty();
  unnamed.impose(1, 1, 0, 100);
  expect(unnamed.untilAt).toBe(1_100);
});

test('P6: an absurd wait is cut to an hour', () => {
  const penalty = new Penalty();
  penalty.impose(1, 1, 1e15, 0);
  expect(penalty.untilAt).toBe(3_600_000);
});

test('P6: the wait doubles each time it was not long enough, and starts over once it was', () => {
  const penalty = new Penalty();
  penalty.impose(1, 1, 1_000, 0);
  penalty.impose(2, 2, 1_000, 1_000);
  expect(penalty.untilAt).toBe(3_000);
  penalty.impose(3, 3, 1_000, 3_000);
  expect(penalty.untilAt).toBe(7_000);
  penalty.lift(4);
  penalty.impose(5, 5, 1_000, 10_000);
  expect(penalty.untilAt).toBe(11_000);
});

test('P6: refusals of requests that were under way already do not make the wait grow', () => {
  const penalty = new Penalty();
  for (let order = 1; order <= 10; order += 1) penalty.impose(order, 10, 1_000, 0);
  expect(penalty.untilAt).toBe(1_000);
  penalty.lift(9);
  penalty.impose(10, 10, 1_000, 5);
  expect(penalty.untilAt).toBe(1_005);
  penalty.impose(11, 11, 1_000, 1_005);
  expect(penalty.untilAt).toBe(3_005);
});
