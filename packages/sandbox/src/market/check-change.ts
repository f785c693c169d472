import { SandboxError } from '../errors/sandbox-error.ts';
import type { PriceChange } from './recording.ts';

/** Ten million, in 1/100000. Money at much higher prices would not fit into messages. */
const highestPrice = 1_000_000_000_000;

/**
 * Takes a change that can be: prices from 1 to 10^12, at least one of them, at a moment.
 *
 * @throws SandboxError `BAD_OPTION`.
 */
export function checkChange(change: PriceChange): void {
  const { symbolId, bid, ask, atMs } = change;
  if (bid === undefined && ask === undefined) {
    throw new SandboxError(`The new price of symbol ${symbolId} has neither bid nor ask.`, { code: 'BAD_OPTION' });
  }
  if (!Number.isSafeInteger(atMs)) {
    throw new SandboxError(`The time of a price of symbol ${symbolId} is ${atMs}, which is no moment in epoch ms.`, {
      code: 'BAD_OPTION',
      facts: { symbolId },
    });
  }
  for (const side of ['bid', 'ask'] as const) {
    const price = change[side];
    if (price === undefined) continue;
    if (Number.isSafeInteger(price) && price > 0) {
      if (price <= highestPrice) continue;
      throw new SandboxError(
        `The ${side} of symbol ${symbolId} is ${price}, but prices are at most ten million, which is 10^12.`,
        { code: 'BAD_OPTION', facts: { symbolId, side } },
      );
    }
    throw new SandboxError(`The ${side} of symbol ${symbolId} is ${price}, but prices are positive whole numbers.`, {
      code: 'BAD_OPTION',
      facts: { symbolId, side },
      hint: 'give it in hundred-thousandths, 1.10500 as 110500',
    });
  }
}

/** The refusal of a change before the last one. */
export function tooEarly({ symbolId, atMs }: Pick<PriceChange, 'symbolId' | 'atMs'>, earliest: number): SandboxError {
  return new SandboxError(
    `A price of symbol ${symbolId} is dated ${new Date(atMs).toISOString()}, before the last one of ${new Date(earliest).toISOString()}.`,
    { code: 'BAD_OPTION', facts: { symbolId, atMs, earliest }, hint: 'give prices in ascending time' },
  );
}
