import { type ConnectOptions, connect } from '@tickwire/client';
import { ExecutionEvent, ExecutionType, NewOrderReq, OrderType, TradeSide } from '@tickwire/protocol';

/** A program to test: logs in, buys 1 000 euros at the market, and returns the price. Yours stands in its place. */
export async function buyEuros(options: ConnectOptions, accountId: number): Promise<number | undefined> {
  await using session = await connect(options);
  const filled = new Promise<ExecutionEvent>((resolve) =>
    session.on(ExecutionEvent, (event) => {
      if (event.executionType === ExecutionType.ORDER_FILLED) resolve(event);
    }),
  );
  const order = { symbolId: 1, orderType: OrderType.MARKET, tradeSide: TradeSide.BUY, volume: 100_000 };
  await session.request(NewOrderReq, { ctidTraderAccountId: accountId, ...order });
  return (await filled).deal?.executionPrice;
}
