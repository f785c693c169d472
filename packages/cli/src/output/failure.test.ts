import { ServerError, TimeoutError } from '@tickwire/client';
import { expect, test } from 'vitest';
import { renderFailure, toFailureDocument } from './failure.ts';

const refused = new ServerError(
  'The server refused VersionReq: SOME_CODE (some words).',
  { serverCode: 'SOME_CODE', description: 'some words', retryAfterMs: undefined },
  { hint: 'do something else' },
);
const findCause = (code: string, description: string | undefined) => `${code} because of ${description}`;

test('a failure says what was refused, the likely cause, and what to do next', () => {
  expect(renderFailure(refused, findCause)).toMatchInlineSnapshot(`
    "error: The server refused VersionReq: SOME_CODE (some words).
    likely cause: SOME_CODE because of some words
    next: do something else
    "
  `);
});

test('a failure without a cause or a hint is one line', () => {
  const plain = new TimeoutError('Nothing came.', { code: 'REQUEST_TIMEOUT', outcome: 'unknown' });
  expect(renderFailure(plain, () => undefined)).toBe('error: Nothing came.\n');
});

test('what an attempt saw before the time was up is told with its likely cause', () => {
  const late = new TimeoutError('Not ready in time.', { code: 'READY_TIMEOUT', outcome: 'not-sent', cause: refused });
  expect(renderFailure(late, findCause)).toMatchInlineSnapshot(`
    "error: Not ready in time.
    last failure: The server refused VersionReq: SOME_CODE (some words).
    likely cause: SOME_CODE because of some words
    next: do something else
    "
  `);
});

test('a cause that the message tells already is not told twice', () => {
  const message = `Not ready in time: ${refused.message}`;
  const late = new TimeoutError(message, { code: 'READY_TIMEOUT', outcome: 'not-sent', cause: refused });
  expect(renderFailure(late, () => undefined)).toBe(`error: ${message}\nnext: do something else\n`);
});

test('a defect is one sentence without a stack', () => {
  const defect = new TypeError('x is not a function\n    at secret place');
  expect(renderFailure(defect, () => undefined)).toMatchInlineSnapshot(`
    "error: Tickwire met something it was not written for (TypeError: x is not a function).
    next: please report it with the command that led to it, without credentials
    "
  `);
});

test('the document of a failure has a version, the error and the exit code', () => {
  expect(toFailureDocument(refused)).toMatchInlineSnapshot(`
    {
      "error": {
        "code": "SOME_CODE",
        "facts": {
          "description": "some words",
          "serverCode": "SOME_CODE",
        },
        "hint": "do something else",
        "message": "The server refused VersionReq: SOME_CODE (some words).",
        "name": "ServerError",
      },
      "exitCode": 5,
      "v": 1,
    }
  `);
});
