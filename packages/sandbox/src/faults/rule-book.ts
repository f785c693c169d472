import { CommonHeartbeatEvent } from '@tickwire/protocol';
import { Chance, foldSeed, hash } from '../market/chance.ts';
import type { Act, Hook, Wire } from './act.ts';
import type { PreparedFault } from './read-fault-rule.ts';

/** Something a fault may take hold of. */
export interface Circumstance {
  readonly hook: Hook;
  readonly environment: 'live' | 'demo';
  /** Undefined before it is known. */
  readonly wire: Wire | undefined;
  readonly payloadType?: number;
  readonly accountId?: number | undefined;
}

/** A rule in force, and how often it has taken hold. */
interface Line extends PreparedFault {
  readonly id: string;
  readonly chance: Chance;
  occasions: number;
  hits: number;
}

/** What a rule that takes hold does; what it leaves to chance it draws from its own seed. */
export interface Hit {
  readonly act: Act;
  readonly chance: Chance;
  /** The accounts the rule is for; undefined: all. */
  readonly accounts: ReadonlySet<number> | undefined;
}

/** The faults in force. The same seed and the same occasions give the same hits. */
export class RuleBook {
  readonly #seed: number;
  #lines: readonly Line[] = [];
  #nextNumber = 1;

  constructor(seed: number) {
    this.#seed = foldSeed(seed);
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /** Adds a rule behind the others and returns its id: `fault-1` for the first, and so on. */
  add(fault: PreparedFault): string {
    const number = this.#nextNumber++;
    const id = `fault-${number}`;
    const chance = new Chance(hash(this.#seed, number, 0x66_61));
    this.#lines = [...this.#lines, { ...fault, id, chance, occasions: 0, hits: 0 }];
    return id;
  }

  /** Takes a rule away; false if there is none of this id. */
  remove(id: string): boolean {
    const rest = this.#lines.filter((line) => line.id !== id);
    const hasFound = rest.length < this.#lines.length;
    this.#lines = rest;
    return hasFound;
  }

  /** Takes all rules away. Numbers go on. */
  clear(): void {
    this.#lines = [];
  }

  /** Rules in force, in the order they were added. */
  list(): readonly { readonly id: string; readonly hits: number }[] {
    return this.#lines.map(({ id, hits }) => ({ id, hits }));
  }

  /** What takes hold now, in the order of the rules. */
  match(circumstance: Circumstance): readonly Hit[] {
    const hits: Hit[] = [];
    for (const line of this.#lines) {
      if (fits(line, circumstance) && isDue(line)) {
        hits.push({ act: line.act, chance: line.chance, accounts: line.occasion.accounts });
      }
    }
    return hits;
  }
}

function fits({ occasion, entry }: Line, { hook, environment, wire, payloadType, accountId }: Circumstance): boolean {
  if (occasion.hook !== hook) return false;
  if (occasion.environment !== undefined && occasion.environment !== environment) return false;
  if (wire !== undefined) {
    if (occasion.door !== undefined && !wire.startsWith(occasion.door)) return false;
    if (entry.wires !== undefined && !entry.wires.includes(wire)) return false;
  }
  if (payloadType !== undefined) {
    const isWanted =
      occasion.payloadTypes === undefined
        ? payloadType !== CommonHeartbeatEvent.payloadType
        : occasion.payloadTypes.has(payloadType);
    if (!isWanted) return false;
  }
  return occasion.accounts === undefined || (accountId !== undefined && occasion.accounts.has(accountId));
}

/** Counts an occasion, then lets chance and the limit decide. */
function isDue(line: Line): boolean {
  const { skip, count, probability } = line.occasion;
  if (line.occasions++ < skip || line.hits >= count) return false;
  if (probability < 1 && line.chance.unit() >= probability) return false;
  line.hits++;
  return true;
}
