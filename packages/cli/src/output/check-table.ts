import { ansi } from './terminal.ts';
import { wrapText } from './text.ts';

/** What became of a check, as far as people want to know. */
export interface ReportedCheck {
  readonly title: string;
  readonly state: 'green' | 'yellow' | 'red' | 'skipped';
  readonly says: string;
  readonly next?: string;
}

/** How the table looks. */
export interface CheckTableStyle {
  /** In columns. */
  readonly width: number;
  readonly titleWidth: number;
  readonly isColourful: boolean;
}

const plain = (text: string): string => text;

const marks: Readonly<Record<ReportedCheck['state'], readonly [mark: string, colour: (text: string) => string]>> = {
  green: ['✓', ansi.green],
  yellow: ['!', ansi.yellow],
  red: ['✗', ansi.red],
  skipped: ['–', ansi.dim],
};

/** The lines of one check: mark, title, what was found; below it what to do. */
export function renderCheckReport(
  { title, state, says, next }: ReportedCheck,
  { width, titleWidth, isColourful }: CheckTableStyle,
): readonly string[] {
  const [mark, colour] = marks[state];
  const paint = isColourful ? colour : plain;
  const whole = isColourful && state === 'skipped' ? ansi.dim : plain;
  const room = width - titleWidth - 5;
  const below = ' '.repeat(titleWidth + 5);
  const [first = '', ...rest] = wrapText(says, room);
  const advice = next === undefined ? [] : wrapText(`next: ${next}`, room);
  return [
    ` ${paint(mark)} ${whole(`${title.padEnd(titleWidth)}  ${first}`)}`,
    ...rest.map((line) => whole(`${below}${line}`)),
    ...advice.map((line) => `${below}${isColourful ? ansi.bold(line) : line}`),
  ];
}

/** How many checks are green, and how many are not. */
export function renderCheckSummary(reports: readonly ReportedCheck[]): string {
  const count = (state: ReportedCheck['state']) => reports.filter((report) => report.state === state).length;
  const parts = (['green', 'yellow', 'red', 'skipped'] as const)
    .map((state) => [count(state), state] as const)
    .filter(([number]) => number > 0);
  return ` ${parts.map(([number, state]) => `${number} ${state}`).join(', ')}`;
}
