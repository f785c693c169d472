import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createDamager, createStopwatch, frameCount, fuzzTimeoutMs, hangMs } from './fuzz.ts';
import { callback, openHttpBench } from './http-bench.ts';

const requests = frameCount(20_000);

/** What an answer may say: never that the sandbox has failed. */
const statuses: readonly number[] = [200, 302, 303, 400, 401, 403, 404, 405, 413, 415, 421, 429];

test(
  `${requests} damaged requests over HTTP each get an answer that is no failure, and none holds the door up`,
  async () => {
    const { below, pick, damage } = createDamager(5_037);
    const stopwatch = createStopwatch();
    const seen = new Map<number, number>();
    let stage = openStage();
    for (let count = 0; count < requests; count++) {
      if (count % 10_000 === 9_999) stage = openStage();
      if (count % 1_000 === 0) await setImmediate();
      const sound = pick(stage.samples);
      const part = below(4);
      const spoil = (text: string): string => Buffer.from(damage(Buffer.from(text), stage.bytes)).toString('latin1');
      const target = part === 0 ? spoil(sound.target) : sound.target;
      const method = part === 1 ? spoil(sound.method) : sound.method;
      const headers = part === 2 ? { ...sound.headers, [pick(headerNames)]: spoil(pick(stage.values)) } : sound.headers;
      const body = part === 3 ? damage(sound.body, stage.bytes) : sound.body;
      const answers: ReturnType<typeof stage.ask>[] = [];
      stopwatch.time(() => {
        // Time for the rate of the token endpoint to be none.
        answers.push(stage.ask(target, { method, headers, body, at: count * 100 }));
        return 0;
      });
      const [status = 0] = (await Promise.all(answers)).map((answer) => answer.status);
      seen.set(status, (seen.get(status) ?? 0) + 1);
    }
    const report = { requests, statuses: Object.fromEntries(seen), ...(await stopwatch.report()) };
    if (requests > 20_000) console.log(JSON.stringify(report));
    expect(stopwatch.slowestMs).toBeLessThan(hangMs);
    expect([...seen.keys()].filter((status) => !statuses.includes(status))).toEqual([]);
    for (const status of [200, 400, 403, 404, 405, 415, 421]) {
      expect([status, seen.get(status)]).toEqual([status, expect.toSatisfy((one: number) => one > requests / 1_000)]);
    }
  },
  fuzzTimeoutMs(requests),
);

const headerNames = ['host', 'origin', 'content-type', 'accept', 'referer', 'sec-fetch-site'];

/** The HTTP door, and one sound request for each thing that can be asked for there. */
function openStage() {
  const bench = openHttpBench();
  const { clientId, clientSecret } = bench.application('main');
  const { accessToken, refreshToken } = bench.tokens();
  const host = { host: 'localhost:5037' };
  const form = (fields: Readonly<Record<string, string>>): string => new URLSearchParams(fields).toString();
  const keys = { client_id: clientId, client_secret: clientSecret };
  const token = form({ grant_type: 'refresh_token', refresh_token: refreshToken, ...keys });
  const code = form({ grant_type: 'authorization_code', code: 'abc', redirect_uri: callback, ...keys });
  const get = (target: string) => ({ method: 'GET', target, headers: host, body: Buffer.alloc(0) });
  const post = (target: string, body: string) => ({
    method: 'POST',
    target,
    headers: { ...host, 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(body),
  });
  const samples = [
    get(`/apps/token?${code}`),
    post('/apps/token', token),
    post('/apps/token', code),
    get(bench.consentTarget()),
    post('/my/settings/openapi/grantingaccess/', form({ page: 'key1', decision: 'allow', accounts: '1' })),
    get(`/connect/tradingaccounts?access_token=${accessToken}`),
    get('/'),
  ];
  const values = [
    'localhost:5037',
    'http://localhost:5037',
    'application/x-www-form-urlencoded',
    'text/html',
    'same-origin',
  ];
  const bytes = samples.flatMap(({ target, body }) => [Buffer.from(target), body]).filter(({ length }) => length > 0);
  return { ...bench, samples, values, bytes };
}
