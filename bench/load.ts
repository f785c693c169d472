// What the sandbox carries: each figure in a fresh process that holds the sandbox, its clients in another one. Medians of
// a few rounds and what was wanted are printed; `--short` measures less.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const isShort = process.argv.includes('--short');
const nodeArguments = ['--conditions=@tickwire/source', '--import', 'tsx'];
const script = fileURLToPath(new URL('load-server.ts', import.meta.url));

type Figures = Readonly<Record<string, number>>;

interface Row {
  readonly what: string;
  readonly key: string;
  readonly unit: string;
  readonly digits: number;
  readonly wanted: string;
}

/** What is measured. A new kind needs a row here and a function in `load-server.ts`. */
const plan: readonly { readonly kind: string; readonly rounds: number; readonly rows: readonly Row[] }[] = [
  {
    kind: 'idle',
    rounds: 1,
    rows: [
      { what: '1,000 idle clients, whole process', key: 'totalMiB', unit: 'MiB', digits: 0, wanted: '< 150 MB' },
      { what: '… of it for the clients', key: 'growthMiB', unit: 'MiB', digits: 0, wanted: '' },
    ],
  },
  {
    kind: 'fanOut',
    rounds: 3,
    rows: [
      { what: 'spot events to 100 clients', key: 'perSecond', unit: '/s', digits: 0, wanted: '200,000' },
      { what: '… CPU a message and client', key: 'usPerMessage', unit: 'µs', digits: 2, wanted: '≤ 1.5' },
      { what: '… share of one core', key: 'busy', unit: '', digits: 2, wanted: '≤ 1' },
      { what: '… all read after the last', key: 'lagMs', unit: 'ms', digits: 0, wanted: 'no queue' },
      { what: '… memory grown meanwhile', key: 'growthMiB', unit: 'MiB', digits: 0, wanted: 'no queue' },
    ],
  },
  {
    kind: 'slowClient',
    rounds: 1,
    rows: [
      {
        what: 'one of 100 stops reading, cut off after',
        key: 'cutOffSeconds',
        unit: 's',
        digits: 1,
        wanted: 'cut off',
      },
      { what: '… the others meanwhile', key: 'perSecond', unit: '/s', digits: 0, wanted: '198,000' },
      { what: '… all read after the last', key: 'lagMs', unit: 'ms', digits: 0, wanted: 'no queue' },
      { what: '… memory grown meanwhile', key: 'growthMiB', unit: 'MiB', digits: 0, wanted: 'bounded' },
    ],
  },
  {
    kind: 'orders',
    rounds: 1,
    rows: [
      { what: 'orders of five accounts', key: 'orders', unit: '', digits: 0, wanted: 'all filled' },
      { what: '… in a second', key: 'perSecond', unit: '/s', digits: 0, wanted: '1,000' },
      { what: '… share of one core', key: 'busy', unit: '', digits: 2, wanted: '≤ 1' },
      { what: '… history kept of each', key: 'kibPerOrder', unit: 'KiB', digits: 2, wanted: '≤ 2 kB' },
      { what: '… until filled, median', key: 'medianMs', unit: 'ms', digits: 1, wanted: '' },
      { what: '… until filled, one in a thousand', key: 'slowMs', unit: 'ms', digits: 1, wanted: '' },
    ],
  },
  {
    kind: 'history',
    rounds: 5,
    rows: [
      { what: '14,000 M1 bars, first of a process', key: 'coldM1', unit: 'ms', digits: 0, wanted: '< 50' },
      ...['M1', 'M5', 'M15', 'M30', 'H1', 'H4'].map((key) => row(`14,000 ${key} bars`, key)),
      row('all 6,530 D1 bars', 'D1'),
    ],
  },
  {
    kind: 'start',
    rounds: 5,
    rows: [
      { what: 'createSandbox, first of a process', key: 'firstMs', unit: 'ms', digits: 1, wanted: '< 50' },
      { what: '… later ones', key: 'laterMs', unit: 'ms', digits: 1, wanted: '' },
      { what: '… import, from source', key: 'importMs', unit: 'ms', digits: 0, wanted: '' },
    ],
  },
  {
    kind: 'week',
    rounds: 1,
    rows: [
      { what: 'virtual hours, 20 symbols', key: 'hours', unit: 'h', digits: 0, wanted: '' },
      { what: '… passed in', key: 'seconds', unit: 's', digits: 1, wanted: '' },
      { what: '… prices sent', key: 'frames', unit: '', digits: 0, wanted: '' },
    ],
  },
];

function row(what: string, key: string): Row {
  return { what, key, unit: 'ms', digits: 0, wanted: '< 50' };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function measure(kind: string): Promise<Figures> {
  const child = spawn(process.execPath, [...nodeArguments, script, kind, isShort ? '0.2' : '1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as Figures;
  throw new Error(`the measurement of ${kind} ended without a word`);
}

console.log(`Node ${process.version}, medians\n`);
for (const { kind, rounds, rows } of plan) {
  const results: Figures[] = [];
  for (let round = 0; round < (isShort ? 1 : rounds); round += 1) results.push(await measure(kind));
  for (const { what, key, unit, digits, wanted } of rows) {
    const value = median(results.map((figures) => figures[key] ?? Number.NaN));
    const shown = `${value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
    console.log(`${what.padEnd(41)}${shown.padStart(16)}  ${wanted}`);
  }
}
