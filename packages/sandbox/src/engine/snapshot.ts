import type { AccountState } from './account-state.ts';
import { countHeld } from './holdings.ts';

/** What is left out because it follows from the rest. */
const derived: ReadonlySet<string> = new Set(['appraisal', 'held']);

/** Writes the whole state as JSON text, without what follows from it. */
export const writeState = (state: AccountState): string =>
  JSON.stringify(state, (key, value: unknown) => {
    if (derived.has(key)) return undefined;
    if (value instanceof Map) return { '~map': [...value] };
    if (typeof value === 'bigint') return { '~integer': `${value}` };
    return value;
  });

/** Reads what {@link writeState} wrote. */
export function readState(text: string): AccountState {
  const state: unknown = JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    // Only Maps are written with this key, as a list of their entries.
    if ('~map' in value) return new Map(value['~map'] as [unknown, unknown][]);
    if ('~integer' in value) return BigInt(String(value['~integer']));
    return value;
  });
  // A snapshot is opaque: the only text that comes here is one that writeState made of an AccountState.
  const read = state as Omit<AccountState, 'held'>;
  const { positions, working } = read;
  return { ...read, held: countHeld([...positions.values(), ...working.values()]) };
}
