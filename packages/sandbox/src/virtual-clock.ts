import { SandboxError } from './errors/sandbox-error.ts';
import { type Moment, readMoment } from './moment.ts';
import { nextTurn, systemClock } from './platform.ts';
import type { Clock } from './ports.ts';
import { TimerQueue } from './timer-queue.ts';

/** How a {@link VirtualClock} starts. */
export interface VirtualClockOptions {
  /** What the clock shows at first. Default: the machine's time, cut to whole seconds. */
  readonly startAt?: Moment;
  /** Whether it runs from the start. Default: false, it stands still until it is moved. */
  readonly isRunning?: boolean;
  /** How many of its seconds pass in a real one while it runs: 0.1 to 1000. Default 1. */
  readonly speed?: number;
}

/** The machine below a virtual clock. */
export interface Machine {
  readonly clock: Clock;
  /** Resolves once input and output that are ready have had their turn. */
  nextTurn(): Promise<void>;
}

const slowest = 0.1;
const fastest = 1000;
/** So many timers run at a stretch before sockets have a turn. */
const timersInTurn = 64;

/**
 * A clock for a sandbox whose time is moved by hand, or runs faster or slower than the real one. It counts whole
 * milliseconds, and wall time and timers move together: whoever steps it, everything that is due happens.
 *
 * Several moves asked for at once happen one after the other.
 */
export class VirtualClock implements Clock {
  readonly #machine: Machine;
  readonly #startedAt: number;
  readonly #timers = new TimerQueue();
  #nowMs = 0;
  #speed: number;
  /** Where virtual and real time were together last; undefined while the clock stands still. */
  #anchor: { readonly virtualMs: number; readonly realMs: number } | undefined;
  #stopWaiting: (() => void) | undefined;
  #isMoving = false;
  #moves: Promise<unknown> = Promise.resolve();
  readonly #pauses = new Set<() => Promise<void> | undefined>();

  /** Use {@link createVirtualClock}. */
  constructor(options: VirtualClockOptions = {}, machine: Machine = { clock: systemClock, nextTurn }) {
    const { startAt = Math.floor(machine.clock.wallNow() / 1_000) * 1_000, isRunning = false, speed = 1 } = options;
    this.#machine = machine;
    this.#startedAt = readMoment('startAt', startAt);
    this.#speed = checkSpeed(speed);
    if (isRunning) this.run();
  }

  /** Whole milliseconds since the clock was made. */
  now(): number {
    if (this.#anchor === undefined || this.#isMoving) return this.#nowMs;
    // What is due comes first: until it has happened, time goes no further.
    this.#nowMs = Math.max(this.#nowMs, Math.min(this.#target(this.#anchor), this.#timers.nextDueAt()));
    return this.#nowMs;
  }

  /** What the clock shows, in epoch ms. */
  wallNow(): number {
    return this.#startedAt + this.now();
  }

  /** What the clock shows, as `2026-03-06T21:59:00.000Z`. */
  toString(): string {
    return new Date(this.wallNow()).toISOString();
  }

  /** Whether time passes by itself. */
  get isRunning(): boolean {
    return this.#anchor !== undefined;
  }

  /** How many of its seconds pass in a real one while it runs. */
  get speed(): number {
    return this.#speed;
  }

  /** How many timers wait. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  schedule(delayMs: number, run: () => void): () => void {
    const timer = this.#timers.add(this.now() + Math.ceil(Math.max(0, delayMs)), run);
    this.#wait();
    return () => {
      this.#timers.remove(timer);
    };
  }

  /** Stops time where it is. */
  freeze(): void {
    this.now();
    this.#anchor = undefined;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
  }

  /**
   * Lets time pass by itself. When the machine cannot keep up with the speed, time passes as fast as it can.
   *
   * @throws SandboxError `BAD_OPTION` for a speed that is not from 0.1 to 1000.
   */
  run({ speed = this.#speed }: { readonly speed?: number } = {}): void {
    checkSpeed(speed);
    this.now();
    this.#speed = speed;
    this.#anchor = { virtualMs: this.#nowMs, realMs: this.#machine.clock.now() };
    this.#wait();
  }

  /**
   * Lets milliseconds pass: what falls due on the way happens in order, each at its own moment. Resolves when all of it
   * has happened and has been handed to the sockets. What clients send meanwhile comes in at the moment reached by then.
   *
   * @throws SandboxError `BAD_OPTION` for a number below 0.
   */
  async step(ms: number): Promise<void> {
    if (!(ms >= 0 && ms < Infinity)) {
      throw badOption(`A clock cannot step by ${ms} ms; it takes a number of milliseconds from 0 on.`);
    }
    await this.#inTurn(async () => {
      await this.#machine.nextTurn();
      await this.#passTo(this.now() + Math.floor(ms));
    });
  }

