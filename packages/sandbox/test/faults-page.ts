import type { FaultDescription, Parameter } from '../src/index.ts';

const introduction = `# Faults

What the sandbox can let go wrong, for tests of programs that must survive it. This page is made from the table in
\`packages/sandbox/src/faults/catalogue.ts\`: \`npx vitest run packages/sandbox/test/faults-page.test.ts -u\` writes it
anew, and without \`-u\` that test fails when the page is out of date.

In process:

\`\`\`ts
const sandbox = await createSandbox({
  faults: [{ fault: 'answer-late', ms: 3_000, when: { messageTypes: ['AccountAuthReq'] } }],
});
const id = sandbox.faults.inject({
  fault: 'close',
  code: 1012,
  afterMs: 500,
  when: { messageTypes: ['NewOrderReq'], count: 1 },
});
sandbox.faults.active(); // what is in force, and how often it has happened
sandbox.faults.remove(id);
\`\`\`

On the command line, as often as needed:

\`\`\`console
$ tickwire sandbox --fault answer-never:types=AccountAuthReq,count=1 --fault delay:ms=200,jitterMs=300,probability=0.1
$ tickwire sandbox faults            # this list; --json for programs
\`\`\`

## When a fault happens

Everything in \`when\` is optional, and everything given has to be true.

| Key            | On the command line | Means                                                                                                        |
| -------------- | ------------------- | ------------------------------------------------------------------------------------------------------------ |
| \`messageTypes\` | \`types=A+B\`         | names or payload types; otherwise those of the fault, or else every message but heartbeats                   |
| \`direction\`    | \`direction=in\`      | \`in\` is what clients send; only for faults that can happen on either, and only where the types leave it open |
| \`environment\`  | \`environment=demo\`  | \`live\` or \`demo\`                                                                                             |
| \`door\`         | \`door=json\`         | \`json\` or \`protobuf\`                                                                                         |
| \`accounts\`     | \`accounts=1+2\`      | account ids; a message that names none fits none of them                                                     |
| \`skip\`         | \`skip=3\`            | so many occasions pass before the first                                                                      |
| \`count\`        | \`count=1\`           | so many times at most                                                                                        |
| \`probability\`  | \`probability=0.1\`   | chance of each occasion that is left                                                                         |

Faults are looked at in the order they were injected, and add up. The seed of the sandbox decides what is left to chance: the same
seed and the same dialogue give the same faults. What a fault has begun, such as a delay, runs its course when the fault is taken away.

## The faults

The ids tell which tests of robustness a fault is for. _Hook_ is where it can happen: on the \`upgrade\` to a WebSocket (or the first bytes on
TCP), when a connection is \`open\`, or on a message, \`inbound\` or \`outbound\`; the first is used unless the rule says otherwise.
`;

/** The page about all faults, as Markdown. */
export function renderFaultsPage(catalogue: readonly FaultDescription[]): string {
  return `${introduction}\n${catalogue.map(renderFault).join('\n\n')}\n`;
}

function renderFault({ name, ids, description, hooks, wires, messageTypes, parameters }: FaultDescription): string {
  const facts = [
    `hook: ${hooks.map(code).join(', ')}`,
    ...(wires.length === 3 ? [] : [`only on ${wires.map(code).join(', ')}`]),
    ...(messageTypes.length === 0 ? [] : [`messages: ${messageTypes.map(code).join(', ')}`]),
  ];
  const rows = Object.entries(parameters).map(([key, parameter]) => `- ${code(key)}: ${renderParameter(parameter)}`);
  return [
    `### ${name}`,
    '',
    `${description.replaceAll(/__\w+__/g, code)} (${ids.join(', ')}; ${facts.join('; ')})`,
    ...(rows.length > 0 ? [''] : []),
    ...rows,
  ].join('\n');
}

function renderParameter(parameter: Parameter): string {
  // An abbreviation stays as it is.
  const words = parameter.description.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase());
  switch (parameter.type) {
    case 'number': {
      const byDefault = parameter.default === null ? 'left out by default' : `default ${parameter.default}`;
      return `${words}, ${parameter.min} to ${parameter.max}; ${byDefault}`;
    }
    case 'choice':
      return `${words}: ${parameter.values.map(code).join(', ')}; default ${code(parameter.default)}`;
    case 'close':
      return `WebSocket close code from 1000 to 4999, or \`none\`; default ${code(String(parameter.default))}`;
    case 'text':
      return parameter.default === '' ? words : `${words}; default ${code(parameter.default)}`;
  }
}

const code = (word: string): string => `\`${word}\``;
