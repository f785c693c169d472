// Clients for the load figures, in a process of their own, with nothing but `ws`: `load-clients.ts URL LOGIN COUNT SYMBOLS
// [DEAF]`. They log in, subscribe to symbols (comma between their ids; none: to nothing), and count frames without reading them. On each line of input, one
// line of output says how many frames have come since the last. The last DEAF of them read nothing once they are logged in.
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

interface Login {
  readonly accountId: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
}

const [, , url = '', loginText = '{}', countText, symbolText, deafText = '0'] = process.argv;
const { accountId, clientId, clientSecret, accessToken } = JSON.parse(loginText) as Login;
const symbolId = symbolText === undefined || symbolText === '' ? [] : symbolText.split(',').map(Number);
let frames = 0;

function open(isDeaf: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const ctidTraderAccountId = accountId;
    const requests = [
      { payloadType: 2100, payload: { clientId, clientSecret } },
      { payloadType: 2102, payload: { ctidTraderAccountId, accessToken } },
      ...(symbolId.length === 0 ? [] : [{ payloadType: 2127, payload: { ctidTraderAccountId, symbolId } }]),
    ];
    const step = () => {
      const request = requests.shift();
      if (request !== undefined) return socket.send(JSON.stringify(request));
      socket.off('message', step);
      if (isDeaf) socket.pause();
      else
        socket.on('message', () => {
          frames += 1;
        });
      resolve();
    };
    socket.on('open', step).on('message', step).on('error', reject);
    // As every client has to, or it is closed after a minute.
    setInterval(() => socket.send('{"payloadType":51}'), 25_000).unref();
  });
}

const count = Number(countText);
for (let opened = 0; opened < count; opened += 50) {
  const isDeaf = (index: number): boolean => opened + index >= count - Number(deafText);
  await Promise.all(Array.from({ length: Math.min(50, count - opened) }, (_, index) => open(isDeaf(index))));
}
process.stdout.write('ready\n');
createInterface({ input: process.stdin })
  .on('line', () => {
    process.stdout.write(`${frames}\n`);
    frames = 0;
  })
  .on('close', () => process.exit(0));
