import { expect, test } from 'vitest';
import { type FeedOption, openFeed } from './price-feed.ts';

const startsAt = Date.UTC(2025, 0, 6, 10);
const open = async (feed: FeedOption) => (await openFeed(feed, startsAt)).play?.changes;

test('rows of several symbols keep their distances, and the first of all happens at the start', async () => {
  const replay = {
    EURUSD: [
      { at: '2020-01-01T00:00:05Z', bid: 110_000, ask: 110_010 },
      { at: '2020-01-01T00:00:07Z', bid: 110_001 },
    ],
    XAUUSD: [{ at: Date.UTC(2020, 0, 1), ask: 200_000_000 }],
  };
  expect(await open({ replay })).toEqual([
    { symbolId: 1, atMs: startsAt + 5_000, bid: 110_000, ask: 110_010 },
    { symbolId: 1, atMs: startsAt + 7_000, bid: 110_001, ask: undefined },
    { symbolId: 41, atMs: startsAt, bid: undefined, ask: 200_000_000 },
  ]);
  const recorded = await open({ replay, from: 'recorded' });
  expect(recorded?.map(({ atMs }) => atMs)).toEqual([
    Date.UTC(2020, 0, 1, 0, 0, 5),
    Date.UTC(2020, 0, 1, 0, 0, 7),
    Date.UTC(2020, 0, 1),
  ]);
});

test('steps of a script may come in any order', async () => {
  const script = [
    { afterMs: 500, symbol: 'EURUSD', bid: 2 },
    { afterMs: 0, symbol: 41, ask: 1 },
  ];
  expect(await openFeed({ script, repeatMs: 501 }, startsAt)).toEqual({
    others: 'none',
    play: {
      changes: [
        { symbolId: 41, atMs: startsAt, bid: undefined, ask: 1 },
        { symbolId: 1, atMs: startsAt + 500, bid: 2, ask: undefined },
      ],
      startsAt,
      everyMs: 501,
    },
  });
});

test.each<[string, FeedOption, string]>([
  ['an unknown symbol', { script: [{ afterMs: 0, symbol: 'EURUSDX', bid: 1 }] }, 'No symbol is named "EURUSDX".'],
  ['an unknown id', { script: [{ afterMs: 0, symbol: 999, bid: 1 }] }, 'No symbol has the id 999.'],
  [
    'a step that has no time',
    { script: [{ afterMs: -1, symbol: 1, bid: 1 }] },
    'Step 1 of the script is at -1 ms, which is no whole number of ms from 0 on.',
  ],
  [
    'a round that is too short',
    { script: [{ afterMs: 500, symbol: 1, bid: 1 }], repeatMs: 500 },
    'The script is repeated every 500 ms, but its last step is at 500 ms.',
  ],
  [
    'a row that has no time',
    { replay: { EURUSD: [{ at: 'noon', bid: 1 }] } },
    'The time of row 1 of EURUSD is "noon", but it must be a moment between 1970 and 2038, such as 2026-03-06T21:59:00Z.',
  ],
  ['a file of no symbol', { replay: '/nowhere/ticks.csv' }, 'The file /nowhere/ticks.csv is not named after a symbol.'],
  [
    'a file that is not there',
    { replay: '/nowhere/EURUSD-2025.csv' },
    'Ticks cannot be read from /nowhere/EURUSD-2025.csv: there is no such file.',
  ],
  ['a folder', { replay: { EURUSD: '/tmp' } }, 'Ticks cannot be read from /tmp: it is a folder.'],
])('%s is refused with one clear sentence', async (_, feed, sentence) => {
  await expect(openFeed(feed, startsAt)).rejects.toThrow(sentence);
});