  /** The same as {@link step}. */
  advance(ms: number): Promise<void> {
    return this.step(ms);
  }

  /**
   * Moves the clock to a moment at once: what fell due on the way happens when it has arrived, at the new moment.
   *
   * @throws SandboxError `BAD_OPTION` for a moment before what the clock shows.
   */
  async jumpTo(moment: Moment): Promise<void> {
    const epochMs = readMoment('The moment to jump to', moment);
    await this.#inTurn(async () => {
      const target = epochMs - this.#startedAt;
      if (target < this.now()) {
        throw badOption(`The clock shows ${this.toString()} and cannot go back to ${new Date(epochMs).toISOString()}.`);
      }
      await this.#machine.nextTurn();
      this.#nowMs = target;
      await this.#passTo(target);
    });
  }

  /** Moves to the next moment at which something is due, and lets it happen. Undefined: nothing is; time stays. */
  next(): Promise<Date | undefined> {
    return this.#inTurn(async () => {
      const dueAt = this.#timers.nextDueAt();
      if (dueAt === Infinity) return undefined;
      await this.#machine.nextTurn();
      await this.#passTo(Math.max(this.now(), dueAt));
      return new Date(this.wallNow());
    });
  }

  /**
   * Says what a move has to wait for before it goes on, such as clients that have not yet read what they were sent:
   * asked now and then on the way; no time passes until the promise resolves. Returns what takes it back.
   */
  addPause(pause: () => Promise<void> | undefined): () => void {
    this.#pauses.add(pause);
    return () => {
      this.#pauses.delete(pause);
    };
  }

  async #passTo(target: number): Promise<void> {
    while (this.#timers.nextDueAt() <= target) {
      this.#runDue(target, timersInTurn);
      await this.#machine.nextTurn();
      for (const pause of this.#pauses) await pause();
    }
    this.#nowMs = Math.max(this.#nowMs, target);
  }

  /** Runs what is due up to a moment, but at most so many; returns whether that was all. */
  #runDue(target: number, limit: number): boolean {
    for (let count = 0; count < limit; count++) {
      const timer = this.#timers.takeDue(target);
      if (timer === undefined) return true;
      this.#nowMs = Math.max(this.#nowMs, timer.dueAt);
      timer.run();
    }
    return this.#timers.nextDueAt() > target;
  }

  /** Moves follow each other; while one is under way, the clock does not run by itself. */
  #inTurn<T>(move: () => Promise<T>): Promise<T> {
    const moved = this.#moves.then(async () => {
      this.now();
      this.#isMoving = true;
      try {
        return await move();
      } finally {
        this.#isMoving = false;
        if (this.#anchor !== undefined) this.run();
      }
    });
    this.#moves = moved.catch(() => undefined);
    return moved;
  }

  /** Sets the machine's timer for what is due next. */
  #wait(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    const dueAt = this.#timers.nextDueAt();
    if (this.#anchor === undefined || this.#isMoving || dueAt === Infinity) return;
    const delayMs = Math.max(0, (dueAt - this.#target(this.#anchor)) / this.#speed);
    this.#stopWaiting = this.#machine.clock.schedule(delayMs, () => this.#catchUp());
  }

  #catchUp(): void {
    this.#stopWaiting = undefined;
    const anchor = this.#anchor;
    if (anchor === undefined || this.#isMoving) return;
    this.#isMoving = true;
    let isDone: boolean;
    try {
      isDone = this.#runDue(this.#target(anchor), timersInTurn * 16);
    } finally {
      this.#isMoving = false;
    }
    // What runs may have frozen the clock. One that is overtaxed starts anew from where it has got to.
    if (this.#anchor === anchor && !isDone) this.run();
    else this.#wait();
  }

  #target({ virtualMs, realMs }: { readonly virtualMs: number; readonly realMs: number }): number {
    return virtualMs + Math.floor((this.#machine.clock.now() - realMs) * this.#speed);
  }
}

/**
 * Makes a clock for {@link SandboxOptions.clock}.
 *
 * @throws SandboxError `BAD_OPTION` for a bad moment or speed.
 * @example
 * const clock = createVirtualClock({ startAt: '2026-03-06T21:59:00Z' });
 * await using sandbox = await createSandbox({ clock });
 * await clock.step(60_000); // the week ends for most markets
 */
export function createVirtualClock(options: VirtualClockOptions = {}): VirtualClock {
  return new VirtualClock(options);
}

function checkSpeed(speed: number): number {
  if (speed >= slowest && speed <= fastest) return speed;
  throw badOption(`The speed of a clock is ${speed}, but it must be from ${slowest} to ${fastest}.`);
}

function badOption(message: string): SandboxError {
  return new SandboxError(message, { code: 'BAD_OPTION' });
}
