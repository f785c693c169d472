import { exitCodeOf } from '../exit-codes.ts';
import { type Check, type CheckReport, type Finding, red } from './check.ts';
import type { Examination } from './examination.ts';
import { sayDefect, saySkipped } from './texts.ts';

/**
 * Runs checks one after the other. One that needs a check that is red, or was skipped itself, is skipped. A check that
 * throws is red: that is a defect, and the others still tell what they know.
 */
export async function runChecks(
  checks: readonly Check[],
  examination: Examination,
  onReport: (report: CheckReport) => void = () => {},
): Promise<readonly CheckReport[]> {
  const reports = new Map<string, CheckReport>();
  for (const check of checks) {
    examination.signal.throwIfAborted();
    const { id, title } = check;
    const because = findObstacle(check, reports);
    const report: CheckReport =
      because === undefined
        ? { id, title, ...(await examine(check, examination)) }
        : { id, title, state: 'skipped', says: saySkipped(reports.get(because)?.title ?? because), because };
    reports.set(id, report);
    onReport(report);
  }
  return [...reports.values()];
}

/** The red check that stands in the way, also through others that were skipped because of it. */
function findObstacle(check: Check, reports: ReadonlyMap<string, CheckReport>): string | undefined {
  for (const id of check.needs) {
    const report = reports.get(id);
    if (report === undefined) throw new Error(`the check ${check.id} needs ${id}, which does not come before it`);
    if (report.state === 'red') return id;
    if (report.state === 'skipped') return report.because;
  }
  return undefined;
}

async function examine(check: Check, examination: Examination): Promise<Finding> {
  try {
    return await check.run(examination);
  } catch (error) {
    examination.signal.throwIfAborted();
    const { says, next } = sayDefect(error);
    return red(says, next, exitCodeOf(error));
  }
}
