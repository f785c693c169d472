import type { EndSignal, OutputEnd, Surroundings } from '../context.ts';
import { ExitCode } from '../exit-codes.ts';
import { ansi, isLively } from '../output/terminal.ts';

/** A second signal of the same kind within this time is an echo of the first. */
const echoWithinMs = 300;

/** What ends a command before it is done. */
export type EndCause = EndSignal | OutputEnd | 'input-end';

/** The reason of an aborted {@link Interrupt.signal}. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly endCause: EndCause;

  constructor(endCause: EndCause) {
    super(describeEnd[endCause]);
    this.endCause = endCause;
  }

  /** The exit code this ending deserves. A reader that went away had enough: nothing failed. */
  get exitCode(): ExitCode {
    return exitCodes[this.endCause];
  }
}

const describeEnd: Readonly<Record<EndCause, string>> = {
  SIGINT: 'The command was ended by SIGINT.',
  SIGTERM: 'The command was ended by SIGTERM.',
  'reader-gone': 'Nobody reads the output any more.',
  'input-end': 'The input came to its end.',
  'write-failed': 'The output could not be written.',
};

const exitCodes: Readonly<Record<EndCause, ExitCode>> = {
  SIGINT: ExitCode.INTERRUPTED,
  SIGTERM: ExitCode.TERMINATED,
  'reader-gone': ExitCode.OK,
  'input-end': ExitCode.OK,
  'write-failed': ExitCode.FAILURE,
};

/** Watches for the wish to end while a command runs. */
export interface Interrupt {
  /** Aborts, with an {@link Interruption}, at the first signal. */
  readonly signal: AbortSignal;
  /** Stops watching: a signal ends the process again. */
  stop(): void;
}

/**
 * Starts watching for Ctrl-C, SIGTERM and a reader of stdout that goes away. The first one aborts the signal, so that the
 * command can say goodbye to the server; another signal leaves at once. If the goodbye takes long, stderr says so.
 *
 * A terminal sends Ctrl-C to every process of the foreground, and npm passes its copy on: the same signal within
 * 300 ms of the first is that echo, not impatience.
 *
 * With `untilInputEnds` the end of stdin is such a wish too.
 */
export function watchInterrupt(
  surroundings: Surroundings,
  { untilInputEnds = false }: { readonly untilInputEnds?: boolean } = {},
): Interrupt {
  const { clock } = surroundings;
  const controller = new AbortController();
  let first: { readonly endSignal: EndSignal; readonly at: number } | undefined;
  let stopNote: () => void = () => {};
  const stopSignals = surroundings.onSignal((endSignal) => {
    if (first === undefined) {
      first = { endSignal, at: clock.now() };
      if (endSignal === 'SIGINT') stopNote = clock.schedule(echoWithinMs, () => tellWait(surroundings));
      controller.abort(new Interruption(endSignal));
      return;
    }
    if (endSignal === first.endSignal && clock.now() - first.at < echoWithinMs) return;
    stopNote();
    surroundings.leave(new Interruption(endSignal).exitCode);
  });
  const stopReader = surroundings.onReaderGone((end) => controller.abort(new Interruption(end)));
  const stopInput = untilInputEnds
    ? surroundings.stdin.onEnd(() => controller.abort(new Interruption('input-end')))
    : () => {};
  return {
    signal: controller.signal,
    stop() {
      stopNote();
      stopSignals();
      stopReader();
      stopInput();
    },
  };
}

/** The goodbye takes longer than people expect. On a terminal the note takes the place of the status line. */
function tellWait({ stdout, stderr, env }: Surroundings): void {
  const isOverLine = stderr.isTerminal && isLively({ stdout, env });
  stderr.write(`${isOverLine ? ansi.eraseLine : ''}closing; Ctrl-C again leaves at once\n`);
}
