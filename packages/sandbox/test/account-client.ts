import type {
  AssetClassListRes,
  AssetListRes,
  DepthEvent,
  GetDynamicLeverageByIDRes,
  GetTickDataRes,
  GetTrendbarsRes,
  LightSymbol,
  SpotEvent,
  SymbolCategoryListRes,
  SymbolsListRes,
  TradingSymbol,
} from '@tickwire/protocol';
import { openBench } from './venue-bench.ts';

type Listed = AssetListRes & AssetClassListRes & SymbolCategoryListRes & SymbolsListRes & GetDynamicLeverageByIDRes;
type Priced = SpotEvent & DepthEvent & GetTrendbarsRes & GetTickDataRes;

/** Every key of every answer: a test looks into those that the answer it asked for has. */
type HeardPayload = Required<Omit<Listed & Priced, 'symbol'>> & {
  readonly symbol: readonly (LightSymbol & TradingSymbol)[];
};

/** What an account hears: the payload type and the payload without the account's own id. */
export interface Heard {
  readonly payloadType: number;
  readonly payload: HeardPayload;
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
