// How the sandbox bears orders: a minute of 1,000 a second over sockets, in the process that holds it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSandbox } from '@tickwire/sandbox';

const perSecond = 1_000;
const kibibyte = 1_024;

/** What the traders say at the end. */
interface Traded {
  readonly sent: number;
  readonly filled: number;
  readonly refused: number;
  readonly seconds: number;
  readonly medianMs: number;
  readonly slowMs: number;
}

/** Orders of five accounts, one of them netted, that keep a few positions open at a time. */
export async function measureOrders(scale: number): Promise<object> {
  const rich = { balance: 10_000_000_000, fillDelay: 0 };
  const accounts = { one: rich, two: rich, three: rich, four: rich, netted: rich };
  const sandbox = await createSandbox({ limits: 'none', world: { accounts } });
  const ids = Object.keys(accounts).map((name) => sandbox.account(name).ctidTraderAccountId);
  // The first orders bring in code and tables that have nothing to do with how many follow.
  await trade(sandbox, ids, 3);
  const heapBefore = usedHeap();
  const cpuBefore = process.cpuUsage();
  const traded = await trade(sandbox, ids, Math.round(60 * scale));
  const cpu = process.cpuUsage(cpuBefore);
  const growth = usedHeap() - heapBefore;
  const open = Object.keys(accounts).reduce((sum, name) => sum + sandbox.desk(name).state().positions.length, 0);
  await sandbox.close();
  if (traded.filled !== traded.sent) throw new Error(`of ${traded.sent} orders, ${traded.filled} were filled`);
  if (open > 100) throw new Error(`${open} positions are open`);
  return {
    orders: traded.sent,
    perSecond: traded.sent / traded.seconds,
    busy: (cpu.user + cpu.system) / 1_000_000 / traded.seconds,
    kibPerOrder: growth / kibibyte / traded.sent,
    medianMs: traded.medianMs,
    slowMs: traded.slowMs,
  };
}

async function trade(
  sandbox: Awaited<ReturnType<typeof createSandbox>>,
  accountIds: readonly number[],
  seconds: number,
): Promise<Traded> {
  const script = fileURLToPath(new URL('load-traders.ts', import.meta.url));
  const flags = ['--conditions=@tickwire/source', '--import', 'tsx'];
  const login = JSON.stringify(sandbox.credentials('demo'));
  const rest = [accountIds.join(','), String(perSecond), String(seconds)];
  const child = spawn(process.execPath, [...flags, script, sandbox.endpoints.demo.json, login, ...rest], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    await exit;
    return JSON.parse(line) as Traded;
  }
  throw new Error('the traders ended without a word');
}

function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  // Under that flag a new context has `gc`, a function without arguments.
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
