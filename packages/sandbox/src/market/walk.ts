import type { Calendar } from './calendar.ts';
import { Chance, exp, foldSeed, hash, squareRoot } from './chance.ts';
import type { FactorPaths } from './factor.ts';
import type { Feed, Side, Summary, Tick } from './feed.ts';
import { joinSummaries } from './feed.ts';
import { type Cell, dayOf, dayStart, hourMs, marketHour, minuteMs } from './grid.ts';
import { drawMinute, firstAtOrAfter, type MinuteTicks } from './minute-ticks.ts';
import { divideStretch, drawStretch, type Stretch } from './stretch.ts';
import { openMsIn, shareTicks } from './tick-counts.ts';
import { dailySwingOf, pointSizeOf, type WalkFacts } from './walk-facts.ts';

const purposes = { day: 1, hours: 2, ticksOfHour: 3, minutes: 4, ticks: 5, ticksOfDay: 6 } as const;
// The longest closure whose last price is still the one to open from.
const daysBack = 14;
/** A price never falls below so many points, so that it stays positive. */
const lowestPoints = 50;

interface Day {
  readonly day: number;
  readonly start: number;
  readonly end: number;
  readonly ticks: readonly number[];
  readonly stretch: Stretch | undefined;
}

interface Divided {
  readonly start: number;
  readonly parts: readonly (Stretch | undefined)[];
}

/**
 * The seeded walk of one symbol. Each trading day's open, high, low and close follow from the seed alone; days are
 * divided into hours, hours into minutes, minutes into ticks, and every part adds up to the whole exactly. So any moment
 * of any year is reached in four steps, and bars of every length agree. Keeps the last few divisions at hand, no more.
 */
export class SeededWalk implements Feed {
  readonly #facts: WalkFacts;
  readonly #calendar: Calendar;
  readonly #factors: FactorPaths;
  readonly #seed: number;
  readonly #dailySwing: number;
  readonly #swings: readonly number[];
  /** 1/100000 in a point. */
  readonly #pointSize: number;
  #days: readonly Day[] = [];
  #hours: (Divided & { readonly day: number }) | undefined;
  #minutes: readonly Divided[] = [];
  #ticks: readonly MinuteTicks[] = [];

  constructor(seed: number, facts: WalkFacts, calendar: Calendar, factors: FactorPaths) {
    this.#facts = facts;
    this.#calendar = calendar;
    this.#factors = factors;
    this.#seed = foldSeed(seed);
    this.#dailySwing = dailySwingOf(facts);
    this.#swings = facts.rhythm.activity.map(squareRoot);
    this.#pointSize = pointSizeOf(facts.digits);
  }

