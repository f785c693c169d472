import type { Session, Status } from '@tickwire/client';
import type { Context } from '../context.ts';
import { makePlainSink } from '../output/line-sinks.ts';
import { type StatusView, toStatusEvent } from '../output/status-events.ts';
import { StatusLines } from '../output/status-lines.ts';
import { type ReadHealth, StatusScreen } from '../output/status-screen.ts';
import { isLively, toJsonLine } from '../output/terminal.ts';
import { watchInterrupt } from '../settings/interrupt.ts';
import { openTarget } from '../settings/target.ts';
import type { ConnectFlags } from './connect.ts';

/** Connects, stays connected and tells how it goes, until interrupted or until an error that waiting cannot cure. */
export async function runConnect(context: Context, flags: ConnectFlags): Promise<void> {
  const interrupt = watchInterrupt(context);
  try {
    const target = await openTarget(context, { ...flags, accounts: flags.account ?? [] });
    try {
      const { connect } = await context.loadClient();
      await stay(
        context,
        flags,
        (onStatus) => connect({ ...target.options, onStatus, signal: interrupt.signal }),
        interrupt.signal,
      );
    } finally {
      await target.close();
    }
  } finally {
    interrupt.stop();
  }
}

/** Connects, shows every status, and ends only by throwing: what closed the session, or why it was interrupted. */
async function stay(
  context: Context,
  flags: ConnectFlags,
  open: (onStatus: (status: Status) => void) => Promise<Session>,
  signal: AbortSignal,
): Promise<void> {
  let session: Session | undefined;
  const view = makeView(context, flags, () => session?.health());
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Nobody may be waiting for it yet when it comes.
  failed.catch(() => {});
  signal.addEventListener('abort', () => fail(signal.reason), { once: true });
  try {
    session = await open((status) => {
      view.show(status);
      if (status.at === 'closed') fail(status.error);
    });
    await failed;
  } finally {
    await session?.close();
    view.close();
  }
}

function makeView(context: Context, flags: ConnectFlags, readHealth: ReadHealth): StatusView {
  const { stdout, clock } = context;
  if (flags.ndjson === true) {
    return {
      show: (status) => stdout.write(`${toJsonLine(toStatusEvent(status, clock.wallNow()))}\n`),
      close() {},
    };
  }
  const options = {
    appOnly: flags.appOnly === true,
    intervalMs: flags.statusInterval,
    readyTimeoutMs: flags.readyTimeout,
    accountCount: flags.account?.length ?? 1,
  };
  if (isLively(context)) return new StatusScreen(context, options, readHealth);
  return new StatusLines(makePlainSink(context), clock, options);
}
