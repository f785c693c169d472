import { text } from '../../document/reader.ts';
import { found } from '../../errors/not-in-world.ts';
import { SandboxError } from '../../errors/sandbox-error.ts';
import { faultCatalogue } from '../../faults/catalogue.ts';
import type { FaultRule } from '../../faults/fault-rule.ts';
import { readFaultRule } from '../../faults/read-fault-rule.ts';
import { readingRoute, route } from '../control-route.ts';

function readRule(value: unknown): FaultRule {
  const result = readFaultRule(value);
  if (result.ok) return result.rule;
  throw new SandboxError(result.problem, { code: 'BAD_FAULT' });
}

/** What can be made to go wrong. */
export const faultRoutes = {
  /** Every fault there is, with its parameters. */
  catalogue: route(
    'GET /control/faults/catalogue',
    'Every fault there is, with its parameters',
    {},
    () => faultCatalogue,
  ),
  /** The faults in force. */
  active: route('GET /control/faults', 'The faults in force', {}, (sandbox) => sandbox.faults.active()),
  /** Lets a fault happen from now on. */
  inject: readingRoute('POST /control/faults', 'Lets a fault happen from now on', readRule, (sandbox, rule) => ({
    id: sandbox.faults.inject(rule),
  })),
  /** Takes a fault away. */
  remove: route(
    'DELETE /control/faults/:id',
    'Takes a fault away',
    { id: text({ longest: 40 }) },
    (sandbox, { id }) => ({
      id: found(sandbox.faults.remove(id) ? id : undefined, `No fault has the id ${JSON.stringify(id)}.`),
    }),
  ),
  /** Takes all faults away. */
  clear: route('DELETE /control/faults', 'Takes all faults away', {}, (sandbox) => {
    sandbox.faults.clear();
    return [];
  }),
};
