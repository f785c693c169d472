// The other end of every measurement, in a process of its own: it answers the login from templates and sends spot
// events in prepared blocks, so that what is measured is the client and never the server.
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '@tickwire/sandbox';
import { WebSocketServer } from 'ws';

const folder = mkdtempSync(join(tmpdir(), 'tickwire-bench-'));
// The sandbox makes the certificate; it is not needed any further.
const sandbox = await createSandbox({ tls: { dataFolder: folder } });
const { ca } = sandbox;
if (ca === null) throw new Error('the sandbox made no certificate');
await sandbox.close();
const identity = readFileSync(join(ca, '..', 'server.pem'));

const accountId = 40_000_001;
const answers = new Map<number, (id: string) => string>([
  [2100, (id) => `{"payloadType":2101,"clientMsgId":"${id}"}`],
  [2102, (id) => `{"payloadType":2103,"clientMsgId":"${id}","payload":{"ctidTraderAccountId":${accountId}}}`],
  [2104, (id) => `{"payloadType":2105,"clientMsgId":"${id}","payload":{"version":"99"}}`],
  [2128, (id) => `{"payloadType":2128,"clientMsgId":"${id}","payload":{"ctidTraderAccountId":${accountId}}}`],
  [
    2149,
    (id) =>
      `{"payloadType":2150,"clientMsgId":"${id}","payload":{"accessToken":"t","permissionScope":1,"ctidTraderAccount":[{"ctidTraderAccountId":${accountId},"isLive":true,"traderLogin":17}]}}`,
  ],
]);

/** One unmasked text frame. */
function toFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x81, body.length])
      : Buffer.from([0x81, 126, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, body]);
}

const framesPerBlock = 500;
const blocks = Array.from({ length: 20 }, (_, block) =>
  Buffer.concat(
    Array.from({ length: framesPerBlock }, (__, index) => {
      const bid = 110_000 + ((block * 37 + index * 13) % 900);
      const symbolId = 1 + (index % 40);
      return toFrame(
        `{"payloadType":2131,"payload":{"ctidTraderAccountId":${accountId},"symbolId":${symbolId},"bid":${bid},"ask":${bid + 7}}}`,
      );
    }),
  ),
);

function sendBurst(socket: Socket, count: number): void {
  let left = Math.ceil(count / framesPerBlock);
  const go = () => {
    while (left > 0) {
      left -= 1;
      const block = blocks[left % blocks.length];
      if (block !== undefined && !socket.write(block)) {
        socket.once('drain', go);
        return;
      }
    }
  };
  go();
}

const server = createServer({ key: identity, cert: identity });
const door = new WebSocketServer({ server, perMessageDeflate: false });
door.on('connection', (client, request) => {
  client.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as {
      payloadType: number;
      clientMsgId?: string;
      payload?: { symbolId?: number[] };
    };
    if (message.payloadType === 51) return;
    // Subscribing to the "symbol" N asks for a burst of N events.
    const count = message.payloadType === 2127 ? (message.payload?.symbolId?.[0] ?? 0) : 0;
    const type = message.payloadType === 2127 ? 2128 : message.payloadType;
    client.send(answers.get(type)?.(message.clientMsgId ?? '') ?? '{"payloadType":51}');
    if (count > 0) sendBurst(request.socket, count);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ url: `wss://localhost:${port}`, ca })}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
