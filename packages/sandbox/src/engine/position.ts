import type { TradeSide } from '@tickwire/protocol';
import type { Quote } from './quote.ts';
import type { Rate } from './rate.ts';

/** A gross profit, and all that it depends on. */
interface Appraisal {
  readonly quote: Quote;
  readonly rate: Rate;
  readonly side: TradeSide;
  readonly cost: bigint;
  readonly volume: number;
  readonly gross: number;
}

/** A position that has been filled at least in part. Volumes are hundredths of a unit, moments epoch ms. */
export interface PositionRecord {
  readonly positionId: number;
  readonly symbolId: number;
  side: TradeSide;
  /** Zero once it is closed and only waits for its protective order to be cancelled. */
  volume: number;
  openedAt: number;
  updatedAt: number;
  /** What the open volume cost: 10^-7 of the quote asset. */
  cost: bigint;
  /** Money. */
  swap: number;
  /** Money, negative: of opening the volume that is still open. */
  commission: number;
  /** From the base asset to the deposit asset at the last fill that added volume. */
  marginRate: Rate;
  /** From the base asset to US dollars at that fill. */
  usdRate: Rate;
  /** Money. */
  usedMargin: number;
  readonly label: string | undefined;
  readonly comment: string | undefined;
  readonly clientOrderId: string | undefined;
  /** Its protective order, once there is one. */
  protectionId: number | undefined;
  /** Protection was asked for at some time: from then on the wire says whether it trails. */
  isProtectable: boolean;
  isGuaranteed: boolean;
  /** 1/100000: the level that is guaranteed, or is about to be. */
  guaranteedStop: number | undefined;
  /** An order that closes it is being executed. */
  closingOrderId: number | undefined;
  /** Epoch ms; `undefined`: the symbol has no swap. */
  nextSwapAt: number | undefined;
  /** How many swap periods it has been held. */
  swapPeriods: number;
  /** The last one: between two ticks the margin is looked at many times. No part of the state, only a short cut. */
  appraisal: Appraisal | undefined;
}
