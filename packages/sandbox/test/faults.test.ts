import { expect, test } from 'vitest';
import { faultCatalogue } from '../src/index.ts';
import { plays } from './fault-plays.ts';
import { onStage } from './fault-stage.ts';

const cases = faultCatalogue.flatMap(({ name, wires }) => wires.map((wire) => ({ name, wire })));

test.each(cases)('the fault $name does what it says ($wire)', async ({ name, wire }) => {
  const play = Object.entries(plays).find(([played]) => played === name)?.[1];
  if (play === undefined) throw new Error(`Nobody plays ${name}.`);
  await onStage(wire, [], play);
});

test('a fault without a play would be seen here', () => {
  expect(Object.keys(plays).sort()).toEqual(faultCatalogue.map((fault) => fault.name).sort());
});
