import type { Request } from '@tickwire/protocol';
import type { Case } from './case.ts';

const introduction = `# What the sandbox answers

Made by \`packages/sandbox/test/every-request.test.ts\`, which plays each line below through the JSON door and the Protobuf door, and
fails when an outcome is another one, when the two doors differ in anything they send, or when this page is not what it played.
Why an answer is what it is, and how sure that is: [PROTOCOL.md](../PROTOCOL.md).

## Any request
`;

/** Writes the page that lists all cases. */
export function renderCoverage(
  requests: readonly Request[],
  { general, own }: { readonly general: readonly Case[]; readonly own: readonly Case[] },
): string {
  const situations = new Map<string, number>();
  for (const { outcome, when } of general) {
    const situation = `\`${outcome}\`|${when}`;
    situations.set(situation, (situations.get(situation) ?? 0) + 1);
  }
  const anyRows = [...situations].map(([situation, count]) => [...situation.split('|'), `${count}`]);
  const rows = requests.map(({ name, payloadType }) => {
    const cases = own.filter(({ request }) => request.payloadType === payloadType);
    return [`${payloadType}`, name, listSuccesses(cases), listRefusals(cases)];
  });
  return [
    introduction,
    renderTable(['Refusal', 'When', 'Requests'], anyRows),
    '\n## Each request\n',
    renderTable(['No.', 'Request', 'Success', 'Refusals of its own'], rows),
    '',
  ].join('\n');
}

const listSuccesses = (cases: readonly Case[]): string =>
  cases
    .filter(({ outcome }) => outcome === 'success')
    .map(({ when }) => when)
    .join('; ');

function listRefusals(cases: readonly Case[]): string {
  const codes = new Map<string, string[]>();
  for (const { outcome, when } of cases) {
    if (outcome !== 'success') codes.set(outcome, [...(codes.get(outcome) ?? []), when]);
  }
  return [...codes].map(([code, situations]) => `\`${code}\` ${situations.join(', ')}`).join('; ') || '–';
}

/** A Markdown table, aligned as the formatter wants it. */
function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
