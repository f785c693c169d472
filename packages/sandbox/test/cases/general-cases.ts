import { messages, type Request } from '@tickwire/protocol';
import { askedAs, type Case } from './case.ts';

/** Every request there is, in ascending order of payload types. */
export const requests: readonly Request[] = messages.filter(
  (message): message is Request => message.direction === 'request',
);

/** What may come of any request, whatever it asks for. */
export const generalCases: readonly Case[] = requests.flatMap((request) => [
  ...refuseTooEarly(request),
  ...refuseWrongShape(request),
  ...refuseTooFast(request),
]);

function refuseTooEarly(request: Request): readonly Case[] {
  const cases: Case[] = [];
  if (request.needs !== 'nothing') {
    cases.push({
      request,
      outcome: 'CH_CLIENT_NOT_AUTHENTICATED',
      when: 'before application authentication',
      from: 'connected',
      play: ({ ask }) => ask(request),
    });
  }
  if (request.needs === 'account') {
    cases.push({
      request,
      outcome: 'INVALID_REQUEST',
      when: 'before account authentication',
      from: 'application',
      play: ({ ask }) => ask(request, fillIn(request)),
    });
  }
  return cases;
}

function refuseWrongShape(request: Request): readonly Case[] {
  const required = Object.entries(request.fields).filter(([, { label }]) => label === 'required');
  const cases: Case[] = [];
  if (required.length > 0) {
    cases.push({
      request,
      outcome: 'INVALID_REQUEST',
      when: 'without its required fields',
      play: ({ player }) => player.ask(request, {}, askedAs),
    });
  }
  const number = Object.entries(request.fields).find(([, { kind }]) => kind === 'int64');
  if (number !== undefined) {
    cases.push({
      request,
      outcome: 'INVALID_REQUEST',
      when: 'with a text for a number',
      play: ({ player }) => player.ask(request, { ...fillIn(request), [number[0]]: 'abc' }, askedAs),
    });
  }
  return cases;
}

function refuseTooFast(request: Request): readonly Case[] {
  const limits = { ordinaryPerSecond: 1, historicalPerSecond: 1 };
  return [
    {
      request,
      outcome: 'BLOCKED_PAYLOAD_TYPE',
      when: 'above the rate',
      options: { limits },
      from: 'connected',
      play: async ({ ask }) => {
        await ask(request, {}, 'within the rate');
        await ask(request);
      },
    },
    {
      request,
      outcome: 'REQUEST_FREQUENCY_EXCEEDED',
      when: 'above the rate, in the older way',
      options: { limits: { ...limits, breach: 'frequency' } },
      from: 'connected',
      play: async ({ ask }) => {
        await ask(request, {}, 'within the rate');
        await ask(request);
      },
    },
  ];
}

/** Something for each required field, so that its absence is not what the request is refused for. */
function fillIn({ fields }: Pick<Request, 'fields'>): Readonly<Record<string, unknown>> {
  const filled: Record<string, unknown> = {};
  for (const [name, { kind, label, model, values }] of Object.entries(fields)) {
    const value = model === undefined ? (Object.values(values ?? {})[0] ?? samples[kind] ?? 1) : fillIn(model);
    if (label === 'required') filled[name] = value;
    else if (label === 'repeated') filled[name] = [value];
  }
  return filled;
}

const samples: Readonly<Record<string, unknown>> = { string: 'x', bool: true };
