import type { HandError } from './engine/by-hand.ts';
import { SandboxError, type SandboxErrorCode } from './errors/sandbox-error.ts';

const explanations: Readonly<Record<HandError['code'], readonly [SandboxErrorCode, (orderId: number) => string]>> = {
  UNKNOWN_ORDER: ['NOT_IN_WORLD', (id) => `The account has no order ${id}.`],
  ORDER_IS_DONE: ['NOT_POSSIBLE', (id) => `The order ${id} is done: filled, rejected, expired or cancelled.`],
  PROTECTIVE_ORDER: ['NOT_POSSIBLE', (id) => `The order ${id} protects a position; it can be filled, nothing else.`],
  PARTLY_FILLED: ['NOT_POSSIBLE', (id) => `The order ${id} is filled in part, and cannot be rejected any more.`],
  BAD_VOLUME: [
    'BAD_OPTION',
    (id) => `The volume to fill of the order ${id} must fit the step of its symbol and what is left of the order.`,
  ],
  BAD_PRICE: [
    'BAD_OPTION',
    (id) => `The price to fill the order ${id} at must be a positive whole number of 1/100000.`,
  ],
  NO_QUOTE: ['NOT_POSSIBLE', (id) => `The symbol of the order ${id} has no price yet, so the fill must name one.`],
};

/** The error for what could not be done with an order by hand. */
export function explainHandError({ code, orderId }: HandError): SandboxError {
  const [ownCode, explain] = explanations[code];
  return new SandboxError(explain(orderId), { code: ownCode, facts: { orderId, reason: code } });
}
