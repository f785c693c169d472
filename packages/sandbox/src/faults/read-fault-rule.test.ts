import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultCatalogue } from './catalogue.ts';
import { parseFault } from './parse-fault.ts';
import { readFaultRule } from './read-fault-rule.ts';

const problem = (value: unknown): string => {
  const result = readFaultRule(value);
  return result.ok ? 'none' : result.problem;
};

describe('the catalogue', () => {
  test('says in one sentence what each fault does, and every fault may be had with its defaults', () => {
    for (const { name, description, ids } of faultCatalogue) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(description).toMatch(/^[A-Z].*\.$/);
      expect(ids.length).toBeGreaterThan(0);
      expect(readFaultRule({ fault: name })).toEqual({ ok: true, rule: { fault: name } });
    }
  });

  test('has the faults that a server can cause', () => {
    const ids = new Set(faultCatalogue.flatMap((fault) => fault.ids));
    const network = ['N4', 'N6', 'N7', 'N9', 'N10', 'N11', 'N12', 'N13'];
    const protocol = Array.from({ length: 13 }, (_, index) => `P${index + 1}`);
    const others = ['P15', 'T1', 'T2', 'T8', 'T9', 'O2', 'O3', 'O4', 'O5', 'O6', 'O7', 'O8', 'O9', 'O10', 'O12', 'O14'];
    expect([...network, ...protocol, ...others].filter((id) => !ids.has(id))).toEqual([]);
  });

  test('has no parameter that a condition is called', () => {
    const words = new Set(['types', 'direction', 'environment', 'door', 'accounts', 'skip', 'count', 'probability']);
    const names = faultCatalogue.flatMap((fault) => Object.keys(fault.parameters));
    expect(names.filter((name) => words.has(name))).toEqual([]);
  });
});

test.each([
  [7, 'A fault must be an object with the name of a fault in "fault".'],
  [{}, 'A fault must have the name of a fault in "fault".'],
  [{ fault: 'answer-nver' }, 'There is no fault "answer-nver"; did you mean answer-never?'],
  [{ fault: '__proto__' }, 'There is no fault "__proto__"; `tickwire sandbox faults` lists them.'],
  [{ fault: 'answer-late', mss: 1 }, 'The fault answer-late has no parameter "mss"; did you mean ms?'],
  [{ fault: 'drop', constructor: 1 }, 'The fault drop has no parameter "constructor"; it takes none.'],
  [
    { fault: 'answer-late', ms: -1 },
    'The parameter ms of the fault answer-late takes a whole number from 0 to 3600000, not -1.',
  ],
  [
    { fault: 'refuse-upgrade', status: '500' },
    'The parameter status of the fault refuse-upgrade takes 503, 301, 401, 403 or 429, not "500".',
  ],
  [
    { fault: 'close', code: 1006 },
    'The parameter code of the fault close takes a close code from 1000 to 4999, or none, not 1006.',
  ],
  [{ fault: 'drop', when: 3 }, 'The condition "when" of a fault must be an object.'],
  [{ fault: 'drop', when: { type: 3 } }, 'The condition of a fault has no "type"; it may have messageTypes'],
  [{ fault: 'drop', when: { cuont: 3 } }, 'The condition of a fault has no "cuont"; did you mean count?'],
  [{ fault: 'drop', when: { count: 0 } }, 'The condition "count" of a fault must be a whole number of at least 1.'],
  [
    { fault: 'drop', when: { probability: 2 } },
    'The condition "probability" of a fault must be a number above 0 and at most 1.',
  ],
  [{ fault: 'drop', when: { door: 'http' } }, 'The condition "door" of a fault must be json or protobuf.'],
  [{ fault: 'drop', when: { accounts: [] } }, 'The condition "accounts" of a fault must be a list of account ids.'],
  [{ fault: 'drop', when: { messageTypes: ['Foo'] } }, 'There is no message "Foo".'],
  [{ fault: 'drop', when: { messageTypes: ['SpotEvnt'] } }, 'There is no message "SpotEvnt"; did you mean SpotEvent?'],
  [
    { fault: 'drop', when: { messageTypes: ['TraderReq'] } },
    'The fault drop is for what the sandbox sends, not for requests.',
  ],
  [
    { fault: 'answer-never', when: { messageTypes: ['TraderRes'] } },
    'The fault answer-never is for what the client sends, not for answers and events.',
  ],
  [
    { fault: 'close', when: { messageTypes: ['TraderReq', 'TraderRes'] } },
    'The message types of a fault must all be requests, or all answers and events.',
  ],
  [
    { fault: 'accept-then-close', when: { messageTypes: ['TraderReq'] } },
    'The fault accept-then-close happens when a client connects, before any message.',
  ],
  [
    { fault: 'accept-then-close', when: { accounts: [1] } },
    'The fault accept-then-close happens when a client connects, before any account is known.',
  ],
  [{ fault: 'json-null', when: { door: 'protobuf' } }, 'The fault json-null cannot happen on the protobuf door.'],
])('%j is refused: %s', (value, sentence) => {
  expect(problem(value)).toContain(sentence);
});

test('whatever document comes, it is a rule or one sentence', () => {
  const names = faultCatalogue.map((fault) => fault.name);
  const documents = fc.oneof(
    fc.anything(),
    fc.record({ fault: fc.constantFrom(...names), when: fc.anything(), ms: fc.anything(), code: fc.anything() }),
  );
  fc.assert(
    fc.property(documents, (value) => {
      expect(problem(value)).toMatch(/^(none|[A-Z].*)$/s);
    }),
  );
});

describe('on a command line', () => {
  test.each([
    ['drop', { fault: 'drop', when: {} }],
    [
      'answer-never:types=AccountAuthReq+2121,count=1',
      { fault: 'answer-never', when: { messageTypes: ['AccountAuthReq', 2121], count: 1 } },
    ],
    [
      'refuse-upgrade:status=429,retryAfterSeconds=5,probability=0.5,door=json',
      { fault: 'refuse-upgrade', status: '429', retryAfterSeconds: 5, when: { probability: 0.5, door: 'json' } },
    ],
    [
      'close:code=none,accounts=1+2,direction=in',
      { fault: 'close', code: 'none', when: { accounts: [1, 2], direction: 'in' } },
    ],
    ['log-out-application:reason=a=b 7', { fault: 'log-out-application', reason: 'a=b 7', when: {} }],
  ])('%s is read', (words, rule) => {
    expect(parseFault(words)).toEqual({ ok: true, rule });
  });

  test.each([
    ['', 'There is no fault ""'],
    ['drp', 'did you mean drop?'],
    ['drop:count', 'A fault is written NAME:key=value,key=value; "count" has no key.'],
    ['drop:count=x', 'The condition "count" of a fault must be a whole number of at least 1.'],
    ['answer-late:ms=soon', 'takes a whole number from 0 to 3600000, not "soon".'],
    ['drop:coun=1', 'The fault drop has no key "coun"; did you mean count?'],
    ['delay:mz=1', 'The fault delay has no key "mz"; did you mean ms?'],
    ['drop:messageTypes=1', 'The fault drop has no key "messageTypes"; it takes types, direction'],
    ['drop:when=1', 'The fault drop has no key "when"'],
    ['drop:__proto__=1', 'The fault drop has no key "__proto__"'],
  ])('%s is refused', (words, sentence) => {
    const result = parseFault(words);
    expect(result.ok ? 'none' : result.problem).toContain(sentence);
  });
});
