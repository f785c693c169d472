import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { answerText } from '../src/http/answers.ts';
import { createRouter } from '../src/http/router.ts';
import { createSandbox, type Logger, openSandbox } from '../src/index.ts';
import { systemClock } from '../src/platform.ts';
import { silentLogger } from '../src/ports.ts';
import { openCertificateStore } from '../src/server/certificate-store.ts';
import { HttpDoor, type HttpDoorOptions } from '../src/server/http-door.ts';
import { ask, write } from './http-client.ts';

async function start() {
  const sandbox = await createSandbox();
  onTestFinished(() => sandbox.close());
  return { sandbox, port: Number(new URL(sandbox.http).port) };
}

async function startDoor(options: Partial<HttpDoorOptions> = {}) {
  const routes = [
    {
      method: 'POST',
      path: '/echo',
      maxBodyBytes: 10,
      serve: ({ body }: { body: Uint8Array }) => answerText(200, String(body.length)),
    },
    {
      method: 'GET',
      path: '/fail',
      serve: () => {
        throw new Error('the secret is precious');
      },
    },
  ] as const;
  const router = createRouter({ routes, servedNames: new Set(), makeKey: () => 'key' });
  const door = new HttpDoor({
    router,
    clock: systemClock,
    logger: silentLogger,
    port: 'auto',
    certificate: undefined,
    ...options,
  });
  const port = await door.open();
  onTestFinished(() => door.close());
  return { port, url: `http://localhost:${port}` };
}

test('HEAD has the length and no body', async () => {
  const { sandbox } = await start();
  const [head, get] = [await ask(sandbox.authorizeUrl(), { method: 'HEAD' }), await ask(sandbox.authorizeUrl())];
  expect([head.status, head.body]).toEqual([200, '']);
  expect(head.headers['content-length']).toBe(get.headers['content-length']);
});

