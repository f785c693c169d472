import { ChangeBonusType, ExecutionType } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { anOrder, executionOf, monday, openAccount, settle, sketch } from '../../test/engine-bench.ts';

const at = monday + 1_000;

test('a bonus says what it was and what there is, and the account anew', () => {
  const { account } = openAccount();
  account.giveBonus({ managerDelta: 50_000, note: 'welcome' }, at);
  const events = account.giveBonus({ managerDelta: 1_000, ibDelta: 2_000 }, at + 1);
  expect(sketch(events)).toEqual(['12', 'TraderUpdatedEvent']);
  expect(executionOf(events[0])).toEqual({
    ctidTraderAccountId: account.trader().ctidTraderAccountId,
    executionType: ExecutionType.BONUS_DEPOSIT_WITHDRAW,
    bonusDepositWithdraw: {
      operationType: ChangeBonusType.BONUS_DEPOSIT,
      bonusHistoryId: 2,
      managerBonus: 51_000,
      managerDelta: 1_000,
      ibBonus: 2_000,
      ibDelta: 2_000,
      changeBonusTimestamp: at + 1,
      externalNote: undefined,
      moneyDigits: 2,
    },
    isServerEvent: true,
  });
  expect(account.trader()).toMatchObject({ managerBonus: 51_000, ibBonus: 2_000, balance: 1_000_000 });
  expect(account.cashFlow().depositWithdraw).toEqual([]);
});

test('no more is taken back than there is', () => {
  const { account } = openAccount({ trader: { managerBonus: 300 } });
  expect(executionOf(account.giveBonus({ managerDelta: -1_000 }, at)[0]).bonusDepositWithdraw).toMatchObject({
    operationType: ChangeBonusType.BONUS_WITHDRAW,
    managerDelta: -300,
    managerBonus: 0,
  });
});

test('a bonus buys margin, and taking it back can close what it paid for', () => {
  const { account } = openAccount({ trader: { balance: 5_000 } });
  const order = anOrder({ volume: 1_000_000 });
  expect(sketch(account.place(order, { at }))).toContain('7 order 1 type 1 NOT_ENOUGH_MONEY');
  account.giveBonus({ managerDelta: 100_000 }, at + 1);
  account.place(order, { at: at + 2 });
  expect(sketch(settle(account, at + 2))).toEqual(['3 order 2 type 1']);
  expect(sketch(account.giveBonus({ managerDelta: -100_000 }, at + 1_000))).toContain('3 order 3 type 1');
});
