import { until } from '@tickwire/testkit';
import { describe, expect, test } from 'vitest';
import { FakeSurroundings } from './fake-surroundings.ts';
import {
  answerLogin,
  anyCredentials,
  openScriptedServer,
  type Script,
  scanForSecrets,
  secretsOf,
  writeCredentials,
} from './support.ts';

interface Outcome {
  readonly exitCode: number;
  readonly lines: readonly string[];
  readonly stderr: string;
}

/** Runs a command against a scripted server and looks for secrets in what was printed. */
async function run(script: Script, command: readonly string[], fake = new FakeSurroundings()): Promise<Outcome> {
  const url = await openScriptedServer(script);
  const flags = ['--credentials', await writeCredentials(anyCredentials), '--endpoint', url];
  const exitCode = await fake.run(...command, ...flags);
  scanForSecrets(fake, secretsOf(anyCredentials));
  expect(fake.listeners).toBe(0);
  return { exitCode, lines: fake.lines, stderr: fake.stderr.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST') };
}

const hastyConnect = ['connect', '--status-interval', '0', '--ready-timeout', '0.5'];
const errorOf = (stderr: string): string => /error: .*/s.exec(stderr)?.[0] ?? '';
const closedLine = (code: number, reason: string, wasClean: boolean): string =>
  `connection closed ${JSON.stringify({ code, reason, wasClean })}`;

describe('a server that never lets us in is given up in time', () => {
  test('it never answers', async () => {
    const { exitCode, lines, stderr } = await run({}, hastyConnect);
    expect(exitCode).toBe(9);
    expect(lines).toEqual(['connected to server', 'requested application authentication']);
    expect(errorOf(stderr)).toMatchInlineSnapshot(`
      "error: The session did not get ready within 0.5 s: Application authentication has no answer yet.
      next: check the network connection and the endpoint, or allow it more time
      "
    `);
  });

  test('it answers with garbage', async () => {
    const { exitCode, stderr } = await run({ onMessage: (connection) => connection.send('hello') }, hastyConnect);
    expect(exitCode).toBe(9);
    expect(errorOf(stderr)).toMatchInlineSnapshot(`
      "error: The session did not get ready within 0.5 s: Cannot read a frame of 5 bytes: it is not JSON at line 1, column 6 (unknown word).
      next: check the endpoint: what answers there does not speak this protocol
      "
    `);
  });

  test('it sends garbage that holds our own secrets', async () => {
    const script: Script = { onMessage: (connection, message) => connection.send(`${JSON.stringify(message)}}`) };
    expect(await run(script, hastyConnect)).toMatchObject({ exitCode: 9 });
  });

  test('it answers with 5 MB of text', async () => {
    const text = 'x'.repeat(5_000_000);
    const { exitCode, stderr } = await run({ onMessage: (connection) => connection.send(text) }, hastyConnect);
    expect(exitCode).toBe(9);
    expect(stderr.length).toBeLessThan(10_000);
    expect(errorOf(stderr)).toMatchInlineSnapshot(`
      "error: The session did not get ready within 0.5 s: Cannot read a frame of 5000000 bytes: it is not JSON at line 1, column 5000001 (unknown word).
      next: check the endpoint: what answers there does not speak this protocol
      "
    `);
  });

  test('it answers with more than we take in', async () => {
    const text = 'x'.repeat(9_000_000);
    const { exitCode, stderr } = await run({ onMessage: (connection) => connection.send(text) }, hastyConnect);
    expect(exitCode).toBe(9);
    expect(errorOf(stderr)).toMatchInlineSnapshot(`
      "error: The session did not get ready within 0.5 s: HOST sent a message larger than 8388608 bytes.
      next: check the endpoint, or raise maxFrameBytes
      "
    `);
  });

  test.each<[string, number | 'open', readonly string[]]>([
    ['as soon as it opens', 'open', ['connected to server', 'requested application authentication']],
    ['at application authentication', 2100, ['connected to server', 'requested application authentication']],
    [
      'at the account list',
      2149,
      ['connected to server', 'requested application authentication', 'application authentication completed'],
    ],
    [
      'at account authentication',
      2102,
      [
        'connected to server',
        'requested application authentication',
        'application authentication completed',
        'requested account authentication',
      ],
    ],
  ])('it closes %s: that is told, and tried again', async (_, step, lines) => {
    const fake = new FakeSurroundings();
    const running = run(closeAt(step), ['connect', '--status-interval', '0', '--ready-timeout', '0'], fake);
    await until(() => fake.stderr.includes('Trying again'), { what: 'the first loss' });
    fake.signal('SIGINT');
    const { exitCode, stderr, ...told } = await running;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/^The connection to HOST was closed by the server \(code 1000, Bye\).* Trying again /);
    const closed = told.lines.indexOf(closedLine(1000, 'Bye', true));
    // A server that closes as soon as it opens may do so before or after we could ask.
    const least = step === 'open' ? 1 : lines.length;
    expect(closed).toBeGreaterThanOrEqual(least);
    expect(told.lines.slice(0, closed)).toEqual(lines.slice(0, closed));
  });

  test('it vanishes without a goodbye', async () => {
    const { exitCode, lines } = await run({ onOpen: (connection) => connection.destroy() }, hastyConnect);
    expect(exitCode).toBe(9);
    expect(lines).toContain(closedLine(1006, '', false));
  });

  test('nobody listens there', async () => {
    const fake = new FakeSurroundings();
    const credentials = await writeCredentials(anyCredentials);
    const exitCode = await fake.run(...hastyConnect, '--credentials', credentials, '--endpoint', 'ws://127.0.0.1:1');
    expect(exitCode).toBe(9);
    expect(fake.stdout).toBe('');
    expect(errorOf(fake.stderr)).toMatchInlineSnapshot(`
      "error: The session did not get ready within 0.5 s: Nothing listens at 127.0.0.1:1.
      next: check host and port; for a local server, start it first with \`tickwire sandbox\`
      "
    `);
  });
});

