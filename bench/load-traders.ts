// Traders for the load figures, in a process of their own: `load-traders.ts URL LOGIN ACCOUNTS PER_SECOND SECONDS`. Each account
// (comma between their ids) has a connection on which it opens and closes, in even steps. Ends with one line of JSON.
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

interface Login {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
}

/** What is read of an answer. */
interface Answer {
  readonly clientMsgId?: string;
  readonly payload?: {
    readonly executionType?: number;
    readonly errorCode?: string;
    readonly position?: { readonly positionId: number };
  };
}

const [, , url = '', loginText = '{}', accountText = '', rateText, secondsText] = process.argv;
const { clientId, clientSecret, accessToken } = JSON.parse(loginText) as Login;
const [filled, volume] = [3, 100_000];
const counts = { sent: 0, filled: 0, refused: 0 };
const sentAt = new Map<string, number>();
const delays: number[] = [];

/** Logs one account in and returns how it trades next: it closes what it has opened, or opens. */
async function openTrader(accountId: number, tradeSide: number): Promise<() => void> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const open: number[] = [];
  const next = () => new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.send(JSON.stringify({ payloadType: 2100, payload: { clientId, clientSecret } }));
  await next();
  socket.send(JSON.stringify({ payloadType: 2102, payload: { ctidTraderAccountId: accountId, accessToken } }));
  await next();
  socket.on('message', (data: Buffer) => {
    const { clientMsgId = '', payload = {} } = JSON.parse(data.toString()) as Answer;
    if (payload.errorCode !== undefined) counts.refused += 1;
    if (payload.executionType !== filled) return;
    counts.filled += 1;
    delays.push(performance.now() - (sentAt.get(clientMsgId) ?? 0));
    sentAt.delete(clientMsgId);
    if (clientMsgId.startsWith('open') && payload.position !== undefined) open.push(payload.position.positionId);
  });
  return () => {
    const positionId = open.shift();
    const clientMsgId = `${positionId === undefined ? 'open' : 'close'} ${counts.sent++}`;
    const order = { symbolId: 1 + (counts.sent % 3), orderType: 1, tradeSide, volume };
    const [payloadType, rest] = positionId === undefined ? [2106, order] : [2111, { positionId, volume }];
    sentAt.set(clientMsgId, performance.now());
    socket.send(JSON.stringify({ clientMsgId, payloadType, payload: { ctidTraderAccountId: accountId, ...rest } }));
  };
}

const traders = await Promise.all(accountText.split(',').map((id, index) => openTrader(Number(id), 1 + (index % 2))));
const [perSecond, total] = [Number(rateText), Number(rateText) * Number(secondsText)];
const startedAt = performance.now();
while (counts.sent < total) {
  const due = Math.min(total, ((performance.now() - startedAt) / 1_000) * perSecond);
  while (counts.sent < due) traders[counts.sent % traders.length]?.();
  await sleep(1);
}
const seconds = (performance.now() - startedAt) / 1_000;
for (let tries = 0; counts.filled + counts.refused < total && tries < 500; tries += 1) await sleep(10);
delays.sort((a, b) => a - b);
const at = (share: number) => delays[Math.floor(delays.length * share)];
process.stdout.write(`${JSON.stringify({ ...counts, seconds, medianMs: at(0.5), slowMs: at(0.999) })}\n`);
process.exit(0);