test('both loopback addresses serve, and a name that was pointed to them does not', async () => {
  const { sandbox, port } = await start();
  expect((await ask(`${sandbox.http}/`)).status).toBe(200);
  expect((await ask(`http://localhost:${port}/`)).status).toBe(200);
  const rebound = await ask(sandbox.authorizeUrl(), { headers: { host: `evil.example:${port}` } });
  expect(rebound).toMatchObject({ status: 421 });
  expect(rebound.body).not.toContain('page');
  expect((await ask(`${sandbox.http}/`, { headers: { host: 'id.ctrader.com' } })).status).toBe(200);
  expect(await write(port, 'GET / HTTP/1.1\r\nhost: localhost:1\r\nhost: x\r\nconnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 (400|421) /,
  );
  expect(await write(port, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /);
});

test('bodies have a limit, announced or not, and the connection survives what is left of them', async () => {
  const { url, port } = await startDoor();
  expect(await ask(`${url}/echo`, { method: 'POST', body: 'x'.repeat(10) })).toMatchObject({
    status: 200,
    body: '10\n',
  });
  const tooLong = { status: 413, body: 'The body of this request is longer than 10 bytes.\n' };
  expect(await ask(`${url}/echo`, { method: 'POST', body: 'x'.repeat(11) })).toMatchObject(tooLong);
  const chunked = { method: 'POST', headers: { 'transfer-encoding': 'chunked' }, body: 'x'.repeat(5_000_000) };
  expect(await ask(`${url}/echo`, chunked)).toMatchObject(tooLong);
  const post = `POST /echo HTTP/1.1\r\nhost: localhost:${port}\r\n`;
  const both = await write(
    port,
    `${post}content-length: 11\r\n\r\nxxxxxxxxxxx${post}connection: close\r\ncontent-length: 2\r\n\r\nab`,
  );
  expect(both).toContain('413');
  expect(both).toContain('\r\n\r\n2\n');
});

test('what is no request gets one sentence, and the door goes on', async () => {
  const { port, url } = await startDoor();
  const head = `GET / HTTP/1.1\r\nhost: localhost:${port}\r\n`;
  expect(await write(port, 'nonsense\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 400 .*This is no HTTP request that can be read\.\n$/s,
  );
  expect(await write(port, `${head}long: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 431 .*The head of this request is longer than 16384 bytes\.\n$/s,
  );
  expect(await write(port, `GET /%ff HTTP/1.1\r\nhost: localhost:${port}\r\nconnection: close\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 400 .*cannot be read\.\n$/s,
  );
  expect(await write(port, `${head}content-length: x\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
  expect(await write(port, Buffer.from([0x16, 0x03, 0x01, 0x00, 0x05, 1, 2, 3, 4, 5]))).toMatch(/^HTTP\/1\.1 400 /);
  expect((await ask(`${url}/`)).status).toBe(200);
});

test('a request that does not come to its end gets a sentence, in the head and in the body', async () => {
  const { port } = await startDoor({ patienceMs: 100 });
  const late = /^HTTP\/1\.1 408 .*This request took too long to come in\.\n$/s;
  expect(await write(port, 'GET / HTTP/1.1\r\nhost:')).toMatch(late);
  expect(await write(port, `POST /echo HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-length: 5\r\n\r\nab`)).toMatch(
    late,
  );
});

test('a connection that says nothing is ended, with TLS too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tickwire-http-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { certificate } = await openCertificateStore(folder, Date.now());
  for (const options of [{}, { certificate }]) {
    const { port } = await startDoor({ patienceMs: 100, ...options });
    expect(await write(port, '')).toMatch(/^$|^HTTP\/1\.1 408 /);
  }
});

test('mutated requests get an answer or an end, and the door goes on', async () => {
  const { sandbox, port } = await start();
  const body = 'grant_type=refresh_token&refresh_token=a&client_id=b&client_secret=c';
  const host = `host: localhost:${port}\r\nconnection: close\r\n`;
  const sound = [
    `POST /apps/token HTTP/1.1\r\n${host}content-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    `GET /my/settings/openapi/grantingaccess/?client_id=a&redirect_uri=b HTTP/1.1\r\n${host}accept: text/html\r\n\r\n`,
  ].map((text) => Buffer.from(text));
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255), length: fc.nat(8) });
  await fc.assert(
    fc.asyncProperty(fc.nat(1), fc.array(change, { minLength: 1, maxLength: 6 }), async (which, changes) => {
      const request = Buffer.from(sound[which] ?? '');
      for (const { at, byte, length } of changes) {
        const from = at % request.length;
        request.fill(byte, from, Math.min(from + length, request.length));
      }
      // The end of what we send is an end, so that a length that grew is not waited for.
      const answer = await write(port, request, true);
      if (answer !== '') expect(answer).toMatch(/^HTTP\/1\.1 [1-5]\d\d /);
      expect(answer).not.toContain('HTTP/1.1 500');
    }),
    { numRuns: 400 },
  );
  expect((await ask(`${sandbox.http}/`)).status).toBe(200);
});

test('a defect in a route is a sentence for the client, and a line without the reason in the log', async () => {
  const lines: string[] = [];
  const note = (message: string, facts?: object) => lines.push(`${message} ${JSON.stringify(facts)}`);
  const logger: Logger = { ...silentLogger, info: note, error: note };
  const { url } = await startDoor({ logger });
  expect(await ask(`${url}/fail`)).toMatchObject({
    status: 500,
    body: 'The sandbox has failed on this request; that is a defect of its own.\n',
  });
  expect(lines).toEqual(['an http request failed in the sandbox {"reason":"Error"}']);
});

test('a client that goes in the middle of its request does no harm', async () => {
  const { port, url } = await startDoor();
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`POST /echo HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-length: 5\r\n\r\nab`, () =>
        socket.resetAndDestroy(),
      );
    });
    socket.on('close', () => resolve());
  });
  expect((await ask(`${url}/`)).status).toBe(200);
});

test('with TLS the door speaks https, under the real names too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tickwire-http-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { ready, sandbox } = await openSandbox({ dataFolder: folder, ports: 'auto', tls: true });
  onTestFinished(() => sandbox.close());
  expect(ready.http).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const ca = await readFile(ready.ca ?? '');
  expect((await ask(sandbox.authorizeUrl(), { ca })).status).toBe(200);
  const { port } = new URL(ready.http);
  const lookup: RequestOptions['lookup'] = (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);
  for (const name of ['openapi.ctrader.com', 'id.ctrader.com', 'connect.spotware.com', 'api.spotware.com']) {
    expect((await ask(`https://${name}:${port}/`, { ca, lookup })).status).toBe(200);
  }
  expect(await write(Number(port), 'GET / HTTP/1.1\r\n\r\n')).toBe('');
  expect((await ask(ready.http, { ca })).status).toBe(200);
});

test('closing ends requests that are under way', async () => {
  const { sandbox, port } = await start();
  const waiting = write(port, 'GET / HTTP/1.1\r\nhost:');
  await sandbox.close();
  expect(await waiting).toBe('');
});
