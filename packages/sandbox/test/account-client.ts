import { openBench } from './venue-bench.ts';

/** What an account hears: the payload type and the payload without the account's own id. */
export interface Heard {
  readonly payloadType: number;
  // Tests look into whatever there is.
  // biome-ignore lint/suspicious/noExplicitAny: read from JSON
  readonly payload: any;
}

/** The demo account of a bench, logged in: requests go out under its id. */
export function openAccount(options: Parameters<typeof openBench>[0] = {}) {
  const bench = openBench(options);
  const client = bench.connectAs(['demo']);
  const ctidTraderAccountId = bench.accountId('demo');
  const hear = (): readonly Heard[] =>
    client.take().map((frame) => {
      const { payloadType, payload = {} } = JSON.parse(frame);
      const { ctidTraderAccountId: id, ...rest } = payload;
      if (id !== undefined && id !== ctidTraderAccountId) throw new Error(`A frame is for the account ${id}.`);
      return { payloadType, payload: rest };
    });
  return {
    ...bench,
    client,
    hear,
    /** Sends a request and returns everything it causes. */
    ask(payloadType: number, payload: object = {}, at = 0): readonly Heard[] {
      client.send({ payloadType, payload: { ctidTraderAccountId, ...payload } }, at);
      return hear();
    },
  };
}

/** A refusal as an account hears it. */
export const refusal = (errorCode: string, description: string) => ({
  payloadType: 2142,
  payload: { errorCode, description },
});