function closeAt(step: number | 'open'): Script {
  return {
    onOpen(connection) {
      if (step === 'open') connection.close(1000, 'Bye');
    },
    onMessage(connection, message) {
      const answer = answerLogin(message);
      if (message.payloadType === step) connection.close(1000, 'Bye');
      else if (answer !== undefined) connection.send(answer);
    },
  };
}

test('a server that says everything twice is understood once', async () => {
  const script: Script = {
    onMessage(connection, message) {
      const answer = answerLogin(message);
      if (answer === undefined) return;
      connection.send(answer);
      connection.send(answer);
    },
  };
  const fake = new FakeSurroundings();
  const running = run(script, ['connect', '--status-interval', '0.02'], fake);
  await until(() => fake.lines.length > 7, { what: 'repetitions' });
  fake.signal('SIGINT');
  const { exitCode, lines, stderr } = await running;
  expect(exitCode).toBe(130);
  expect([...new Set(lines)]).toEqual([
    'connected to server',
    'requested application authentication',
    'application authentication completed',
    'requested account authentication',
    'account authentication completed',
    'fully authenticated and ready for more communication with the server',
  ]);
  expect(stderr).toBe('');
});

describe('a request meets a server that', () => {
  /** Logs in as it should, and does what `answer` says with everything else. */
  const afterLogin = (answer: Script['onMessage']): Script => ({
    onMessage(connection, message) {
      const login = answerLogin(message);
      if (login === undefined) answer?.(connection, message);
      else connection.send(login);
    },
  });
  const order = JSON.stringify({ symbolId: 1, orderType: 1, tradeSide: 1, volume: 100_000 });
  const placeOrder = ['request', 'NewOrderReq', '--json', order, '--live', '--yes'];

  test('is too busy: a limit', async () => {
    const { exitCode, stderr } = await run(
      afterLogin((connection, { clientMsgId }) =>
        connection.send({
          payloadType: 2142,
          clientMsgId,
          payload: {
            errorCode: 'REQUEST_FREQUENCY_EXCEEDED',
            description: 'You have reached the rate limit of requests',
          },
        }),
      ),
      ['request', 'VersionReq'],
    );
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 7,
        "stderr": "error: The server refused VersionReq: REQUEST_FREQUENCY_EXCEEDED (You have reached the rate limit of requests).
      likely cause: More than 50 requests a second, or more than 5 for history, went over one connection.
      next: wait for at least a second and send fewer requests a second
      ",
      }
    `);
  });

  test('closes before the answer', async () => {
    const { exitCode, stderr } = await run(
      afterLogin((connection) => connection.close(1000, 'Bye')),
      ['request', 'VersionReq'],
    );
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 9,
        "stderr": "error: Connection lost while waiting for an answer to VersionReq.
      last failure: The connection to HOST was closed by the server (code 1000, Bye).
      next: ask again when the session is ready
      ",
      }
    `);
  });

  test('closes after an order left: nobody knows what became of it', async () => {
    const { exitCode, stderr } = await run(
      afterLogin((connection) => connection.destroy()),
      placeOrder,
    );
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 6,
        "stderr": "error: NewOrderReq was sent, but no answer says what became of it. Connection lost while waiting for an answer to NewOrderReq.
      next: look at the account with \`tickwire request ReconcileReq\` before you send anything again
      ",
      }
    `);
  });

  test('still owes the answer to an order when Ctrl-C comes: nobody knows either', async () => {
    const fake = new FakeSurroundings();
    const { exitCode, stderr } = await run(
      afterLogin(() => fake.signal('SIGINT')),
      placeOrder,
      fake,
    );
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 6,
        "stderr": "error: NewOrderReq was sent, but no answer says what became of it. The command was ended by SIGINT.
      next: look at the account with \`tickwire request ReconcileReq\` before you send anything again
      ",
      }
    `);
  });

  test('refuses an order', async () => {
    const { exitCode, stderr } = await run(
      afterLogin((connection, { clientMsgId }) =>
        connection.send({
          payloadType: 2132,
          clientMsgId,
          payload: { errorCode: 'TRADING_BAD_VOLUME', ctidTraderAccountId: anyCredentials.accountId },
        }),
      ),
      placeOrder,
    );
    expect(exitCode).toBe(5);
    expect(errorOf(stderr)).toMatch(/^error: The server refused NewOrderReq: TRADING_BAD_VOLUME\./);
  });

  test('speaks escape sequences: they do not reach the terminal', async () => {
    const fake = new FakeSurroundings({ isTerminal: true, env: { NO_COLOR: '1' } });
    const { exitCode } = await run(
      afterLogin((connection, { clientMsgId }) =>
        connection.send({
          payloadType: 2142,
          clientMsgId,
          payload: { errorCode: 'INVALID_REQUEST', description: 'a\u001b[2Jb\u009bc' },
        }),
      ),
      ['request', 'VersionReq'],
      fake,
    );
    expect(exitCode).toBe(5);
    // oxlint-disable-next-line no-control-regex -- these are the characters meant
    expect(fake.screen).not.toMatch(/[\u001b\u009b]/);
  });
});
