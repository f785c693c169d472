import { connect } from '@tickwire/client';
import { SpotEvent, SubscribeSpotsReq, VersionReq } from '@tickwire/protocol';
import { WebSocket } from 'ws';

const accountId = 40_000_001;
const accessToken = 'bench-token';

/** What is measured, in both forms. */
export interface Side {
  /** Dials and logs in. */
  open(url: string): Promise<OpenSide>;
}

/** A logged-in connection. */
interface OpenSide {
  /** One request and its answer. */
  ask(): Promise<unknown>;
  /** Asks for `count` events, and resolves when the last one has reached the listener. `sum` proves that each was read. */
  burst(count: number): Promise<{ readonly sum: number }>;
  close(): Promise<void>;
}

/** The floor: the seed's program, with a listener instead of a log line. */
export const plain: Side = {
  open(url) {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      let answered: () => void = () => {};
      let onSpot: (bid: number, ask: number) => void = () => {};
      socket.on('error', reject);
      socket.on('open', () => {
        socket.send(JSON.stringify({ payloadType: 2100, payload: { clientId: 'bench', clientSecret: 'bench' } }));
      });
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as { payloadType: number; payload: { bid: number; ask: number } };
        switch (message.payloadType) {
          case 2101:
            socket.send(
              JSON.stringify({ payloadType: 2102, payload: { ctidTraderAccountId: accountId, accessToken } }),
            );
            break;
          case 2103:
            resolve(side);
            break;
          case 2105:
          case 2128:
            answered();
            break;
          case 2131:
            onSpot(message.payload.bid, message.payload.ask);
            break;
        }
      });
      const send = (message: object) =>
        new Promise<void>((done) => {
          answered = done;
          socket.send(JSON.stringify(message));
        });
      const side: OpenSide = {
        ask: () => send({ payloadType: 2104, clientMsgId: '1', payload: {} }),
        burst: (count) => {
          const finished = countSpots(count, (listener) => {
            onSpot = listener;
          });
          void send({
            payloadType: 2127,
            clientMsgId: '2',
            payload: { ctidTraderAccountId: accountId, symbolId: [count] },
          });
          return finished;
        },
        close: () =>
          new Promise((done) => {
            socket.on('close', () => done());
            socket.close();
          }),
      };
    });
  },
};

/** Tickwire's client with everything on. */
export const client: Side = {
  async open(url) {
    const session = await connect({
      credentials: { clientId: 'bench', clientSecret: 'bench', accessToken, accountId },
      environment: 'live',
      endpoint: url,
      // On, as it is for users, with limits that no loop reaches.
      pace: { ordinaryPerSecond: 1_000_000 },
    });
    return {
      ask: () => session.request(VersionReq, {}),
      burst: (count) => {
        const finished = countSpots(count, (listener) => {
          session.on(SpotEvent, ({ bid = 0, ask = 0 }) => listener(bid, ask));
        });
        void session.request(SubscribeSpotsReq, { ctidTraderAccountId: accountId, symbolId: [count] });
        return finished;
      },
      close: () => session.close(),
    };
  },
};

function countSpots(
  count: number,
  listen: (listener: (bid: number, ask: number) => void) => void,
): Promise<{ readonly sum: number }> {
  return new Promise((resolve) => {
    let seen = 0;
    let sum = 0;
    listen((bid, ask) => {
      sum += ask - bid;
      seen += 1;
      if (seen === count) resolve({ sum });
    });
  });
}
