import type { Context } from '../context.ts';
import { allChecks } from '../doctor/all-checks.ts';
import type { CheckReport } from '../doctor/check.ts';
import type { Examination } from '../doctor/examination.ts';
import { openExamination } from '../doctor/open-examination.ts';
import { runChecks } from '../doctor/run-checks.ts';
import { ExitCode } from '../exit-codes.ts';
import { renderCheckReport, renderCheckSummary } from '../output/check-table.ts';
import { documentVersion } from '../output/failure.ts';
import { defuse, isColourful, toJsonText } from '../output/terminal.ts';
import { watchInterrupt } from '../settings/interrupt.ts';
import type { DoctorFlags } from './doctor.ts';

const widestTable = 100;

/** Runs every check and tells what it found; the exit code is that of the first red one. */
export async function runDoctor(context: Context, flags: DoctorFlags): Promise<void> {
  const interrupt = watchInterrupt(context);
  try {
    const { examination, close } = await openExamination(context, flags, interrupt.signal);
    try {
      const reports = await tell(context, flags, examination);
      const firstRed = reports.find((report) => report.state === 'red');
      context.process.exitCode = firstRed?.exitCode ?? ExitCode.OK;
    } finally {
      await close();
    }
  } finally {
    interrupt.stop();
  }
}

async function tell(
  context: Context,
  { json }: DoctorFlags,
  examination: Examination,
): Promise<readonly CheckReport[]> {
  const { stdout, env } = context;
  if (json === true) {
    const checks = await runChecks(allChecks, examination);
    const firstRed = checks.find((report) => report.state === 'red');
    const exitCode = firstRed?.exitCode ?? ExitCode.OK;
    stdout.write(`${toJsonText({ v: documentVersion, healthy: firstRed === undefined, exitCode, checks })}\n`);
    return checks;
  }
  const style = {
    width: Math.min(stdout.isTerminal ? stdout.columns : 80, widestTable),
    titleWidth: Math.max(...allChecks.map(({ title }) => title.length)),
    isColourful: isColourful(stdout, env),
  };
  // One by one: some wait for the network, and people want to see that something happens.
  const reports = await runChecks(allChecks, examination, (report) => {
    const said = { ...report, says: defuse(report.says), ...('next' in report ? { next: defuse(report.next) } : {}) };
    stdout.write(`${renderCheckReport(said, style).join('\n')}\n`);
  });
  stdout.write(`\n${renderCheckSummary(reports)}\n`);
  return reports;
}
