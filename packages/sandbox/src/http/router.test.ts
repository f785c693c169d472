import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerText } from './answers.ts';
import type { HttpRequest, RequestHead, Route } from './exchange.ts';
import { createRouter, serveFound } from './router.ts';

const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/open',
    about: 'Open to all',
    isOpenToOtherOrigins: true,
    serve: () => answerText(200, 'open'),
  },
  { method: 'GET', path: '/own/', about: 'For own pages', serve: () => answerText(200, 'own') },
  { method: 'POST', path: '/own', serve: () => answerText(200, 'posted') },
  { method: 'GET', path: '/change', hasEffects: true, serve: () => answerText(200, 'changed') },
  {
    method: 'PUT',
    path: '/things/:name/:part',
    serve: ({ params }: HttpRequest) => answerText(200, JSON.stringify(params)),
  },
];

const servedNames = new Set(['openapi.ctrader.com']);
const router = createRouter({ routes, servedNames, makeKey: () => 'nonce' });

async function ask(target: string, head: Partial<RequestHead> = {}) {
  const found = router.find({
    method: 'GET',
    target,
    headers: { host: 'localhost:5037' },
    door: { port: 5037, isTls: false },
    ...head,
  });
  return 'status' in found ? found : serveFound(found, new Uint8Array(), 0);
}

test('a slash at the end makes no difference, and parts of a path are decoded', async () => {
  expect((await ask('/own')).body).toBe('own\n');
  expect((await ask('/own/?a=b')).body).toBe('own\n');
  const { body } = await ask('/things/a%2Fb/c%20d', { method: 'PUT' });
  expect(JSON.parse(body)).toEqual({ name: 'a/b', part: 'c d' });
  expect((await ask('/things//x', { method: 'PUT' })).status).toBe(404);
});

test('another method is refused with those that are allowed', async () => {
  const refusal = await ask('/own', { method: 'DELETE' });
  expect(refusal).toMatchObject({ status: 405, body: 'This address takes GET or HEAD or POST only.\n' });
  expect(refusal.headers['allow']).toBe('GET, HEAD, POST');
  expect((await ask('/own', { method: 'HEAD' })).status).toBe(200);
  expect((await ask('/change', { method: 'HEAD' })).status).toBe(405);
});

test('what is not there is answered with what is, as a page to browsers and as text to others', async () => {
  const text = await ask('/secret-looking-path');
  expect(text.status).toBe(404);
  expect(text.body).toContain('GET /open  Open to all\nGET /own/  For own pages');
  expect(text.body).not.toContain('secret-looking');
  const page = await ask('/nothing', { headers: { host: 'localhost:5037', accept: 'text/html,*/*' } });
  expect(page.headers['content-type']).toContain('text/html');
  expect(page.body).toContain('<code>GET /open</code>');
  expect((await ask('/')).status).toBe(200);
});

test.each(['http://localhost:5037/open', '*', '/%', '/%ff', '/\u0000', 'open', ''])(
  'the target %j is refused',
  async (target) => {
    expect(await ask(target)).toMatchObject({ status: 400, body: 'The address of this request cannot be read.\n' });
  },
);

const hosts: readonly [string | undefined, boolean][] = [
  ['localhost:5037', true],
  ['LOCALHOST:5037', true],
  ['127.0.0.1:5037', true],
  ['[::1]:5037', true],
  ['openapi.ctrader.com', true],
  ['openapi.ctrader.com:5037', true],
  [undefined, false],
  ['', false],
  ['localhost', false],
  ['localhost:5036', false],
  ['openapi.ctrader.com:80', false],
  ['example.org:5037', false],
  ['localhost.example.org:5037', false],
  ['localhost:5037.example.org', false],
  ['localhost:5037, example.org', false],
  ['127.0.0.2:5037', false],
  ['user@localhost:5037', false],
];

const origins: readonly [string, Readonly<Record<string, string>>, boolean][] = [
  ['none', {}, true],
  ['null', { origin: 'null' }, false],
  ['another site', { origin: 'https://example.org' }, false],
  ['another port', { origin: 'http://localhost:5173' }, false],
  ['a name that begins like ours', { origin: 'http://localhost:5037.example.org' }, false],
  ['a site that hides its origin', { 'sec-fetch-site': 'cross-site' }, false],
  ['a neighbour that hides its origin', { 'sec-fetch-site': 'same-site' }, false],
  ['the address bar', { 'sec-fetch-site': 'none' }, true],
];

test.each(hosts)('the host %j is served: %s, whatever the origin', async (host, isServed) => {
  for (const [, fields, isOwn] of origins) {
    for (const [method, target] of [
      ['GET', '/open'],
      ['GET', '/own'],
      ['POST', '/own'],
      ['GET', '/nothing'],
    ] as const) {
      const { status, body } = await ask(target, { method, headers: { host, ...fields } });
      if (!isServed) {
        expect(status).toBe(421);
        expect(body).toMatch(/^This sandbox does not serve the host that the request names; use [^\n]+\n$/);
      } else if (target === '/nothing') expect(status).toBe(404);
      else expect(status).toBe(isOwn || target === '/open' ? 200 : 403);
    }
  }
});

test.each(hosts.filter(([, isServed]) => isServed))(
  'pages at %s may send to it, over a proxy with TLS too',
  async (host) => {
    for (const scheme of ['http', 'https']) {
      const headers = { host, origin: `${scheme}://${host?.toLowerCase()}`, 'sec-fetch-site': 'same-origin' };
      expect((await ask('/own', { method: 'POST', headers })).status).toBe(200);
    }
  },
);

test('on the standard port a loopback name needs none', async () => {
  const headers = { host: 'localhost' };
  expect((await ask('/own', { headers, door: { port: 80, isTls: false } })).status).toBe(200);
  expect((await ask('/own', { headers, door: { port: 443, isTls: true } })).status).toBe(200);
  expect((await ask('/own', { headers, door: { port: 443, isTls: false } })).status).toBe(421);
});

test('no target and no header makes it fail, and every answer is a sentence or a list', async () => {
  const header = fc.option(fc.string({ unit: 'binary' }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), header, header, async (target, host, origin) => {
      for (const headers of [
        { host, origin },
        { host: 'localhost:5037', origin, accept: host },
      ]) {
        const { status, body } = await ask(`/${target}`, { headers });
        expect([200, 400, 403, 404, 405, 421]).toContain(status);
        expect(body).not.toBe('');
      }
    }),
    { numRuns: 2_000 },
  );
});
