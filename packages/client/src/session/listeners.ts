import type { Incoming } from '@tickwire/protocol';

/** Called with the payload of each event, and the message it came in. */
export type Listener = (payload: never, incoming: Incoming) => void;

/** Who wants to hear which events. Delivery is synchronous, in the order of subscription. */
export class Listeners {
  readonly #byType = new Map<number, readonly Listener[]>();
  readonly #onThrow: (error: unknown, payloadType: number) => void;

  /** `onThrow` hears of listeners that throw; the others and the session go on. */
  constructor(onThrow: (error: unknown, payloadType: number) => void) {
    this.#onThrow = onThrow;
  }

  /** Adds a listener and returns what removes it. */
  add(payloadType: number, listener: Listener): () => void {
    this.#byType.set(payloadType, [...(this.#byType.get(payloadType) ?? []), listener]);
    let isThere = true;
    return () => {
      if (!isThere) return;
      isThere = false;
      const rest = [...(this.#byType.get(payloadType) ?? [])];
      rest.splice(rest.indexOf(listener), 1);
      if (rest.length === 0) this.#byType.delete(payloadType);
      else this.#byType.set(payloadType, rest);
    };
  }

  /** Delivers one event. Returns false when nobody listens. */
  deliver(incoming: Incoming): boolean {
    const listeners = this.#byType.get(incoming.payloadType);
    if (listeners === undefined) return false;
    for (const listener of listeners) {
      try {
        // `add` is only reachable through a signature that ties the payload type to the listener's parameter.
        listener(incoming.payload as never, incoming);
      } catch (error) {
        this.#onThrow(error, incoming.payloadType);
      }
    }
    return true;
  }

  /** Forgets everybody. */
  clear(): void {
    this.#byType.clear();
  }
}
