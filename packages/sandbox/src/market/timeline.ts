import { type Feed, joinSummaries, type Side, type Summary, type Tick } from './feed.ts';

interface Segment {
  /** Epoch ms from which the feed is the one that counts. */
  readonly startsAt: number;
  readonly feed: Feed;
}

/** Feeds one after the other: each counts from its start until the next one takes over. */
export class Timeline implements Feed {
  #segments: readonly Segment[];

  constructor(startsAt: number, feed: Feed) {
    this.#segments = [{ startsAt, feed }];
  }

  /** The feed that counts at a moment; before everything began, the first one. */
  feedAt(at: number): Feed | undefined {
    return (this.#segments.findLast(({ startsAt }) => startsAt <= at) ?? this.#segments[0])?.feed;
  }

  /** Lets another feed count from a moment on. Whatever was to count after that moment no longer does. */
  switchTo(startsAt: number, feed: Feed): void {
    this.#segments = [...this.#segments.filter((segment) => segment.startsAt < startsAt), { startsAt, feed }];
  }

  summarize(from: number, to: number): Summary | undefined {
    const only = this.#onlyFeedFrom(from);
    if (only !== undefined) return only.summarize(from, to);
    let sum: Summary | undefined;
    for (const { feed, start, end } of this.#parts(from, to)) sum = joinSummaries(sum, feed.summarize(start, end));
    return sum;
  }

  *ticksBack(side: Side, from: number, to: number): Iterable<Tick> {
    for (const { feed, start, end } of this.#parts(from, to).reverse()) yield* feed.ticksBack(side, start, end);
  }

  lastTick(side: Side, before: number, notBefore: number): Tick | undefined {
    const only = this.#onlyFeedFrom(notBefore);
    if (only !== undefined) return only.lastTick(side, before, notBefore);
    for (const { feed, start, end } of this.#parts(notBefore, before).reverse()) {
      const tick = feed.lastTick(side, end, start);
      if (tick !== undefined) return tick;
    }
    return undefined;
  }

  nextTickAt(from: number, to: number): number | undefined {
    const only = this.#onlyFeedFrom(from);
    if (only !== undefined) return only.nextTickAt(from, to);
    for (const { feed, start, end } of this.#parts(from, to)) {
      const at = feed.nextTickAt(start, end);
      if (at !== undefined) return at;
    }
    return undefined;
  }

  quietSince(before: number): number {
    const parts = this.#parts(-Infinity, before);
    const last = parts.at(-1);
    return last === undefined ? -Infinity : Math.max(last.start, last.feed.quietSince(before));
  }

  /** The feed of all time from a moment on, if there is just one: that takes no list of parts. */
  #onlyFeedFrom(from: number): Feed | undefined {
    const last = this.#segments.at(-1);
    return last !== undefined && from >= last.startsAt ? last.feed : undefined;
  }

  #startOf(index: number): number {
    return this.#segments[index]?.startsAt ?? Infinity;
  }

  #parts(from: number, to: number): { readonly feed: Feed; readonly start: number; readonly end: number }[] {
    return this.#segments
      .map(({ startsAt, feed }, index) => ({
        feed,
        start: Math.max(from, startsAt),
        end: Math.min(to, this.#startOf(index + 1)),
      }))
      .filter(({ start, end }) => start < end);
  }
}
