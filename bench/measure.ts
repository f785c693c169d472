// One measurement of one side, in a fresh process: `measure.ts plain|client KIND URL AMOUNT` prints one JSON object.
import { client, plain } from './sides.ts';

const [, , sideName, kind, url = '', amountText] = process.argv;
const side = sideName === 'client' ? client : plain;
const amount = Number(amountText);

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function measureDial(): Promise<object> {
  // The first dial of a process pays for modules and certificates on both sides alike.
  await (await side.open(url)).close();
  const times: number[] = [];
  for (let round = 0; round < amount; round += 1) {
    const startedAt = performance.now();
    const open = await side.open(url);
    times.push(performance.now() - startedAt);
    await open.close();
  }
  return { ms: median(times) };
}

async function measureRoundTrip(): Promise<object> {
  const open = await side.open(url);
  for (let warmUp = 0; warmUp < 3_000; warmUp += 1) await open.ask();
  const times: number[] = [];
  for (let round = 0; round < amount; round += 1) {
    const startedAt = performance.now();
    await open.ask();
    times.push(performance.now() - startedAt);
  }
  await open.close();
  return { us: median(times) * 1_000 };
}

async function measureBurst(): Promise<object> {
  const warm = await side.open(url);
  await warm.burst(50_000);
  await warm.close();
  const open = await side.open(url);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const { sum } = await open.burst(amount);
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpu = process.cpuUsage(cpuBefore);
  if (sum !== amount * 7) throw new Error(`events were lost or misread: ${sum}`);
  await open.close();
  return {
    perSecond: amount / seconds,
    cpuUs: (cpu.user + cpu.system) / amount,
    rssMiB: process.memoryUsage().rss / 1_048_576,
  };
}

const measures: Readonly<Record<string, () => Promise<object>>> = {
  dial: measureDial,
  roundTrip: measureRoundTrip,
  burst: measureBurst,
};
const measure = measures[kind ?? ''];
if (measure === undefined) throw new Error(`unknown measurement ${kind}`);
process.stdout.write(`${JSON.stringify(await measure())}\n`);
