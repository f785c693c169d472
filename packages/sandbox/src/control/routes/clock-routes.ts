import { decimal, optional, type Reader, text, whole, wrongValue } from '../../document/reader.ts';
import { SandboxError } from '../../errors/sandbox-error.ts';
import type { Sandbox } from '../../sandbox.ts';
import { VirtualClock } from '../../virtual-clock.ts';
import { route } from '../control-route.ts';

/**
 * Shows the clock of a sandbox: the moment, whether it is one that can be moved, whether time passes by itself, and how
 * many of its seconds pass in a real one while it does.
 */
export function showClock({ clock }: Sandbox) {
  const epochMs = Math.floor(clock.wallNow());
  const { isRunning, speed } = clock instanceof VirtualClock ? clock : { isRunning: true, speed: 1 };
  const isVirtual = clock instanceof VirtualClock;
  return { now: new Date(epochMs).toISOString(), epochMs, isVirtual, isRunning, speed };
}

function virtualClock({ clock }: Sandbox): VirtualClock {
  if (clock instanceof VirtualClock) return clock;
  throw new SandboxError('This sandbox runs on the machine’s clock, which nobody can move.', {
    code: 'NOT_POSSIBLE',
    hint: 'start it with `tickwire sandbox --clock virtual`, or createSandbox({ clock: createVirtualClock() })',
  });
}

const moment: Reader<string | number> = (value, place) => {
  if (typeof value === 'string') return text({ longest: 40 })(value, place);
  if (typeof value === 'number') return whole({ least: 0 })(value, place);
  throw wrongValue(place, 'a moment such as "2026-03-06T21:59:00Z", or epoch ms', value);
};

/** What can be done to the time of a sandbox with a virtual clock. Every call answers with what the clock shows then. */
export const clockRoutes = {
  /** What the clock shows. */
  get: route('GET /control/clock', 'What the clock shows', {}, showClock),
  /** Stops time where it is. */
  freeze: route('POST /control/clock/freeze', 'Stops time where it is', {}, (sandbox) => {
    virtualClock(sandbox).freeze();
    return showClock(sandbox);
  }),
  /** Lets time pass by itself. */
  run: route(
    'POST /control/clock/run',
    'Lets time pass by itself, at a speed of 0.1 to 1000',
    { speed: optional(decimal({ least: 0.1, most: 1_000 })) },
    (sandbox, options) => {
      virtualClock(sandbox).run(options);
      return showClock(sandbox);
    },
  ),
  /** Lets milliseconds pass; answers when all that fell due has happened. */
  step: route(
    'POST /control/clock/step',
    'Lets milliseconds pass, and what falls due in them happen',
    { ms: whole({ least: 0, most: 1e12 }) },
    async (sandbox, { ms }) => {
      await virtualClock(sandbox).step(ms);
      return showClock(sandbox);
    },
  ),
  /** Moves to a moment at once; what fell due on the way happens there. */
  jump: route(
    'POST /control/clock/jump',
    'Moves to a moment at once, forward only',
    { to: moment },
    async (sandbox, { to }) => {
      await virtualClock(sandbox).jumpTo(to);
      return showClock(sandbox);
    },
  ),
  /** Moves to the next moment at which something is due. */
  next: route('POST /control/clock/next', 'Moves to the next moment at which something is due', {}, async (sandbox) => {
    const reached = await virtualClock(sandbox).next();
    return { ...showClock(sandbox), hasMoved: reached !== undefined };
  }),
};
