import type { TradingSymbol } from '@tickwire/protocol';
import { type Refusal, volumeOffStep, volumeTooBig, volumeTooSmall } from './refusal.ts';

/** Whether the symbol can be traded in this volume. */
export function checkVolume(volume: number, trading: TradingSymbol): Refusal | undefined {
  const { minVolume = 1, maxVolume = Number.MAX_SAFE_INTEGER, stepVolume = 1 } = trading;
  if (volume < minVolume || volume <= 0) return volumeTooSmall(volume, minVolume);
  if (volume > maxVolume) return volumeTooBig(volume, maxVolume);
  return volume % Math.max(stepVolume, 1) === 0 ? undefined : volumeOffStep(volume, stepVolume);
}

/**
 * Whether this much of a position can be closed: all of it always, else a volume that the symbol can be traded in.
 * Inferred (PROTOCOL.md): more than all is refused like more than the symbol's maximum.
 */
export function checkClosing(volume: number, open: number, trading: TradingSymbol): Refusal | undefined {
  if (volume === open) return undefined;
  return volume > open ? volumeTooBig(volume, open) : checkVolume(volume, trading);
}
