import type { Message } from '@tickwire/protocol';
import type { RowChange } from '../faults/act.ts';
import type { Outgoing } from './session.ts';

/** The last row of the latest page, by payload type. */
export type RowMemory = Map<number, object>;

/** Which lists are cut into pages by a moment, and where a row says how young it is. */
const rowKeys = ['deal', 'order', 'tickData', 'trendbar', 'depositWithdraw'];

/** An answer whose rows have been spoiled; unchanged when it is no list. */
export function changeRows(
  { message, payload, clientMsgId }: Outgoing<Message>,
  change: RowChange,
  memory: RowMemory,
  epochMs: number,
): Outgoing<Message> {
  const key = rowKeys.find((one) => Object.hasOwn(message.fields, one));
  if (key === undefined) return { message, payload, clientMsgId };
  const record: Readonly<Record<string, unknown>> = { ...payload };
  const rows = listOf(record[key]);
  const hasMore = 'hasMore' in message.fields ? { hasMore: true } : {};
  const changed = (() => {
    switch (change.is) {
      case 'more-for-ever':
        return hasMore;
      case 'empty-with-more':
        return { ...hasMore, [key]: [] };
      case 'cut':
        return { [key]: rows.slice(0, Math.ceil(rows.length / 2)) };
      case 'lagging':
        return { [key]: rows.filter((row) => !(momentOf(row) > epochMs - change.seconds * 1_000)) };
      case 'edge-repeated':
        return { [key]: repeatEdge(rows, key, message.payloadType, memory) };
    }
  })();
  return { message, payload: { ...record, ...changed }, clientMsgId };
}

/** Ticks are written as differences to the one before, so there a repeated one is one without a difference. */
function repeatEdge(rows: readonly object[], key: string, payloadType: number, memory: RowMemory): readonly object[] {
  const last = rows.at(-1);
  if (last === undefined) return rows;
  if (key === 'tickData') return [...rows, { timestamp: 0, tick: 0 }];
  const before = memory.get(payloadType);
  memory.set(payloadType, last);
  return before === undefined ? [...rows, last] : [before, ...rows];
}

function listOf(value: unknown): readonly object[] {
  return Array.isArray(value) ? value.filter((row) => typeof row === 'object' && row !== null) : [];
}

/** Epoch ms of the latest moment that a row tells. */
function momentOf(row: object): number {
  const { tradeData = {}, ...own }: { readonly tradeData?: object } = row;
  const moments = [...Object.entries(own), ...Object.entries(tradeData)].map(([key, value]: [string, unknown]) =>
    key.endsWith('Timestamp') && key !== 'expirationTimestamp' && typeof value === 'number' ? value : 0,
  );
  return Math.max(0, ...moments);
}
