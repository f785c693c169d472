import type { Budget } from './budget.ts';

/** Those of one rank that wait, first come first served; those of a type that is blocked let the others pass. */
export class Lane<Ticket> {
  readonly budget: Budget;
  /** By payload type: each ticket with the number in which it came. */
  readonly #queues = new Map<number, Map<Ticket, number>>();
  #size = 0;
  #arrivals = 0;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  get size(): number {
    return this.#size;
  }

  add(payloadType: number, ticket: Ticket): void {
    let queue = this.#queues.get(payloadType);
    if (queue === undefined) {
      queue = new Map();
      this.#queues.set(payloadType, queue);
    }
    this.#arrivals += 1;
    this.#size += 1;
    queue.set(ticket, this.#arrivals);
  }

  remove(payloadType: number, ticket: Ticket): void {
    if (this.#queues.get(payloadType)?.delete(ticket) === true) this.#size -= 1;
  }

  /** Takes out the first whose type may be sent. */
  shift(isBlocked: (payloadType: number) => boolean): Ticket | undefined {
    let first: { readonly payloadType: number; readonly ticket: Ticket; readonly arrival: number } | undefined;
    for (const [payloadType, queue] of this.#queues) {
      for (const [ticket, arrival] of queue) {
        if ((first === undefined || arrival < first.arrival) && !isBlocked(payloadType)) {
          first = { payloadType, ticket, arrival };
        }
        break;
      }
    }
    if (first !== undefined) this.remove(first.payloadType, first.ticket);
    return first?.ticket;
  }

  /** The types that wait, with how many of each. */
  *waiting(): IterableIterator<readonly [payloadType: number, count: number]> {
    for (const [payloadType, queue] of this.#queues) if (queue.size > 0) yield [payloadType, queue.size];
  }

  /** Those of one type, first come first. */
  of(payloadType: number): readonly Ticket[] {
    return [...(this.#queues.get(payloadType)?.keys() ?? [])];
  }
}