  summarize(from: number, to: number): Summary | undefined {
    const recent = this.#days[0];
    const isRecent = recent !== undefined && recent.start <= from && from < recent.end;
    let day = isRecent ? recent : this.#day(dayOf(from));
    let sum: Summary | undefined;
    while (day.start < to) {
      const { start, end, stretch } = day;
      if (stretch !== undefined) {
        sum = joinSummaries(sum, start >= from && end <= to ? this.#sum(stretch) : this.#sumHours(day, from, to));
      }
      if (end >= to) break;
      day = this.#day(day.day + 1);
    }
    return sum;
  }

  *ticksBack(side: Side, from: number, to: number): Iterable<Tick> {
    for (let at = to; at > from; ) {
      const minute = this.#lastMinute(at, from);
      if (minute === undefined) return;
      const { times, prices } = minute[side];
      for (let index = firstAtOrAfter(times, at) - 1; index >= 0; index--) {
        const time = times[index] ?? 0;
        if (time < from) return;
        yield { at: time, price: (prices[index] ?? 0) * this.#pointSize };
      }
      at = minute.start;
    }
  }

  lastTick(side: Side, before: number, notBefore: number): Tick | undefined {
    const minuteStart = (Math.ceil(before / minuteMs) - 1) * minuteMs;
    // A question about one minute, as after each tick, needs no search.
    if (notBefore >= minuteStart) return this.#lastTickIn(minuteStart, side, before, notBefore);
    for (const tick of this.ticksBack(side, notBefore, before)) return tick;
    return undefined;
  }

  nextTickAt(from: number, to: number): number | undefined {
    for (let at = from; at < to; ) {
      const minuteStart = Math.floor(at / minuteMs) * minuteMs;
      const stretch = this.#minute(minuteStart);
      if (stretch !== undefined) {
        const { bid, ask } = this.#minuteTicks(minuteStart, stretch);
        const nextBid = bid.times[firstAtOrAfter(bid.times, at)] ?? Infinity;
        const next = Math.min(nextBid, ask.times[firstAtOrAfter(ask.times, at)] ?? Infinity);
        if (next < Infinity) return next < to ? next : undefined;
      }
      at = this.#calendar.nextOpenAt(minuteStart + minuteMs) ?? to;
    }
    return undefined;
  }

  quietSince(before: number): number {
    return this.#calendar.lastOpenBefore(before) ?? before - daysBack * 24 * hourMs;
  }

  #lastTickIn(minuteStart: number, side: Side, before: number, notBefore: number): Tick | undefined {
    const stretch = this.#minute(minuteStart);
    if (stretch === undefined) return undefined;
    const { times, prices } = this.#minuteTicks(minuteStart, stretch)[side];
    const index = firstAtOrAfter(times, before) - 1;
    const at = times[index] ?? -Infinity;
    return at < notBefore ? undefined : { at, price: (prices[index] ?? 0) * this.#pointSize };
  }

  /** The last minute with ticks before a moment; the ticks may still be after it when the moment is inside the minute. */
  #lastMinute(before: number, notBefore: number): MinuteTicks | undefined {
    for (let at = this.quietSince(before); at > notBefore; ) {
      const minuteStart = (Math.ceil(at / minuteMs) - 1) * minuteMs;
      const stretch = this.#minute(minuteStart);
      if (stretch !== undefined) {
        const ticks = this.#minuteTicks(minuteStart, stretch);
        if ((ticks.bid.times[0] ?? 0) < before) return ticks;
      }
      at = this.quietSince(minuteStart);
    }
    return undefined;
  }

  #sumHours(day: Day, from: number, to: number): Summary | undefined {
    const { start, parts } = this.#hoursOf(day);
    let sum: Summary | undefined;
    const first = Math.max(0, Math.floor((from - start) / hourMs));
    for (let index = first; index < parts.length && start + index * hourMs < to; index++) {
      const hour = parts[index];
      if (hour === undefined) continue;
      const hourStart = start + index * hourMs;
      const isWhole = hourStart >= from && hourStart + hourMs <= to;
      sum = joinSummaries(sum, isWhole ? this.#sum(hour) : this.#sumMinutes(hourStart, hour, from, to));
    }
    return sum;
  }

  #sumMinutes(hourStart: number, hour: Stretch, from: number, to: number): Summary | undefined {
    const { parts } = this.#minutesOf(hourStart, hour);
    let sum: Summary | undefined;
    const first = Math.max(0, Math.floor((from - hourStart) / minuteMs));
    for (let index = first; index < parts.length && hourStart + index * minuteMs < to; index++) {
      const minute = parts[index];
      if (minute === undefined) continue;
      const start = hourStart + index * minuteMs;
      const isWhole = start >= from && start + minuteMs <= to;
      sum = joinSummaries(sum, isWhole ? this.#sum(minute) : this.#sumTicks(start, minute, from, to));
    }
    return sum;
  }

  #sumTicks(minuteStart: number, minute: Stretch, from: number, to: number): Summary | undefined {
    const { times, prices } = this.#minuteTicks(minuteStart, minute).bid;
    let sum: Summary | undefined;
    const end = firstAtOrAfter(times, to);
    for (let index = firstAtOrAfter(times, from); index < end; index++) {
      const price = (prices[index] ?? 0) * this.#pointSize;
      sum = joinSummaries(sum, { open: price, high: price, low: price, close: price, volume: 1 });
    }
    return sum;
  }

