import type { OutgoingHttpHeaders } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createSandbox, type Logger, type SandboxOptions } from '../src/index.ts';
import { ask } from './http-client.ts';

async function start(options: SandboxOptions = {}) {
  const sandbox = await createSandbox(options);
  onTestFinished(() => sandbox.close());
  const { url, token } = sandbox.control;
  const port = Number(new URL(url).port);
  const key = { authorization: `Bearer ${token}` };
  const call = async (method: string, path: string, body?: string, headers: OutgoingHttpHeaders = {}) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const options = { method, headers: { ...key, ...type, ...headers }, ...(body === undefined ? {} : { body }) };
    const answer = await ask(`${url}${path}`, options);
    return { ...answer, json: JSON.parse(answer.body) };
  };
  return { sandbox, url, port, token, call };
}

const hosts = ['127.0.0.1:PORT', 'localhost:PORT', 'evil.example:PORT', '127.0.0.1:1'];
const origins = [undefined, 'http://HOST', 'http://evil.example', 'null'];
const tokens = ['right', 'wrong', 'none'];
const matrix = hosts.flatMap((host) => origins.flatMap((origin) => tokens.map((token) => ({ host, origin, token }))));

function expected({ host, origin, token }: (typeof matrix)[number]): readonly [number, string | undefined] {
  if (host.startsWith('evil') || host.endsWith(':1')) return [421, 'WRONG_HOST'];
  if (origin !== undefined && !origin.endsWith('HOST')) return [403, 'FOREIGN_ORIGIN'];
  return token === 'right' ? [200, undefined] : [401, 'UNAUTHORIZED'];
}

test('all 48 combinations of host, origin and token: only the right ones get in, and nobody gets a CORS header', async () => {
  const { sandbox, url, port, token } = await start();
  const seen = await Promise.all(
    matrix.map(async (one) => {
      const host = one.host.replace('PORT', String(port));
      const key = { right: token, wrong: `${token.slice(0, -1)}!`, none: undefined }[one.token];
      const headers = {
        host,
        ...(one.origin === undefined ? {} : { origin: one.origin.replace('HOST', host) }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      };
      const { status, headers: answered, body } = await ask(`${url}/reset`, { method: 'POST', headers });
      const cors = Object.keys(answered).filter((name) => name.startsWith('access-control'));
      return { ...one, seen: [status, JSON.parse(body).error?.code], cors };
    }),
  );
  expect(matrix).toHaveLength(48);
  expect(seen).toEqual(matrix.map((one) => ({ ...one, seen: expected(one), cors: [] })));
  expect(seen.filter(({ seen: [status] }) => status === 200)).toHaveLength(4);
  expect(sandbox.connections).toEqual([]);
});

test.each(['cross-site', 'same-site'])('a browser that says %s is refused, token or not', async (site) => {
  const { call } = await start();
  const { status, json } = await call('GET', '/state', undefined, { 'sec-fetch-site': site });
  expect({ status, code: json.error.code }).toEqual({ status: 403, code: 'FOREIGN_ORIGIN' });
});

test('a preflight of a browser gets no permission', async () => {
  const { url, port } = await start();
  const headers = { origin: `http://localhost:${port}`, 'access-control-request-method': 'POST' };
  const { status, headers: answered } = await ask(`${url}/reset`, { method: 'OPTIONS', headers });
  expect(status).toBe(405);
  expect(Object.keys(answered).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test.each([
  ['GET', '/nothing', undefined, {}, 404, 'NO_SUCH_ROUTE'],
  ['DELETE', '/state', undefined, {}, 405, 'WRONG_METHOD'],
  ['HEAD', '/state?x', undefined, {}, 405, undefined],
  ['POST', '/accounts/demo/deposit', '{"amount":1}', { 'content-type': 'text/plain' }, 415, 'WRONG_CONTENT_TYPE'],
  [
    'POST',
    '/accounts/demo/deposit',
    'amount=1',
    { 'content-type': 'application/x-www-form-urlencoded' },
    415,
    'WRONG_CONTENT_TYPE',
  ],
  ['POST', '/accounts/demo/deposit', `{"note":"${'x'.repeat(70_000)}"}`, {}, 413, 'BODY_TOO_LONG'],
  ['POST', '/accounts/demo/deposit', '{"amount":', {}, 400, 'BAD_DOCUMENT'],
  ['POST', '/accounts/demo/deposit', '[1]', {}, 400, 'BAD_DOCUMENT'],
  ['POST', '/accounts/demo/deposit', '{"amount":"1"}', {}, 400, 'BAD_DOCUMENT'],
  ['POST', '/accounts/demo/deposit', '{"amount":1,"account":"live"}', {}, 400, 'BAD_DOCUMENT'],
  ['POST', '/accounts/demo/deposit', '{"amount":1,"__proto__":{}}', {}, 400, 'BAD_DOCUMENT'],
  ['POST', '/accounts/nobody/deposit', '{"amount":1}', {}, 404, 'NOT_IN_WORLD'],
  ['POST', '/accounts/..%2f/deposit', '{"amount":1}', {}, 400, 'BAD_DOCUMENT'],
  ['POST', '/accounts/demo/orders/1/fill', undefined, {}, 404, 'NOT_IN_WORLD'],
  ['POST', '/accounts/demo/orders/x/fill', undefined, {}, 400, 'BAD_DOCUMENT'],
  ['POST', '/restore', '{"kind":"x"}', {}, 400, 'BAD_SNAPSHOT'],
] as const)(
  '%s %s with %s gets one JSON document with a code and a sentence',
  async (method, path, body, headers, status, code) => {
    const { url, token } = await start();
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await ask(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...type, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    if (code === undefined) return;
    const { error, ...rest } = JSON.parse(answer.body);
    expect(rest).toEqual({});
    expect(error).toMatchObject({ code, message: expect.stringMatching(/^\S[^\n]*\.$/) });
    expect(Object.keys(error)).toEqual(['code', 'message', 'hint']);
  },
);

test('a stranger’s body is not waited for', async () => {
  const { url } = await start();
  const headers = { 'content-type': 'application/json', 'content-length': '100000000', expect: '100-continue' };
  const answer = await ask(`${url}/restore`, { method: 'POST', headers, body: '{' });
  expect(answer.status).toBe(401);
  expect(answer.headers['www-authenticate']).toBe('Bearer');
});

test('each start has a token of its own that does not depend on the seed, and no log line or list shows it', async () => {
  const lines: string[] = [];
  const tell = (message: string, facts?: object) => lines.push(message + JSON.stringify(facts));
  const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell };
  const first = await start({ logger });
  const second = await start();
  expect(first.token).not.toBe(second.token);
  expect(Buffer.from(first.token, 'base64url')).toHaveLength(32);
  const { status } = await second.call('GET', '/state', undefined, { authorization: `Bearer ${first.token}` });
  expect(status).toBe(401);
  await first.call('GET', '/state');
  await first.call('GET', `/${first.token}`);
  const { body } = await ask(first.sandbox.http);
  const tokens = await first.call('GET', '/tokens');
  expect(lines.join() + body).not.toContain(first.token);
  expect(lines.some((line) => line.includes('http request answered'))).toBe(true);
  const { accessToken, refreshToken } = first.sandbox.tokens();
  expect(tokens.body).not.toContain(accessToken);
  expect(tokens.body).not.toContain(refreshToken);
  expect(tokens.json).toMatchObject([
    { grant: 'main', accounts: ['demo', 'live', 'netted'], accessToken: `…${accessToken.slice(-4)}`, isExpired: false },
  ]);
});
