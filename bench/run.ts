// Compares the client with the plain loop: alternating, each measurement in a fresh process, medians and ratios.
// `--short` measures less; the figures in bench/README.md come from a long run.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const isShort = process.argv.includes('--short');
const rounds = isShort ? 3 : 9;
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const nodeArguments = ['--conditions=@tickwire/source', '--import', 'tsx'];

type Figures = Readonly<Record<string, number>>;

function start(script: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  return spawn(process.execPath, [...nodeArguments, here(script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
  });
}

async function firstLine(child: ChildProcessByStdio<Writable, Readable, null>): Promise<unknown> {
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error('a benchmark process ended without a word');
}

async function measure(
  side: string,
  kind: string,
  amount: number,
  server: { url: string; ca: string },
): Promise<Figures> {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: server.ca };
  const child = start('measure.ts', [side, kind, server.url, String(amount)], env);
  const figures = (await firstLine(child)) as Figures;
  if (child.exitCode === null) await once(child, 'exit');
  return figures;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

interface Row {
  readonly what: string;
  readonly key: string;
  readonly unit: string;
  readonly digits: number;
  readonly goal: string;
}

const plan: readonly { kind: string; amount: number; rows: readonly Row[] }[] = [
  {
    kind: 'dial',
    amount: isShort ? 10 : 25,
    rows: [{ what: 'dial to authenticated', key: 'ms', unit: 'ms', digits: 2, goal: '≤ 1.15' }],
  },
  {
    kind: 'roundTrip',
    amount: isShort ? 3_000 : 10_000,
    rows: [{ what: 'sequential round trip', key: 'us', unit: 'µs', digits: 1, goal: '≤ 1.1' }],
  },
  {
    kind: 'burst',
    amount: isShort ? 300_000 : 1_000_000,
    rows: [
      { what: 'spot events to a listener', key: 'perSecond', unit: '/s', digits: 0, goal: '≥ 0.9' },
      { what: 'CPU per event', key: 'cpuUs', unit: 'µs', digits: 3, goal: '' },
      { what: `memory after ${isShort ? '0.3' : '1'} M events`, key: 'rssMiB', unit: 'MiB', digits: 1, goal: '' },
    ],
  },
];

async function benchWire(): Promise<void> {
  const serverProcess = start('server.ts', []);
  const server = (await firstLine(serverProcess)) as { url: string; ca: string };
  console.log(`${rounds} rounds, plain loop and client alternating, TLS on loopback, Node ${process.version}\n`);
  console.log(
    `${'medians'.padEnd(28)}${'plain loop'.padStart(16)}${'client'.padStart(16)}${'ratio'.padStart(9)}  wanted`,
  );
  for (const { kind, amount, rows } of plan) {
    const results: Record<'plain' | 'client', Figures[]> = { plain: [], client: [] };
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 === 0 ? (['plain', 'client'] as const) : (['client', 'plain'] as const);
      for (const side of order) results[side].push(await measure(side, kind, amount, server));
    }
    for (const row of rows) printRow(row, results);
  }
  serverProcess.stdin.end();
}

function printRow(
  { what, key, unit, digits, goal }: Row,
  results: Record<'plain' | 'client', readonly Figures[]>,
): void {
  const plain = median(results.plain.map((figures) => figures[key] ?? Number.NaN));
  const client = median(results.client.map((figures) => figures[key] ?? Number.NaN));
  const show = (value: number) => `${value.toFixed(digits)} ${unit}`.padStart(16);
  console.log(`${what.padEnd(28)}${show(plain)}${show(client)}${(client / plain).toFixed(2).padStart(9)}  ${goal}`);
}

/** Start-up of the built command, over a bare Node. */
async function benchStartUp(): Promise<void> {
  const bin = here('../packages/cli/dist/bin.js');
  if (!existsSync(bin)) {
    console.log('\ntickwire --help: not measured; run `npm run build` first');
    return;
  }
  const times: Record<'bare' | 'help', number[]> = { bare: [], help: [] };
  for (let round = 0; round < (isShort ? 10 : 30); round += 1) {
    for (const side of ['bare', 'help'] as const) {
      const args = side === 'bare' ? ['-e', '0'] : [bin, '--help'];
      const startedAt = performance.now();
      await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit');
      times[side].push(performance.now() - startedAt);
    }
  }
  const [bare, help] = [median(times.bare), median(times.help)];
  console.log(
    `\ntickwire --help ${help.toFixed(0)} ms, node -e 0 ${bare.toFixed(0)} ms: ${(help - bare).toFixed(0)} ms over bare Node (wanted ≤ 60), ×${(help / bare).toFixed(2)}`,
  );
}

await benchWire();
await benchStartUp();
