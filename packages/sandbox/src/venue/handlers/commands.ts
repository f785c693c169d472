import {
  AmendOrderReq,
  AmendPositionSLTPReq,
  CancelOrderReq,
  ClosePositionReq,
  NewOrderReq,
  type Payload,
  type Request,
} from '@tickwire/protocol';
import type { Account, CommandContext } from '../../engine/account.ts';
import type { Events } from '../account-board.ts';
import { handleAccount } from './account-call.ts';
import type { Handler } from './handler.ts';

type Run<R extends Request> = (engine: Account, payload: Payload<R>, context: CommandContext) => Events;

/** A trading command: what comes of it are events, for all who are logged in to the account. */
function handleCommand<R extends Request>(
  request: R,
  run: Run<R>,
  symbolOf?: (payload: Payload<R>) => number,
): Handler {
  return handleAccount(request, ({ accounts, login, payload, clientMsgId, at }) => {
    const { account, canTrade } = login;
    accounts.act(account, (engine, epochMs) => run(engine, payload, { at: epochMs, clientMsgId, canTrade }), {
      at,
      symbolId: symbolOf?.(payload),
    });
  });
}

/** 2106. */
export const placeOrder = handleCommand(
  NewOrderReq,
  (engine, order, context) => engine.place(order, context),
  ({ symbolId }) => symbolId,
);

/** 2108. */
export const cancelOrder = handleCommand(CancelOrderReq, (engine, order, context) => engine.cancel(order, context));

/** 2109. */
export const amendOrder = handleCommand(AmendOrderReq, (engine, order, context) => engine.amendOrder(order, context));

/** 2110. */
export const amendPosition = handleCommand(AmendPositionSLTPReq, (engine, levels, context) =>
  engine.amendPosition(levels, context),
);

/** 2111. */
export const closePosition = handleCommand(ClosePositionReq, (engine, position, context) =>
  engine.closePosition(position, context),
);
