import { request } from 'node:http';
import { Secret } from '@tickwire/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openCallbackServer } from '../src/login/callback-server.ts';
import { desktop } from '../src/platform-desktop.ts';
import { findFreePort } from './login-support.ts';

async function open() {
  const port = await findFreePort();
  const taken: number[] = [];
  const server = await openCallbackServer(
    desktop,
    { state: 'our-state', Secret },
    { port, onTaken: (other) => taken.push(other) },
  );
  onTestFinished(() => server.close());
  return { server, port };
}

/** One request by Node's own client. */
function ask(port: number, path: string, options: { method?: string; host?: string; address?: string } = {}) {
  const { method = 'GET', host = `localhost:${port}`, address = '127.0.0.1' } = options;
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = request({ host: address, port, path, method, headers: { host }, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

const arrivalOf = async ({ server }: Awaited<ReturnType<typeof open>>) => {
  const arrival = await server.arrived;
  return arrival.is === 'code' ? arrival.code.reveal() : arrival.error;
};

describe('waiting for the browser on loopback', () => {
  test.each<[string, string, Parameters<typeof ask>[2], number]>([
    ['another path', '/', {}, 404],
    ['the icon of the page', '/favicon.ico', {}, 404],
    ['a path that only begins like it', '/callback/x?code=canary', {}, 404],
    ['another method', '/callback?code=canary', { method: 'POST' }, 405],
    ['a foreign name for this machine', '/callback?code=canary', { host: 'evil.example' }, 421],
    ['no code', '/callback', {}, 400],
    ['two codes', '/callback?code=canary&code=b', {}, 400],
    ["somebody else's state", '/callback?code=canary&state=other', {}, 400],
    ['a refusal with a foreign state', '/callback?error=access_denied&state=other', {}, 400],
    ['a code of absurd length', `/callback?code=${'canary'.repeat(400)}`, {}, 400],
  ])('%s gets a page and does not end the wait', async (_, path, options, status) => {
    const waiting = await open();
    const answer = await ask(waiting.port, path, options);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('canary');
    const real = ask(waiting.port, '/callback?code=ours&state=our-state');
    expect(await arrivalOf(waiting)).toBe('ours');
    waiting.server.show('done');
    expect((await real).status).toBe(200);
  });

  test('a code without a state is taken, because the real server is not known to send one back', async () => {
    const waiting = await open();
    const answer = ask(waiting.port, '/callback?code=ours');
    expect(await arrivalOf(waiting)).toBe('ours');
    waiting.server.show('done');
    expect((await answer).text).toContain('You are logged in');
  });

  test('only the first answer counts; the browser hears how it went, and words from outside are on no page', async () => {
    const waiting = await open();
    const first = ask(waiting.port, '/callback?error=%3Cb%3Ecanary');
    expect(await arrivalOf(waiting)).toBe('<b>canary');
    const second = await ask(waiting.port, '/callback?code=late');
    expect(second).toMatchObject({ status: 400, text: expect.stringContaining('This login is over') });
    waiting.server.show('refused');
    const { text } = await first;
    expect(text).toContain('Access was not allowed');
    expect(text).not.toContain('canary');
  });

  test('a browser that still waits when the login ends sees that it failed', async () => {
    const waiting = await open();
    const answer = ask(waiting.port, '/callback?code=ours');
    await waiting.server.arrived;
    await waiting.server.close();
    expect((await answer).text).toContain('The login did not work');
    await expect(ask(waiting.port, '/')).rejects.toThrow('ECONNREFUSED');
  });

  test('it is there under both addresses of localhost', async ({ skip }) => {
    const { port } = await open();
    const answer = await ask(port, '/', { address: '::1' }).catch((error: Error) => error);
    if (answer instanceof Error) return skip('this machine has no IPv6');
    expect(answer.status).toBe(404);
  });
});
