import type { Check } from '../src/doctor/check.ts';

const introduction = `# Doctor

\`tickwire doctor\` looks at everything that a session needs, one thing after the other, and says of each whether it is green,
or red with one thing to do. Yellow is advice: it works, and could be better. What depends on something red is skipped, so the
first red line is where to begin.

\`\`\`console
$ tickwire doctor                                   # your credentials, the real servers
$ tickwire doctor --credentials FILE --account ID
$ tickwire doctor --endpoint wss://127.0.0.1:5036 --ca ca.pem
$ tickwire doctor --sandbox                         # a server of its own: is Tickwire all right here?
$ tickwire doctor --json                            # one document, for programs
\`\`\`

It only reads. It logs the application and the account in, asks for accounts and symbols, and subscribes to the prices of one symbol
until the first has come. It sends no trading command, renews no token and writes no file; values of secrets are never shown.

Exit code 0 means that nothing is red; otherwise it is that of the first red check, with the meaning it has everywhere
(\`tickwire --help\`). \`--timeout\` says how long to wait for each answer; 5 seconds if it is left out.

With \`--json\` it prints \`{ v, healthy, exitCode, checks }\`. Each check has \`id\`, \`title\`, \`state\` – \`green\`, \`yellow\`, \`red\` or
\`skipped\` – and \`says\`; yellow and red ones have \`next\`, red ones \`exitCode\`, skipped ones the id of the red check in \`because\`.

## What it looks at

This table is made from the checks in \`packages/cli/src/doctor\`: \`npx vitest run packages/cli/test/doctor-page.test.ts -u\` writes it
anew, and without \`-u\` that test fails when it is out of date.
`;

/** The page about the doctor, as Markdown. */
export function renderDoctorPage(checks: readonly Check[]): string {
  const rows = checks.map(({ id, title, looksAt, needs }) => [
    `\`${id}\``,
    title,
    looksAt,
    needs.length === 0 ? '–' : needs.map((need) => `\`${need}\``).join(', '),
  ]);
  return `${introduction}\n${renderTable(['Id', 'Title', 'Green when', 'Needs'], rows)}\n\n${ending}`;
}

const ending = `Without \`--endpoint\` it goes to \`live.ctraderapi.com\` and \`demo.ctraderapi.com\`, ports 5036 (needed) and 5035 (advice), and to
\`openapi.ctrader.com\`. With it, only that address is known. A file mode and a link are looked at where there is a credentials file, even
if variables come before it.

The clock is compared with the \`Date\` header of the first web server that has one; where none has, with the time of the last price,
which can only prove that the clock is behind. Certificates are looked at in a handshake of its own, in which nothing is sent.
`;

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[], filler = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, filler)).join(' | ')} |`;
  return [
    line(head),
    line(
      head.map(() => '-'),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n');
}
