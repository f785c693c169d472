import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommonErrorCode, ErrorCode } from './enums/error-codes.ts';
import {
  findServerError,
  isAlreadyDone,
  isCuredByWaiting,
  isRateLimit,
  RetryAdvice,
  type ServerErrorCase,
  type ServerErrorEntry,
  serverErrors,
} from './server-errors.ts';

const retryWords: readonly string[] = Object.values(RetryAdvice);
const outsideTheEnums: readonly string[] = ['ACCESS_DENIED', 'INVALID_STOPS_LEVEL'];

const codesOf = (entries: readonly ServerErrorEntry[]) => entries.map((entry) => entry.code);

/** Every text of a row that people read, its own and those of its cases. */
const advices: readonly (readonly [string, ServerErrorEntry | ServerErrorCase])[] = serverErrors.flatMap((entry) => [
  [entry.code, entry] as const,
  ...(entry.cases ?? []).map((each) => [`${entry.code} (${each.text})`, each] as const),
]);

describe('the table of server errors', () => {
  test.each([
    ['common', CommonErrorCode],
    ['open-api', ErrorCode],
  ] as const)('has exactly the codes of the %s enum, with their numbers', (source, values: Record<string, number>) => {
    const rows = serverErrors.filter((entry) => entry.source === source && !outsideTheEnums.includes(entry.code));
    expect(Object.fromEntries(rows.map((entry) => [entry.code, entry.number]))).toEqual(values);
  });

  test('marks the codes that stand in no enum by having no number', () => {
    expect(codesOf(serverErrors.filter((entry) => entry.number === null))).toEqual(outsideTheEnums);
    expect(findServerError('ACCESS_DENIED')).toMatchObject({ source: 'http', evidence: 'confirmed' });
    expect(findServerError('INVALID_STOPS_LEVEL')).toMatchObject({ source: 'open-api', evidence: 'unverified' });
  });

  test('has each code once', () => {
    expect(new Set(codesOf(serverErrors)).size).toBe(serverErrors.length);
  });

  test.each(advices)('speaks in whole sentences about %s', (_code, { meaning, likelyCause }) => {
    expect(meaning).toMatch(/^[A-Z].*[^.]\.$/);
    if (likelyCause !== undefined) expect(likelyCause).toMatch(/^[A-Za-z].*[^.]\.$/);
  });

  test.each(advices)('gives a next step that reads well after "Next: " for %s', (_code, { nextStep }) => {
    expect(nextStep).toMatch(
      /^(ask|authenticate|check|choose|close|compare|compute|copy|correct|fill|get|keep|log|look|read|reduce|round|sell|send|set|split|stop|take|treat|use|wait) /,
    );
    expect(nextStep).not.toMatch(/[.!?]$/);
  });

  test.each(advices)('names only commands that exist for %s', (_code, { nextStep }) => {
    for (const [, command] of nextStep.matchAll(/`(tickwire[^`]*)`/g)) {
      expect(command).toMatch(/^tickwire (connect|login|sandbox|explain [A-Z_]+|request [A-Z]\w+Req)$/);
    }
  });

  test('has cases that are told apart by their texts and were all seen', () => {
    for (const { cases = [], seenTexts } of serverErrors) {
      for (const { text } of cases) {
        expect(cases.filter((each) => each.text.includes(text))).toHaveLength(1);
        // What the real server cannot say, because the sandbox says it about itself.
        if (text.startsWith('This sandbox')) continue;
        expect(seenTexts.some((seen) => seen.includes(text))).toBe(true);
      }
    }
  });
});

describe('findServerError', () => {
  test('gives the general words of a code without a description', () => {
    expect(findServerError('INVALID_REQUEST')).toMatchObject({ number: 3, retry: 'never', cureByWaiting: false });
  });

  test('gives the general words of a code when the description is a new one', () => {
    expect(findServerError('INVALID_REQUEST', 'something else')).toEqual(findServerError('INVALID_REQUEST'));
  });

  test('tells a lost account session from a wrong request', () => {
    expect(findServerError('INVALID_REQUEST', 'Trading account is not authorized')).toMatchObject({
      code: 'INVALID_REQUEST',
      number: 3,
      nextStep: 'authenticate the account again on this connection, then repeat the request',
      retry: 'after-login',
      cureByWaiting: true,
    });
  });

  test('tells an application that is not active from a wrong secret', () => {
    const wrong = findServerError('CH_CLIENT_AUTH_FAILURE', 'clientId or clientSecret is incorrect');
    const inactive = findServerError('CH_CLIENT_AUTH_FAILURE', 'OA client is not in active state');
    expect(wrong?.nextStep).toBe(
      "copy client id and client secret from the application's page into credentials.json again",
    );
    expect(inactive?.nextStep).toBe(
      'wait until the portal shows the application as Active, then run `tickwire connect`; until then try `tickwire sandbox`',
    );
    expect([wrong?.cureByWaiting, inactive?.cureByWaiting]).toEqual([false, false]);
  });

  test('finds a case in the middle of a description', () => {
    const found = findServerError('INVALID_REQUEST', 'Order price = 1.123456 has more digits than symbol allows.');
    expect(found?.nextStep).toBe('round the price to the digits of the symbol');
  });

  test('knows every text that was seen for a code that has cases', () => {
    for (const entry of serverErrors) {
      if (entry.cases === undefined) continue;
      for (const text of entry.seenTexts) {
        expect(findServerError(entry.code, text)?.meaning).not.toBe(entry.meaning);
      }
    }
  });

  test('knows nothing about other codes, whatever their name', () => {
    const known = new Set(codesOf(serverErrors));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString')), (code) => {
        fc.pre(!known.has(code));
        expect(findServerError(code)).toBeUndefined();
        expect(isCuredByWaiting(code)).toBe(true);
        expect(isAlreadyDone(code)).toBe(false);
        expect(isRateLimit(code)).toBe(false);
      }),
    );
  });
});

test('P2: a refused application or account is never tried again', () => {
  const fatal = [
    'CH_CLIENT_AUTH_FAILURE',
    'CH_OA_CLIENT_NOT_FOUND',
    'RET_ACCOUNT_DISABLED',
    'CH_CTID_TRADER_ACCOUNT_NOT_FOUND',
  ];
  expect(fatal.map((code) => [isCuredByWaiting(code), findServerError(code)?.retry])).toEqual(
    fatal.map(() => [false, 'never']),
  );
});

test('of the refusals a login can meet, these end the session and the others do not', () => {
  const login = [
    'OA_AUTH_TOKEN_EXPIRED',
    'ACCOUNT_NOT_AUTHORIZED',
    'RET_NO_SUCH_LOGIN',
    'ALREADY_LOGGED_IN',
    'RET_ACCOUNT_DISABLED',
    'CONNECTIONS_LIMIT_EXCEEDED',
    'CH_CLIENT_AUTH_FAILURE',
    'CH_CLIENT_NOT_AUTHENTICATED',
    'CH_CLIENT_ALREADY_AUTHENTICATED',
    'CH_ACCESS_TOKEN_INVALID',
    'CH_SERVER_NOT_REACHABLE',
    'CH_CTID_TRADER_ACCOUNT_NOT_FOUND',
    'CH_OA_CLIENT_NOT_FOUND',
    'REQUEST_FREQUENCY_EXCEEDED',
    'SERVER_IS_UNDER_MAINTENANCE',
    'CHANNEL_IS_BLOCKED',
    'UNKNOWN_ERROR',
    'UNSUPPORTED_MESSAGE',
    'INVALID_REQUEST',
    'TIMEOUT_ERROR',
    'CANT_ROUTE_REQUEST',
    'BLOCKED_PAYLOAD_TYPE',
    'MARKET_CLOSED',
    'ACCESS_DENIED',
  ];
  expect(login.filter((code) => !isCuredByWaiting(code)).sort()).toMatchInlineSnapshot(`
    [
      "ACCESS_DENIED",
      "CHANNEL_IS_BLOCKED",
      "CH_ACCESS_TOKEN_INVALID",
      "CH_CLIENT_AUTH_FAILURE",
      "CH_CTID_TRADER_ACCOUNT_NOT_FOUND",
      "CH_OA_CLIENT_NOT_FOUND",
      "INVALID_REQUEST",
      "OA_AUTH_TOKEN_EXPIRED",
      "RET_ACCOUNT_DISABLED",
      "RET_NO_SUCH_LOGIN",
      "UNSUPPORTED_MESSAGE",
    ]
  `);
});

test.each(serverErrors)(
  'does not hope for a wait where $code says never, nor give up where it names a wait',
  (entry) => {
    for (const { retry, cureByWaiting } of [entry, ...(entry.cases ?? [])]) {
      const isCured = cureByWaiting ?? entry.cureByWaiting;
      if (retry === 'never' || retry === 'after-new-token') expect(isCured).toBe(false);
      if (retry === 'after-wait' || retry === 'after-login' || retry === 'after-maintenance')
        expect(isCured).toBe(true);
    }
  },
);

test('isAlreadyDone holds for the three answers that count as success', () => {
  expect(codesOf(serverErrors).filter(isAlreadyDone).sort()).toEqual([
    'ALREADY_LOGGED_IN',
    'ALREADY_SUBSCRIBED',
    'CH_CLIENT_ALREADY_AUTHENTICATED',
  ]);
});

test('isRateLimit holds for the two answers to too many requests', () => {
  expect(codesOf(serverErrors).filter(isRateLimit).sort()).toEqual([
    'BLOCKED_PAYLOAD_TYPE',
    'REQUEST_FREQUENCY_EXCEEDED',
  ]);
});

describe('PROTOCOL.md', () => {
  const page = readFileSync(new URL('../../../PROTOCOL.md', import.meta.url), 'utf8');
  const tables = readTables(page);
  const tableUnder = (...header: readonly string[]) =>
    tables.find((table) => header.every((name, index) => table.header[index] === name))?.rows ?? [];

  test('shows each error code with the number, meaning, retry word and evidence of our table, and no others', () => {
    const shown = tableUnder('Code', 'No.', 'Meaning', 'Retry', 'Evidence').map((cells) => cells.slice(0, 5));
    const ours = serverErrors.map((entry) => [
      `\`${entry.code}\``,
      entry.number === null ? '–' : String(entry.number),
      entry.meaning,
      `\`${entry.retry}\``,
      entry.evidence,
    ]);
    expect(shown).toEqual(ours);
  });

  test('explains every retry word', () => {
    expect(tableUnder('Retry word').map(([word]) => word)).toEqual(retryWords.map((word) => `\`${word}\``));
  });

  test('quotes the texts of refusals as our table has them', () => {
    const refusals = tableUnder('Situation', 'Code', 'Description');
    expect(refusals.length).toBeGreaterThan(10);
    for (const [, code = '', description = ''] of refusals) {
      const entry = findServerError(code.replaceAll('`', ''));
      expect(entry?.code).toBe(code.replaceAll('`', ''));
      if (description === 'not known') continue;
      const start = description.replaceAll('`', '').replace(/…$/, '');
      expect(entry?.seenTexts.some((text) => text.startsWith(start))).toBe(true);
    }
  });

  test('says of every behaviour how well it is known and what the sandbox does', () => {
    const evidence = tableUnder('Evidence word').map(([word]) => word);
    const seen = { evidence: 0, sandbox: 0 };
    for (const { header, rows } of tables) {
      for (const cells of rows) {
        expect(cells).toHaveLength(header.length);
        const [evidenceAt, sandboxAt] = [header.indexOf('Evidence'), header.indexOf('Sandbox')];
        if (evidenceAt >= 0 && ++seen.evidence) expect(evidence).toContain(cells[evidenceAt]);
        if (sandboxAt >= 0 && ++seen.sandbox) expect(cells[sandboxAt]).toMatch(/^(same(; .+)?|not yet|differs: .+)$/);
      }
    }
    expect(Math.min(seen.evidence, seen.sandbox)).toBeGreaterThan(100);
  });

  test('has no link to a section that is not there', () => {
    const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replace(/\s/g, '-'),
    );
    for (const [, anchor] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).toContain(anchor);
  });
});

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Reads the tables of a Markdown page: cells by row, without the line of dashes. */
function readTables(page: string): readonly Table[] {
  const blocks = page.split(/\n(?!\|)/).map((block) => block.split('\n').filter((line) => line.startsWith('|')));
  return blocks.flatMap(([header, dashes, ...rows]) =>
    header === undefined || dashes === undefined ? [] : [{ header: cellsOf(header), rows: rows.map(cellsOf) }],
  );
}

const cellsOf = (line: string): readonly string[] =>
  line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
