import { AccessRights, ChangeBalanceType, StopOutStrategy, TotalMarginCalculationType } from '@tickwire/protocol';
import { enumValue, flag, id, name, optional, text, whole } from '../../document/reader.ts';
import type { Sandbox } from '../../sandbox.ts';
import { route } from '../control-route.ts';

const amount = whole({ least: 1, most: 1e15 });
const order = { account: name, orderId: id };

/** An account as a whole, which every command on it answers with. */
function showAccount(sandbox: Sandbox, account: string) {
  const { name: _, rules: __, ...facts } = sandbox.account(account);
  const desk = sandbox.desk(account);
  return { account, environment: facts.environment, owner: facts.owner, trader: desk.trader(), ...desk.state() };
}

/** What can be done to accounts, as their broker may. */
export const accountRoutes = {
  /** Every account of the world: its name, environment, owner and id. */
  list: route('GET /control/accounts', 'Every account of the world', {}, (sandbox) =>
    sandbox.accountNames.map((account) => {
      const { ctidTraderAccountId, traderLogin, environment, owner } = sandbox.account(account);
      return { account, environment, owner, ctidTraderAccountId, traderLogin };
    }),
  ),
  /** One account: the trader, positions, orders, unrealised profit. */
  get: route(
    'GET /control/accounts/:account',
    'One account: trader, positions, orders',
    { account: name },
    (sandbox, input) => showAccount(sandbox, input.account),
  ),
  /** How often new orders came with each `clientOrderId`. */
  orderLedger: route(
    'GET /control/accounts/:account/order-ledger',
    'How often new orders came with each clientOrderId',
    { account: name },
    (sandbox, input) => sandbox.desk(input.account).orderLedger(),
  ),
  /** Money comes in; `amount` in the smallest unit of the currency. */
  deposit: route(
    'POST /control/accounts/:account/deposit',
    'Money comes in; amount in cents',
    { account: name, amount, note: optional(text()), type: optional(enumValue(ChangeBalanceType)) },
    (sandbox, { account, amount: cents, ...options }) => {
      sandbox.desk(account).deposit(cents, options);
      return showAccount(sandbox, account);
    },
  ),
  /** Money goes out; `amount` in the smallest unit of the currency. */
  withdraw: route(
    'POST /control/accounts/:account/withdraw',
    'Money goes out; amount in cents',
    { account: name, amount, note: optional(text()), type: optional(enumValue(ChangeBalanceType)) },
    (sandbox, { account, amount: cents, ...options }) => {
      sandbox.desk(account).withdraw(cents, options);
      return showAccount(sandbox, account);
    },
  ),
  /** Credit comes or goes: from the broker, or from an introducing one. */
  giveBonus: route(
    'POST /control/accounts/:account/bonus',
    'Credit comes or goes; cents, below 0 takes it back',
    {
      account: name,
      managerDelta: optional(whole({ least: -1e15, most: 1e15 })),
      ibDelta: optional(whole({ least: -1e15, most: 1e15 })),
    },
    (sandbox, { account, ...bonus }) => {
      sandbox.desk(account).giveBonus(bonus);
      return showAccount(sandbox, account);
    },
  ),
  /** The broker changes settings of the account. */
  update: route(
    'POST /control/accounts/:account/update',
    'Changes leverage, access rights and the like',
    {
      account: name,
      leverageInCents: optional(whole({ least: 1, most: 1e8 })),
      maxLeverage: optional(whole({ least: 1, most: 1e8 })),
      accessRights: optional(enumValue(AccessRights)),
      totalMarginCalculationType: optional(enumValue(TotalMarginCalculationType)),
      stopOutStrategy: optional(enumValue(StopOutStrategy)),
      swapFree: optional(flag),
      isLimitedRisk: optional(flag),
      fairStopOut: optional(flag),
      brokerName: optional(text({ longest: 100 })),
    },
    (sandbox, { account, ...changes }) => {
      sandbox.desk(account).update(changes);
      return showAccount(sandbox, account);
    },
  ),
  /** Ends the account on every connection (2164). */
  disconnect: route(
    'POST /control/accounts/:account/disconnect',
    'Ends the account on every connection (2164)',
    { account: name },
    (sandbox, { account }) => ({
      connections: sandbox.disconnectAccount(sandbox.account(account).ctidTraderAccountId),
    }),
  ),
  /** Fills an order that works, whatever the market says. */
  fillOrder: route(
    'POST /control/accounts/:account/orders/:orderId/fill',
    'Fills an order; price in 1/100000, volume in hundredths of a unit',
    { ...order, price: optional(whole({ least: 1 })), volume: optional(whole({ least: 1 })) },
    (sandbox, { account, orderId, ...fill }) => {
      sandbox.desk(account).fillOrder(orderId, fill);
      return showAccount(sandbox, account);
    },
  ),
  /** Rejects an order that works. */
  rejectOrder: route(
    'POST /control/accounts/:account/orders/:orderId/reject',
    'Rejects an order with an error code',
    { ...order, errorCode: text({ longest: 100 }) },
    (sandbox, { account, orderId, errorCode }) => {
      sandbox.desk(account).rejectOrder(orderId, errorCode);
      return showAccount(sandbox, account);
    },
  ),
  /** Lets an order that works expire. */
  expireOrder: route(
    'POST /control/accounts/:account/orders/:orderId/expire',
    'Lets an order expire',
    order,
    (sandbox, { account, orderId }) => {
      sandbox.desk(account).expireOrder(orderId);
      return showAccount(sandbox, account);
    },
  ),
};
