import { CancelOrderReq } from '@tickwire/protocol';
import { createMemoryDial, ManualClock, type MemoryLink, seededRandom, until } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { type ConnectOptions, connect, Secret, type Status, type StoredTokens, type TokenStore } from '../src/index.ts';
import type { RefreshIntent } from '../src/tokens/stored-tokens.ts';

const day = 86_400_000;
const lifeSeconds = 2_628_000;
const accountId = 41;
const start = Date.UTC(2025, 0, 6, 10);

/** A store without a disk. */
function aMemoryStore(expiresAt: number | undefined) {
  const pair = { accessToken: new Secret('canary-access-0'), refreshToken: new Secret('canary-refresh-0') };
  let tokens: StoredTokens = { ...pair, expiresAt, generation: 0 };
  let intent: RefreshIntent | undefined;
  const saves: StoredTokens[] = [];
  const read = () => Promise.resolve({ tokens, intent, candidate: undefined });
  const store: TokenStore = {
    name: 'memory',
    read,
    transact: (work) =>
      work({
        read,
        prepare: async () => {},
        noteIntent: async (noted) => {
          intent = noted;
        },
        save: async (fresh) => {
          tokens = fresh;
          saves.push(fresh);
        },
        settle: async () => {
          intent = undefined;
        },
      }),
  };
  return { store, saves };
}

/** Plays the server on every connection: logins, refreshes, orders that stay unanswered, signs of life. */
function aServer(clock: ManualClock) {
  const memory = createMemoryDial();
  const refreshes: number[] = [];
  const logins: unknown[] = [];
  let generation = 0;
  const answer = (link: MemoryLink, payloadType: number, payload: Record<string, unknown> = {}, id?: string) => {
    switch (payloadType) {
      case 2100:
        return link.say(2101, {}, id);
      case 2104:
        return link.say(2105, { version: '1' }, id);
      case 2149:
        return link.say(
          2150,
          { accessToken: 'x', ctidTraderAccount: [{ ctidTraderAccountId: accountId, isLive: true }] },
          id,
        );
      case 2102:
        logins.push(payload['accessToken']);
        if (payload['accessToken'] !== `canary-access-${generation}`) {
          return link.say(2142, { errorCode: 'CH_ACCESS_TOKEN_INVALID' }, id);
        }
        return link.say(2103, { ctidTraderAccountId: accountId }, id);
      case 2173: {
        if (payload['refreshToken'] !== `canary-refresh-${generation}`) {
          return link.say(2142, { errorCode: 'CH_ACCESS_TOKEN_INVALID' }, id);
        }
        generation += 1;
        refreshes.push(clock.wallNow());
        const pair = { accessToken: `canary-access-${generation}`, refreshToken: `canary-refresh-${generation}` };
        link.say(2174, { ...pair, tokenType: 'bearer', expiresIn: lifeSeconds }, id);
        link.say(2147, { ctidTraderAccountIds: [accountId], reason: 'Access token was refreshed' });
        return link.say(2164, { ctidTraderAccountId: accountId });
      }
      case 51:
        return link.say(51);
    }
  };
  const dial: NonNullable<ConnectOptions['dial']> = (target, handlers) => {
    const wire = memory.dial(target, handlers);
    const { link } = memory;
    queueMicrotask(() => link.open());
    return {
      ...wire,
      send(frame) {
        const isTaken = wire.send(frame);
        const message = link.sent.pop();
        if (message !== undefined) {
          queueMicrotask(() => answer(link, message.payloadType, message.payload, message.clientMsgId));
        }
        return isTaken;
      },
    };
  };
  return { dial, refreshes, logins, memory, expire: () => (generation += 1) };
}

