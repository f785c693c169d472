import { accountCases } from './account-cases.ts';
import type { Case } from './case.ts';
import { generalCases } from './general-cases.ts';
import { marketCases } from './market-cases.ts';
import { refusalCases } from './refusal-cases.ts';
import { sessionCases } from './session-cases.ts';
import { tradingCases } from './trading-cases.ts';

/** What may come of each request: of any whatever it asks for, and of this one. */
export const allCases: { readonly general: readonly Case[]; readonly own: readonly Case[] } = {
  general: generalCases,
  own: [...sessionCases, ...marketCases, ...accountCases, ...tradingCases, ...refusalCases],
};
