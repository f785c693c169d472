import type { CloseReport, Environment, SessionAccount, Status } from '@tickwire/client';
import type { TradingError } from '@tickwire/protocol';
import { documentVersion } from './failure.ts';

/** What shows the statuses of a session. */
export interface StatusView {
  show(status: Status): void;
  /** Stops showing and clears up. May be called again. */
  close(): void;
}

/**
 * A status change as `--ndjson` prints it. Keys that do not apply to a state are left out; values that are not known are
 * null.
 */
export interface StatusEvent {
  readonly v: typeof documentVersion;
  readonly event: 'status';
  readonly at: Status['at'];
  /** Epoch milliseconds. */
  readonly observedAt: number;
  readonly generation?: number;
  readonly endpoint?: string;
  readonly environment?: Environment | null;
  readonly attempt?: number;
  readonly retryInMs?: number;
  readonly accounts?: readonly {
    readonly accountId: number;
    readonly traderLogin: number | null;
    readonly brokerName: string | null;
    readonly environment: Environment;
  }[];
  readonly close?: CloseReport | null;
  readonly error?: ReturnType<TradingError['toJSON']> | null;
}

/** Puts a status into the shape that programs rely on, whatever the client's own type looks like. */
export function toStatusEvent(status: Status, observedAt: number): StatusEvent {
  const head = { v: documentVersion, event: 'status', at: status.at, observedAt } as const;
  switch (status.at) {
    case 'idle':
      return head;
    case 'waiting': {
      const { generation, attempt, retryInMs, close, error } = status;
      return { ...head, generation, attempt, retryInMs, close: toClose(close), error: error.toJSON() };
    }
    case 'closed':
      return { ...head, close: toClose(status.close), error: status.error?.toJSON() ?? null };
    default: {
      const { generation, endpoint, environment } = status;
      return {
        ...head,
        generation,
        endpoint,
        environment: environment ?? null,
        ...('attempt' in status ? { attempt: status.attempt } : {}),
        ...('accounts' in status ? { accounts: status.accounts.map(toAccount) } : {}),
      };
    }
  }
}

const toClose = (close: CloseReport | undefined): CloseReport | null =>
  close === undefined ? null : { code: close.code, reason: close.reason, wasClean: close.wasClean };

const toAccount = ({ accountId, traderLogin, brokerName, environment }: SessionAccount) => ({
  accountId,
  traderLogin: traderLogin ?? null,
  brokerName: brokerName ?? null,
  environment,
});