async function aSession(expiresAt: number | undefined, options: ConnectOptions = {}) {
  const clock = new ManualClock({ wallStartAt: start });
  const server = aServer(clock);
  const { store, saves } = aMemoryStore(expiresAt);
  const statuses: { readonly at: Status['at']; readonly when: number }[] = [];
  const session = await connect({
    credentials: { clientId: 'id', clientSecret: 'canary-secret', accountId },
    clock,
    random: seededRandom(3),
    dial: server.dial,
    tokenStore: store,
    onStatus: ({ at }) => statuses.push({ at, when: clock.now() }),
    ...options,
  });
  return { clock, server, session, saves, statuses };
}

test('a month passes in a moment: one refresh in time, and ready is left for no longer than one re-authentication', async () => {
  const { clock, server, session, saves, statuses } = await aSession(start + lifeSeconds * 1_000);
  const readyAt = statuses.length;
  expect(session.tokens.refreshAt).toBeGreaterThan(start + 20 * day);
  await clock.advance(30.4 * day);
  expect(server.refreshes).toHaveLength(1);
  const [refreshedAt = 0] = server.refreshes;
  const leftDays = (start + lifeSeconds * 1_000 - refreshedAt) / day;
  expect(leftDays).toBeGreaterThan(0.2 * 30.4);
  expect(leftDays).toBeLessThan(0.34 * 30.4);
  expect(saves.map(({ generation, expiresAt }) => [generation, expiresAt])).toEqual([
    [1, refreshedAt + lifeSeconds * 1_000],
  ]);
  const after = statuses.slice(readyAt);
  expect(after.map(({ at }) => at)).toEqual(['authorizing-accounts', 'ready']);
  expect((after[1]?.when ?? 0) - (after[0]?.when ?? 0)).toBeLessThan(1_000);
  expect(server.logins).toEqual(['canary-access-0', 'canary-access-1']);
  expect(server.memory.links).toHaveLength(1);
  await session.close();
  expect(clock.pendingTimers).toBe(0);
}, 60_000);

test('a life that nobody knows ends by the word of the server; after that refresh it is known', async () => {
  const { clock, server, session } = await aSession(undefined);
  expect(session.tokens.refreshAt).toBeUndefined();
  await clock.advance(3 * 3_600_000);
  expect(server.refreshes).toEqual([]);
  await session.refreshTokens();
  await until(() => session.tokens.refreshAt !== undefined, { what: 'a plan' });
  expect(session.tokens.refreshAt).toBeGreaterThan(start + 20 * day);
  await session.close();
});

test('what is overdue is done within a minute after the session is ready, not before', async () => {
  const { clock, server, session } = await aSession(start + day);
  expect(server.refreshes).toEqual([]);
  await clock.advance(61_000);
  await until(() => server.refreshes.length === 1, { what: 'the refresh' });
  await session.close();
});

test('a refresh waits for orders that are on their way', async () => {
  const { clock, server, session } = await aSession(start + day);
  const order = session.request(CancelOrderReq, { ctidTraderAccountId: accountId, orderId: 1 }, { timeoutMs: 70_000 });
  order.catch(() => {});
  await clock.advance(65_000);
  expect(server.refreshes).toEqual([]);
  await clock.advance(90_000);
  await until(() => server.refreshes.length === 1, { what: 'the refresh' });
  await session.close();
});

test('N14, step 6: a refresh asks first whether the connection lives, when it has been silent', async () => {
  const { clock, server, session } = await aSession(undefined);
  const asked: number[] = [];
  const { memory } = server;
  const { link } = memory;
  const push = link.sent.push.bind(link.sent);
  link.sent.push = (...messages) => {
    asked.push(...messages.map(({ payloadType }) => payloadType));
    return push(...messages);
  };
  await clock.advance(9_000);
  await session.refreshTokens();
  expect(asked.filter((payloadType) => payloadType !== 51).slice(0, 2)).toEqual([2104, 2173]);
  await session.close();
});

test('T10: a clock 40 days ahead costs one early refresh, and no circle of them', async () => {
  const { clock, server, session } = await aSession(start - 10 * day);
  await clock.advance(5 * day);
  expect(server.refreshes).toHaveLength(1);
  await session.close();
}, 30_000);
