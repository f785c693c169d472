import { isAbsolute, join, resolve } from 'node:path';
import type { FaultRule, FaultRuleResult, FeedOption, LogFacts, Logger } from '@tickwire/sandbox';
import type { Context, Surroundings } from '../context.ts';
import { UsageError } from '../errors.ts';
import { defuse, toJsonLine } from '../output/terminal.ts';
import { Interruption, watchInterrupt } from '../settings/interrupt.ts';
import type { SandboxFlags } from './sandbox.ts';

/** Runs a sandbox until a signal ends it; throws the interruption. */
export async function runSandbox(context: Context, flags: SandboxFlags): Promise<void> {
  const { stdout, stderr } = context;
  const interrupt = watchInterrupt(context, { untilInputEnds: flags.untilEof === true });
  try {
    refuseRealTime(flags);
    const { openSandbox, parseFault, createVirtualClock } = await context.loadSandbox();
    const faults = (flags.fault ?? []).map((words) => readFault(parseFault(words)));
    const isVirtual = flags.clock === 'virtual' || flags.at !== undefined;
    const startAt = flags.at === undefined ? {} : { startAt: flags.at };
    const opening = openSandbox({
      dataFolder: flags.data === undefined ? defaultDataFolder(context) : resolve(context.cwd, flags.data),
      tls: flags.tls === true,
      ports: flags.ports ?? 'default',
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      ...(flags.seedFile === undefined ? {} : { seedFile: resolve(context.cwd, flags.seedFile) }),
      faults,
      ...(flags.feed === undefined ? {} : { feed: chooseFeed(context, flags.feed) }),
      ...(isVirtual ? { clock: createVirtualClock({ isRunning: true, ...startAt }) } : {}),
      logger: makeLogger(context),
    });
    const { sandbox, ready } = await orLeave(context, opening, interrupt.signal);
    try {
      stdout.write(`${toJsonLine(ready)}\n`);
      stderr.write(`Sandbox is running: live ${ready.live.json}, demo ${ready.demo.json}. Ctrl-C ends it.\n`);
      stderr.write(`Consent page and token endpoint: ${ready.http}\n`);
      stderr.write(
        `Try: tickwire connect --endpoint ${ready.live.json} --credentials ${quotePath(ready.live.credentials)}`,
      );
      stderr.write(ready.ca === null ? '\n' : ` --ca ${quotePath(ready.ca)}\n`);
      if (hasSchedule(flags) && !sandbox.market('live').isOpen('EURUSD')) stderr.write(closedNote);
      await until(interrupt.signal);
    } finally {
      await sandbox.close();
    }
  } finally {
    interrupt.stop();
  }
}

/** Otherwise the first order of a Sunday is refused, and no price moves, for no reason that anybody sees. */
const closedNote =
  'Markets are closed at this hour: `--at 2026-03-06T12:00:00Z` starts at one when they are open,\n' +
  'and with `--feed none` orders are filled at any.\n';

/** Where prices stand still, symbols can be traded at any time; a snapshot has a feed of its own. */
const hasSchedule = ({ feed, seedFile }: SandboxFlags): boolean =>
  feed === undefined ? seedFile === undefined : feed !== 'none';

/** A fault of the command line. @throws UsageError. */
function readFault(result: FaultRuleResult): FaultRule {
  if (result.ok) return result.rule;
  throw new UsageError(result.problem, { hint: 'see all faults with `tickwire sandbox faults`' });
}

/** The machine's clock cannot start elsewhere. Throws UsageError. */
function refuseRealTime({ clock, at }: SandboxFlags): void {
  if (clock !== 'real' || at === undefined) return;
  throw new UsageError('--at sets a virtual clock, so it has no place beside --clock real.', {
    hint: 'leave out one of them',
  });
}

/** A file moves the symbol it is named after; the others walk. */
function chooseFeed({ cwd }: Surroundings, feed: string): FeedOption {
  return feed === 'walk' || feed === 'none' ? feed : { replay: resolve(cwd, feed), others: 'walk' };
}

/** Nobody has been promised anything before the ready line: a signal leaves at once, whatever the start is waiting for. */
async function orLeave<T>(context: Context, opening: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await Promise.race([opening, until(signal)]);
  } catch (error) {
    if (error instanceof Interruption) context.leave(error.exitCode);
    throw error;
  }
}

/** The XDG data folder; a relative path in the variable does not count, as its specification demands. */
function defaultDataFolder({ env, homeFolder }: Surroundings): string {
  const named = env['XDG_DATA_HOME'];
  const base = named !== undefined && isAbsolute(named) ? named : join(homeFolder, '.local', 'share');
  return join(base, 'tickwire');
}

/** What the sandbox says goes to stderr, except the small talk. */
function makeLogger({ stderr }: Surroundings): Logger {
  const tell = (message: string, facts: LogFacts = {}) => {
    const details = Object.entries(facts).filter(([, value]) => value !== undefined && value !== null);
    const ending = details.length === 0 ? '' : ` (${details.map(([name, value]) => `${name} ${value}`).join(', ')})`;
    stderr.write(`${defuse(`sandbox: ${message}${ending}`)}\n`);
  };
  return { debug() {}, info: tell, warn: tell, error: tell };
}

function until(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** A path as a shell reads it back. */
const quotePath = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
