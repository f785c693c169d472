import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import {
  FACTORY,
  ProtoOAOrderType,
  ProtoOAPayloadType,
  ProtoOATradeSide,
  SpotwareClientSocket,
} from '@claasahl/spotware-adapter';
import { until } from '@tickwire/testkit';
import { afterEach, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../src/index.ts';

type Received = ReturnType<SpotwareClientSocket['read']>;
type ReceivedOf<T extends ProtoOAPayloadType> = Extract<Received, { payloadType: T }>;

let sandbox: Sandbox | undefined;
let folder: string | undefined;
let client: SpotwareClientSocket | undefined;

afterEach(async () => {
  client?.destroy();
  await sandbox?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

async function connectForeignClient() {
  folder = await mkdtemp(join(tmpdir(), 'tickwire-foreign-'));
  sandbox = await createSandbox({ tls: { dataFolder: folder } });
  const { hostname, port } = new URL(sandbox.endpoints.demo.protobuf);
  const socket = connect({ host: hostname, port: Number(port), ca: await readFile(sandbox.ca ?? '') });
  const foreign = new SpotwareClientSocket(socket);
  client = foreign;
  const received: Received[] = [];
  foreign.on('data', (message) => received.push(message));
  let isSecure = false;
  socket.once('secureConnect', () => {
    isSecure = true;
  });
  await until(() => isSecure, { what: 'the TLS handshake' });

  /** Waits for this many messages of a kind and takes them. */
  const take = async <T extends ProtoOAPayloadType>(payloadType: T, count = 1): Promise<readonly ReceivedOf<T>[]> => {
    const ofThatKind = () =>
      received.filter((message): message is ReceivedOf<T> => message.payloadType === payloadType);
    await until(() => ofThatKind().length >= count, {
      what: `${count} of ${payloadType}; there are ${received.map((message) => message.payloadType).join(', ')}`,
    });
    const taken = ofThatKind().slice(0, count);
    for (const message of taken) received.splice(received.indexOf(message), 1);
    return taken;
  };
  return { sandbox, write: foreign.write.bind(foreign), take };
}

test('a client that others wrote logs in over TLS, looks around, and trades', async () => {
  const { sandbox: venue, write, take } = await connectForeignClient();
  const { accountId, clientId, clientSecret, accessToken } = venue.credentials('demo');
  const account = { ctidTraderAccountId: accountId };

  write(FACTORY.PROTO_OA_APPLICATION_AUTH_REQ({ clientId, clientSecret }, 'f1'));
  const [application] = await take(ProtoOAPayloadType.PROTO_OA_APPLICATION_AUTH_RES);
  expect(application?.clientMsgId).toBe('f1');
  write(FACTORY.PROTO_OA_ACCOUNT_AUTH_REQ({ ...account, accessToken }, 'f2'));
  const [authorized] = await take(ProtoOAPayloadType.PROTO_OA_ACCOUNT_AUTH_RES);
  expect(authorized).toMatchObject({ clientMsgId: 'f2', payload: account });

  write(FACTORY.PROTO_OA_SYMBOLS_LIST_REQ(account));
  const [symbols] = await take(ProtoOAPayloadType.PROTO_OA_SYMBOLS_LIST_RES);
  const euroDollar = symbols?.payload.symbol.find((symbol) => symbol.symbolName === 'EURUSD');
  expect(euroDollar).toMatchObject({ symbolId: 1, enabled: true, description: expect.any(String) });
  write(FACTORY.PROTO_OA_SYMBOL_BY_ID_REQ({ ...account, symbolId: [1] }));
  const [details] = await take(ProtoOAPayloadType.PROTO_OA_SYMBOL_BY_ID_RES);
  expect(details?.payload.symbol).toMatchObject([{ symbolId: 1, digits: 5, pipPosition: 4, lotSize: 10_000_000 }]);

  write(FACTORY.PROTO_OA_TRADER_REQ(account));
  const [before] = await take(ProtoOAPayloadType.PROTO_OA_TRADER_RES);
  expect(before?.payload.trader).toMatchObject({ ...account, balance: 1_000_000, moneyDigits: 2 });
  write(FACTORY.PROTO_OA_RECONCILE_REQ(account));
  const [empty] = await take(ProtoOAPayloadType.PROTO_OA_RECONCILE_RES);
  expect(empty?.payload).toMatchObject({ position: [], order: [] });

  const market = { orderType: ProtoOAOrderType.MARKET, tradeSide: ProtoOATradeSide.BUY };
  const order = { ...account, symbolId: 1, ...market, volume: 100_000, relativeStopLoss: 500 };
  write(FACTORY.PROTO_OA_NEW_ORDER_REQ(order, 'f3'));
  const [accepted, filled, protectedBy] = await take(ProtoOAPayloadType.PROTO_OA_EXECUTION_EVENT, 3);
  expect([accepted, filled, protectedBy].map((event) => event?.clientMsgId)).toEqual(['f3', 'f3', 'f3']);
  expect([accepted, filled, protectedBy].map((event) => event?.payload.executionType)).toEqual([2, 3, 2]);
  expect(accepted?.payload).toMatchObject({ isServerEvent: false, order: { clientOrderId: 'f3', executedVolume: 0 } });
  const { price = 0, positionId = 0 } = filled?.payload.position ?? {};
  expect(filled?.payload).toMatchObject({ deal: { volume: 100_000, filledVolume: 100_000, executionPrice: price } });
  expect(protectedBy?.payload).toMatchObject({ isServerEvent: true, order: { orderType: 4, closingOrder: true } });
  expect(protectedBy?.payload.position?.stopLoss).toBeCloseTo(price - 0.005, 5);

  write(FACTORY.PROTO_OA_CLOSE_POSITION_REQ({ ...account, positionId, volume: 100_000 }, 'f4'));
  const closing = await take(ProtoOAPayloadType.PROTO_OA_EXECUTION_EVENT, 3);
  expect(closing.map((event) => event.payload.executionType)).toEqual([2, 3, 5]);
  const balance = closing[1]?.payload.deal?.closePositionDetail?.balance;
  write(FACTORY.PROTO_OA_TRADER_REQ(account));
  const [after] = await take(ProtoOAPayloadType.PROTO_OA_TRADER_RES);
  expect(after?.payload.trader.balance).toBe(balance);
  expect(balance).toBeLessThan(1_000_000);
});
