import { createProtobufCodec, VersionReq } from '@tickwire/protocol';
import { until } from '@tickwire/testkit';
import { expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../src/index.ts';
import { SocketClient } from './socket-client.ts';
import { TcpClient } from './tcp-client.ts';

/** Comes back with the answer. */
const longId = 'x'.repeat(512 * 1024);

/** Connects a client that reads nothing, and returns how it asks. */
async function connectDeaf(sandbox: Sandbox, door: string): Promise<() => void> {
  if (door === 'tcp') {
    const client = await TcpClient.open(sandbox.endpoints.demo.protobuf);
    client.socket.pause();
    const frame = createProtobufCodec().encode(VersionReq, {}, longId);
    return () => client.send(frame);
  }
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  client.socket.pause();
  return () => client.send({ payloadType: 2104, clientMsgId: longId });
}

test.each(['json', 'tcp'])('a client that stops reading (%s) is cut off once too much waits for it', async (door) => {
  await using sandbox = await createSandbox({ maxUnsentBytes: 2 * 1024 * 1024, limits: 'none' });
  const ask = await connectDeaf(sandbox, door);
  let asked = 0;
  await until(
    () => {
      if (asked++ < 60) ask();
      return sandbox.pastConnections.length === 1;
    },
    { what: 'the client to be cut off' },
  );
  expect(sandbox.connections).toEqual([]);
});

test('a client that reads is not cut off, however much it has been sent', async () => {
  await using sandbox = await createSandbox({ maxUnsentBytes: 2 * 1024 * 1024, limits: 'none' });
  const client = await SocketClient.open(sandbox.endpoints.demo.json);
  for (let index = 0; index < 20; index++) await client.ask({ payloadType: 2104, clientMsgId: longId });
  expect(sandbox.connections).toHaveLength(1);
});
