import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { type TradingError, VersionReq } from '@tickwire/protocol';
import { createSandbox } from '@tickwire/sandbox';
import { until } from '@tickwire/testkit';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { connect, readTokenState, refreshTokens, Secret } from '../src/index.ts';
import { aCredentialsFile, firstPair } from './token-support.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

/** A token endpoint that answers as the test says. */
async function anEndpoint(reply: (response: ServerResponse, form: Seen['form']) => void) {
  const seen: Seen[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const form = Object.fromEntries(new URLSearchParams(body));
      seen.push({ method: request.method, url: request.url, form });
      reply(response, form);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listening on no port');
  return { endpoint: `http://127.0.0.1:${address.port}/apps/token`, seen };
}

/** Success comes in both spellings at once. */
const goodAnswer = {
  accessToken: 'canary-access-1',
  tokenType: 'bearer',
  expiresIn: 2_628_000,
  refreshToken: 'canary-refresh-1',
  errorCode: null,
  access_token: 'canary-access-1',
  refresh_token: 'canary-refresh-1',
  expires_in: 2_628_000,
};
const client = { clientId: 'canary-id', clientSecret: new Secret('canary-secret') };

const failureOf = (work: Promise<unknown>): Promise<TradingError> =>
  work.then(
    () => {
      throw new Error('it worked');
    },
    (error: TradingError) => {
      // I11: neither the form nor what came back of it is in the error, however deep one looks.
      expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain('canary');
      return error;
    },
  );

describe('a refresh over HTTP', () => {
  test('posts a form, with nothing secret in the address, and saves what both spellings say', async () => {
    const path = await aCredentialsFile();
    const { endpoint, seen } = await anEndpoint((response) => response.end(JSON.stringify(goodAnswer)));
    const { tokens, isAdopted } = await refreshTokens({ store: path, ...client, endpoint });
    expect({ generation: tokens.generation, isAdopted }).toEqual({ generation: 1, isAdopted: false });
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/apps/token',
        form: {
          grant_type: 'refresh_token',
          refresh_token: 'canary-refresh-0',
          client_id: 'canary-id',
          client_secret: 'canary-secret',
        },
      },
    ]);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ refreshToken: 'canary-refresh-1', generation: 1 });
  });

  test('a refusal that comes with status 200 is one, and the file stays as it is', async () => {
    const path = await aCredentialsFile();
    const refusal = { errorCode: 'ACCESS_DENIED', description: 'Access denied to canary-refresh-0.' };
    const { endpoint } = await anEndpoint((response) => response.end(JSON.stringify(refusal)));
    const error = await failureOf(refreshTokens({ store: path, ...client, endpoint }));
    expect(error).toMatchObject({ name: 'TokenError', code: 'ACCESS_DENIED' });
    expect(error.message).toBe('The server refused the token refresh: ACCESS_DENIED (Access denied to [secret]).');
    expect(error.hint).toBeTruthy();
    expect((await readTokenState(path)).tokens?.refreshToken.reveal()).toBe(firstPair.refreshToken);
    expect((await readTokenState(path)).intent).toBeUndefined();
  });

  test.each([
    ['a refused application', 200, { errorCode: 'CH_CLIENT_AUTH_FAILURE' }, 'AuthorizationError', undefined],
    ['too many requests', 429, {}, 'LimitError', undefined],
    ['a broken server', 502, '<html>canary-secret</html>', 'ConnectionLostError', 'sent'],
    ['half a pair', 200, { accessToken: 'canary-new' }, 'ConnectionLostError', 'sent'],
  ])('%s is no proof that the token is dead', async (_, status, body, name, state) => {
    const path = await aCredentialsFile();
    const { endpoint } = await anEndpoint((response) => {
      response.statusCode = status;
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    const error = await failureOf(refreshTokens({ store: path, ...client, endpoint }));
    expect(error.name).toBe(name);
    expect((await readTokenState(path)).intent?.state).toBe(state);
  });

  test('a redirect is not followed: the form holds secrets', async () => {
    const path = await aCredentialsFile();
    const { endpoint, seen } = await anEndpoint((response) => {
      response.writeHead(307, { location: '/elsewhere' });
      response.end();
    });
    await failureOf(refreshTokens({ store: path, ...client, endpoint }));
    expect(seen.map(({ url }) => url)).toEqual(['/apps/token']);
  });

  test('T1: no answer in time leaves the question open; the next attempt sends the same token and closes it', async () => {
    const path = await aCredentialsFile();
    let isSilent = true;
    const { endpoint, seen } = await anEndpoint((response) => {
      if (!isSilent) response.end(JSON.stringify(goodAnswer));
    });
    const error = await failureOf(refreshTokens({ store: path, ...client, endpoint, timeoutMs: 50 }));
    expect(error).toMatchObject({ name: 'TimeoutError', code: 'REQUEST_TIMEOUT' });
    expect((await readTokenState(path)).intent?.state).toBe('sent');
    isSilent = false;
    await refreshTokens({ store: path, ...client, endpoint });
    expect(seen.map(({ form }) => form['refresh_token'])).toEqual(['canary-refresh-0', 'canary-refresh-0']);
    expect((await readTokenState(path)).intent).toBeUndefined();
  });

  test('a server that is not there leaves nothing open', async () => {
    const path = await aCredentialsFile();
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const address = gone.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await new Promise((resolve) => gone.close(resolve));
    const endpoint = `http://127.0.0.1:${port}/apps/token`;
    const error = await failureOf(refreshTokens({ store: path, ...client, endpoint }));
    expect(error).toMatchObject({ name: 'ConnectionLostError', outcome: 'not-sent' });
    expect((await readTokenState(path)).intent).toBeUndefined();
  });

  test('I21: with certificate checks switched off for the process, the secret is not sent over TLS', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    const path = await aCredentialsFile();
    expect(() => refreshTokens({ store: path, ...client })).toThrow('Certificate checks are switched off');
  });

  test.each(['http://openapi.ctrader.com/apps/token', 'ftp://127.0.0.1', 'nonsense'])(
    'the secret does not go to %s',
    async (endpoint) => {
      const path = await aCredentialsFile();
      expect(() => refreshTokens({ store: path, ...client, endpoint })).toThrow(/^The option tokenEndpoint must/);
    },
  );
});

