import { OrderStatus } from '@tickwire/protocol';
import type { EngineEvent } from '../engine/engine-event.ts';

/** The symbols in which an account has positions or waiting orders, kept up to date from what it says. */
export class Holdings {
  readonly #orders = new Map<number, number>();
  readonly #positions = new Map<number, number>();
  /** How many of both there are of a symbol. */
  readonly #counts = new Map<number, number>();

  /** The ids of the symbols. */
  get symbolIds(): readonly number[] {
    return [...this.#counts.keys()];
  }

  /** Takes in an event. Returns whether the symbols have changed. */
  note({ payload }: EngineEvent): boolean {
    if (!('executionType' in payload)) return false;
    const { order, position } = payload;
    const symbolId = order?.tradeData.symbolId ?? position?.tradeData.symbolId;
    if (symbolId === undefined) return false;
    const wasThere = this.#counts.has(symbolId);
    if (position !== undefined)
      this.#set(this.#positions, position.positionId, symbolId, position.tradeData.volume > 0);
    if (order !== undefined) {
      const isWaiting = order.orderStatus === OrderStatus.ORDER_STATUS_ACCEPTED;
      this.#set(this.#orders, order.orderId, symbolId, isWaiting);
    }
    return wasThere !== this.#counts.has(symbolId);
  }

  #set(known: Map<number, number>, id: number, symbolId: number, isThere: boolean): void {
    if (isThere === known.has(id)) return;
    const count = (this.#counts.get(symbolId) ?? 0) + (isThere ? 1 : -1);
    if (isThere) known.set(id, symbolId);
    else known.delete(id);
    if (count > 0) this.#counts.set(symbolId, count);
    else this.#counts.delete(symbolId);
  }
}
