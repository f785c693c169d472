import type { Message, Request } from '@tickwire/protocol';
import type { Account } from '../../engine/account.ts';
import type { AccountBoard } from '../account-board.ts';
import { invalidRequest, notAuthorized } from '../refusals.ts';
import type { AccountSession } from '../session.ts';
import { type Call, type Handler, handle } from './handler.ts';

/** A request that is about one account, with that account as it is now. */
export interface AccountCall<R extends Request> extends Call<R> {
  readonly login: AccountSession;
  readonly engine: Account;
  readonly accounts: AccountBoard;
}

/** Pairs a request with the function that serves it, once everything that was due before it has happened. */
export function handleAccount<R extends Request>(request: R, serve: (call: AccountCall<R>) => void): Handler {
  const findWrongValue = checkerOf(request);
  return handle(request, (call) => {
    const { floor, session, at, refuse } = call;
    const login = session.accounts.get(accountIdIn(call.payload));
    if (login === undefined) return refuse(notAuthorized);
    const wrong = findWrongValue(call.payload);
    if (wrong !== undefined) return refuse(invalidRequest(wrong));
    const { spots, accounts } = floor.quotes[session.environment];
    spots.advance(at);
    serve({ ...call, login, accounts, engine: accounts.look(login.account, at) });
  });
}

const accountIdIn = (payload: object): number =>
  'ctidTraderAccountId' in payload ? Number(payload.ctidTraderAccountId) : 0;

/**
 * Readers keep unknown enumeration values and numbers that are not finite. Nothing can be done with either here:
 * INVALID_REQUEST, inferred (PROTOCOL.md).
 */
function checkerOf({ fields }: Pick<Message, 'fields'>): (payload: object) => string | undefined {
  const checks: ((payload: Readonly<Record<string, unknown>>) => string | undefined)[] = [];
  for (const [name, { kind, values, model }] of Object.entries(fields)) {
    if (kind === 'enum') {
      const known = new Set<unknown>(Object.values(values ?? {}));
      checks.push(({ [name]: value }) =>
        value === undefined || known.has(value) ? undefined : `Unknown ${name} ${Number(value)}`,
      );
    } else if (kind === 'double') {
      checks.push(({ [name]: value }) =>
        value === undefined || Number.isFinite(value) ? undefined : `${name} is not a number`,
      );
    } else if (model !== undefined) {
      const checkInside = checkerOf(model);
      checks.push(({ [name]: value }) =>
        typeof value === 'object' && value !== null ? checkInside(value) : undefined,
      );
    }
  }
  return (payload) => {
    for (const check of checks) {
      // Payloads are plain objects with the keys of their fields.
      const wrong = check(payload as Readonly<Record<string, unknown>>);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}