describe("at the sandbox's token endpoint", () => {
  test('a session that is told to refresh over HTTP does, and goes on with the new pair', async () => {
    const sandbox = await createSandbox();
    onTestFinished(() => sandbox.close());
    const path = await aCredentialsFile(sandbox.credentials('live'));
    const session = await connect({
      credentials: path,
      endpoint: sandbox.endpoints.live.json,
      refreshOver: 'http',
      tokenEndpoint: `${sandbox.http}/apps/token`,
    });
    onTestFinished(() => session.close());
    await session.refreshTokens();
    await until(async () => (await readFile(path, 'utf8')).includes(sandbox.tokens().refreshToken), {
      what: 'the pair',
    });
    await until(() => session.current.at === 'ready', { what: 'ready' });
    expect(session.tokens.generation).toBe(1);
    expect(sandbox.ledger.received[2173]).toBeUndefined();
  });

  test('a refresh without a session is followed by the session that has the same file', async () => {
    const sandbox = await createSandbox();
    onTestFinished(() => sandbox.close());
    const path = await aCredentialsFile(sandbox.credentials('live'));
    const session = await connect({ credentials: path, endpoint: sandbox.endpoints.live.json });
    onTestFinished(() => session.close());
    const { clientId, clientSecret } = sandbox.application('main');
    await refreshTokens({
      store: path,
      clientId,
      clientSecret: new Secret(clientSecret),
      endpoint: `${sandbox.http}/apps/token`,
    });
    await until(() => session.tokens.generation === 1 && session.current.at === 'ready', { what: 'ready again' });
    await session.request(VersionReq, {});
    expect(sandbox.ledger.received[2173]).toBeUndefined();
  });

  test('a token that was used before is refused there, in the words of the endpoint', async () => {
    const sandbox = await createSandbox();
    onTestFinished(() => sandbox.close());
    const path = await aCredentialsFile(sandbox.credentials('live'));
    const { clientId, clientSecret } = sandbox.application('main');
    const options = { clientId, clientSecret: new Secret(clientSecret), endpoint: `${sandbox.http}/apps/token` };
    const before = await readFile(path, 'utf8');
    await refreshTokens({ store: path, ...options });
    await writeFile(path, before);
    await expect(refreshTokens({ store: path, ...options })).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
});
