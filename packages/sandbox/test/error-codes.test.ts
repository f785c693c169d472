import { serverErrors, TraderReq } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { allCases } from './cases/all-cases.ts';
import { openTradingBench } from './trading-bench.ts';

/** Codes that come of something other than one request, and the tests of them. */
const broughtAboutElsewhere: readonly string[] = [
  'FRAME_TOO_LONG', // limits of frames: json-door.test.ts, protobuf-door.test.ts
  'UNSUPPORTED_MESSAGE', // payload types that are no requests: receive.test.ts, json-fuzz.test.ts
  'ACCESS_DENIED', // the token endpoint: oauth-door.test.ts
];

/**
 * Codes that the sandbox has no reason of its own to send: a test that wants one injects it. (`NO_QUOTES` is there for
 * symbols that have never had a price; in the default world all have.)
 */
const onlyInjected: readonly string[] = [
  'ACCOUNT_NOT_AUTHORIZED',
  'CHANNEL_IS_BLOCKED',
  'CH_OA_CLIENT_NOT_FOUND',
  'CH_SERVER_NOT_REACHABLE',
  'CONCURRENT_MODIFICATION',
  'INVALID_STOPS_LEVEL',
  'NOT_SUBSCRIBED_TO_PNL',
  'NO_QUOTES',
  'POSITION_LOCKED',
  'RET_NO_SUCH_LOGIN',
  'SERVER_IS_UNDER_MAINTENANCE',
  'TIMEOUT_ERROR',
  'TRADING_BAD_STAKE',
  'UNKNOWN_ERROR',
  'UNKNOWN_SYMBOL',
];

const played = new Set([...allCases.general, ...allCases.own].map(({ outcome }) => outcome));

test('every code that a server may send is brought about by a case, by something else, or by a fault', () => {
  const rest = serverErrors.map(({ code }) => code).filter((code) => !played.has(code));
  expect(rest.filter((code) => !broughtAboutElsewhere.includes(code)).sort()).toEqual([...onlyInjected].sort());
});

test('no case ends in a code that the table of server errors does not know', () => {
  const known = new Set(serverErrors.map(({ code }) => code));
  expect([...played].filter((outcome) => outcome !== 'success' && !known.has(outcome))).toEqual([]);
});

test.each(onlyInjected)('a fault refuses with %s', (errorCode) => {
  const { ask, place } = openTradingBench({
    faults: [
      { fault: 'refuse-order', errorCode },
      { fault: 'refuse', errorCode, when: { messageTypes: ['TraderReq'] } },
    ],
  });
  expect(ask(TraderReq.payloadType)).toMatchObject([{ payloadType: 2142, payload: { errorCode } }]);
  expect(place()).toMatchObject([{ payloadType: 2132, payload: { errorCode } }]);
});
