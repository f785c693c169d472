import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  GetAccountListByAccessTokenReq,
  GetAccountListByAccessTokenRes,
  RefreshTokenRes,
  SpotEvent,
  SubscribeSpotsReq,
  TraderReq,
} from '@tickwire/protocol';
import { createSandbox, type SandboxOptions } from '@tickwire/sandbox';
import { findSecrets, until } from '@tickwire/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { type ConnectOptions, connect, type Logger } from '../src/index.ts';

/** Keeps everything that is logged, whatever its level. */
function keepLog() {
  const lines: string[] = [];
  const keep =
    (level: string) =>
    (message: string, facts?: object): void => {
      lines.push(`${level} ${message} ${JSON.stringify(facts)} ${inspect(facts, { depth: 9, showHidden: true })}`);
    };
  const logger: Logger = { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
  return { lines, logger };
}

/** A sandbox, a session from a file over it, and everything that both of them log and tell. */
async function openLogged(sandboxOptions: SandboxOptions = {}, options: ConnectOptions = {}) {
  const client = keepLog();
  const server = keepLog();
  const told: string[] = [];
  const sandbox = await createSandbox({ ...sandboxOptions, logger: server.logger });
  onTestFinished(() => sandbox.close());
  const folder = await mkdtemp(join(tmpdir(), 'tickwire-logs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'credentials.json');
  await writeFile(file, JSON.stringify(sandbox.credentials('demo')), { mode: 0o600 });
  const tell = (value: unknown) => void told.push(`${JSON.stringify(value)} ${inspect(value, { depth: 9 })}`);
  const session = await connect({
    credentials: file,
    endpoint: { live: sandbox.endpoints.live.json, demo: sandbox.endpoints.demo.json },
    logger: client.logger,
    onStatus: tell,
    onTokens: tell,
    backoff: { minMs: 250, capMs: 250 },
    ...options,
  });
  onTestFinished(() => session.close());
  const everything = () => [...client.lines, ...server.lines, ...told].join('\n');
  return { sandbox, session, file, client, server, told, everything };
}

test('nothing that is logged or told holds a secret: login, refresh, refusals, losses, throwing listeners', async () => {
  // An answer that comes again is nobody's, so it goes to listeners.
  const again = ['GetAccountListByAccessTokenRes', 'RefreshTokenRes'];
  const { sandbox, session, client, told, everything } = await openLogged({
    faults: [{ fault: 'duplicate', when: { messageTypes: again } }],
  });
  const { accessToken } = sandbox.tokens();
  const accountId = sandbox.account('demo').ctidTraderAccountId;
  // Listeners that quote what they got, as a careless one would.
  const quoteAll = (payload: object) => {
    throw new Error(JSON.stringify(payload));
  };
  session.on(GetAccountListByAccessTokenRes, quoteAll);
  session.on(RefreshTokenRes, quoteAll);
  session.on(SpotEvent, quoteAll);
  await session.request(GetAccountListByAccessTokenReq, { accessToken });
  await session.request(SubscribeSpotsReq, { ctidTraderAccountId: accountId, symbolId: [1] });
  await until(() => client.lines.some((line) => line.includes('an event listener threw')));
  await session.refreshTokens();
  await until(() => client.lines.some((line) => line.includes('"payloadType":2174')));
  await until(() => session.current.at === 'ready');
  await expect(session.request(TraderReq, { ctidTraderAccountId: 4711 })).rejects.toThrow('TraderReq');
  sandbox.dropClients({ code: 1008, reason: sandbox.tokens().accessToken });
  await until(() => session.current.at !== 'ready');
  await until(() => session.current.at === 'ready');
  sandbox.revokeToken(sandbox.tokens().accessToken);
  await until(() => session.current.at === 'closed');
  expect(client.lines.length).toBeGreaterThan(1);
  expect(told.length).toBeGreaterThan(10);
  // What a listener of another message throws is told in full.
  expect(everything()).toContain('\\"bid\\"');
  expect(findSecrets(everything())).toEqual([]);
});

test('a server that quotes the token in its refusal does not get it into the log', async () => {
  const { sandbox, session, everything } = await openLogged();
  const { accessToken } = sandbox.tokens();
  const words = { errorCode: 'INVALID_REQUEST', description: `no ${accessToken} here` };
  sandbox.faults.inject({ fault: 'refuse', ...words, when: { messageTypes: ['TraderReq'] } });
  const refused = await session.request(TraderReq, { ctidTraderAccountId: 1 }).catch((error: unknown) => error);
  expect(findSecrets(`${everything()} ${inspect(refused, { depth: 9 })} ${JSON.stringify(refused)}`)).toEqual([]);
  expect(String(refused)).toContain('[secret]');
});