  #sum({ open, high, low, close, count }: Stretch): Summary {
    const size = this.#pointSize;
    return { open: open * size, high: high * size, low: low * size, close: close * size, volume: count };
  }

  #minute(start: number): Stretch | undefined {
    const hours = this.#hoursOf(this.#day(dayOf(start)));
    const index = Math.floor((start - hours.start) / hourMs);
    const hour = hours.parts[index];
    if (hour === undefined) return undefined;
    const hourStart = hours.start + index * hourMs;
    return this.#minutesOf(hourStart, hour).parts[Math.floor((start - hourStart) / minuteMs)];
  }

  #day(day: number): Day {
    for (const known of this.#days) if (known.day === day) return known;
    const start = dayStart(day);
    const end = dayStart(day + 1);
    const openings = this.#calendar.openings(start, end);
    const ticks = this.#ticksOfHours(day, start, end, openings);
    const count = ticks.reduce((sum, hour) => sum + hour, 0);
    const drawn: Day = { day, start, end, ticks, stretch: count === 0 ? undefined : this.#drawDay(day, count) };
    this.#days = [drawn, ...this.#days.slice(0, 3)];
    return drawn;
  }

  #drawDay(day: number, count: number): Stretch {
    const chance = this.#chance(purposes.day, day);
    const pace = 0.6 + 0.6 * chance.unit();
    const close = this.#closeOf(day);
    const before = this.#openDayBefore(day);
    const settled = this.#closeOf(before);
    // A part of what happened while the market was closed shows at once, the rest during the day.
    const gap = before === day - 1 ? 0 : 0.25 * (this.#closeOf(day - 1) - settled);
    const reach = this.#dailySwing * pace;
    const open = settled + gap + chance.swing() * reach * 0.03;
    const outline = {
      count,
      open: this.#points(open),
      close: this.#points(close),
      reach: Math.max(2, Math.round(this.#points(settled) * reach * 0.55)),
      floor: lowestPoints,
      ceiling: 2 ** 50,
    };
    return drawStretch(outline, chance);
  }

  #openDayBefore(day: number): number {
    const last = this.#calendar.lastOpenBefore(dayStart(day));
    return last === undefined ? day - 1 : Math.max(dayOf(last - 1), day - daysBack);
  }

  /** The logarithm of the day's last price, with the anchor at 0. */
  #closeOf(day: number): number {
    const { base, quote } = this.#facts;
    return this.#factors.valueOn(base, day) - (quote === undefined ? 0 : this.#factors.valueOn(quote, day));
  }

  #points(logarithm: number): number {
    return Math.max(lowestPoints, Math.round((this.#facts.anchor * exp(logarithm) * 100_000) / this.#pointSize));
  }

  #ticksOfHours(day: number, start: number, end: number, openings: readonly Cell[]): readonly number[] {
    const { activity } = this.#facts.rhythm;
    const ofDay = 0.75 + 0.5 * this.#chance(purposes.ticksOfDay, day).unit();
    const ticks: number[] = [];
    for (let hourStart = start; hourStart < end; hourStart += hourMs) {
      const openMs = openMsIn(openings, hourStart, hourStart + hourMs);
      const chance = this.#chance(purposes.ticksOfHour, hourStart / hourMs);
      const rate = this.#facts.ticksPerHour * (activity[marketHour(hourStart)] ?? 1) * ofDay;
      ticks.push(openMs === 0 ? 0 : Math.floor(rate * (0.6 + 0.8 * chance.unit()) * (openMs / hourMs) + chance.unit()));
    }
    return ticks;
  }

  #hoursOf({ day, start, ticks, stretch }: Day): Divided {
    if (this.#hours?.day === day) return this.#hours;
    const swings = ticks.map((_, index) => this.#swings[marketHour(start + index * hourMs)] ?? 1);
    const parts = stretch === undefined ? [] : divideStretch(stretch, ticks, swings, this.#chance(purposes.hours, day));
    this.#hours = { day, start, parts };
    return this.#hours;
  }

  #minutesOf(hourStart: number, hour: Stretch): Divided {
    for (const known of this.#minutes) if (known.start === hourStart) return known;
    const chance = this.#chance(purposes.minutes, hourStart / hourMs);
    const openings = this.#calendar.openings(hourStart, hourStart + hourMs);
    const counts = shareTicks(hour.count, { start: hourStart, end: hourStart + hourMs }, openings, chance);
    const swings = counts.map(squareRoot);
    const divided = { start: hourStart, parts: divideStretch(hour, counts, swings, chance) };
    this.#minutes = [divided, ...this.#minutes.slice(0, 1)];
    return divided;
  }

  #minuteTicks(start: number, stretch: Stretch): MinuteTicks {
    for (const known of this.#ticks) if (known.start === start) return known;
    const openings = this.#calendar.openings(start, start + minuteMs);
    const activity = this.#facts.rhythm.activity[marketHour(start)] ?? 1;
    const spread = this.#facts.spreadPoints * (activity < 0.5 ? 2.2 - 2.4 * activity : 1);
    const drawn = drawMinute({ start, openings, stretch, spread }, this.#chance(purposes.ticks, start / minuteMs));
    this.#ticks = [drawn, ...this.#ticks.slice(0, 3)];
    return drawn;
  }

  #chance(purpose: number, index: number): Chance {
    return new Chance(hash(this.#seed, this.#facts.symbolId, index, purpose));
  }
}
