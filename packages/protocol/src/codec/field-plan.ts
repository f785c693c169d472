import type { AnyField, Model } from '../schema/fields.ts';

/** What the codec checks in a value; the integer kinds differ only in their bounds. */
type Check = 'integer' | 'enum' | 'double' | 'bool' | 'string' | 'model' | 'bytes' | 'list';

/** One field, prepared for reading and writing. Every plan has all keys, so that all plans have one shape. */
export interface FieldPlan {
  readonly name: string;
  readonly check: Check;
  readonly isRequired: boolean;
  /** 1 when required, else 0: for counting without a branch. */
  readonly weight: 0 | 1;
  /** For a list: what each of its items must be. */
  readonly element: FieldPlan | undefined;
  /** The JSON key with its colon. */
  readonly prefix: string;
  /** Smallest and largest number that may stand here; not a number for kinds that are none, so that nothing fits. */
  readonly min: number;
  readonly max: number;
  readonly isDouble: boolean;
  /** Names and numbers of an enumeration; empty for other kinds. */
  readonly numberByName: ReadonlyMap<string, number>;
  readonly numbers: ReadonlySet<number>;
  readonly isState: boolean;
  /** The nested structure of a `model` field. */
  readonly plan: ModelPlan | undefined;
  /** What belongs here, with its article: `an unsigned 32-bit integer`. */
  readonly expected: string;
  /** The field that came after this one last time. A guess for the next message, which changes nothing but speed. */
  follower: FieldPlan | undefined;
}

/** The fields of a message or model, prepared for reading and writing. */
export interface ModelPlan {
  readonly name: string;
  /** In ascending order of field numbers: the order of JSON keys on the wire. */
  readonly fields: readonly FieldPlan[];
  readonly byName: ReadonlyMap<string, FieldPlan>;
  /** Names of the required fields in order of declaration: the order in which the server lists missing ones. */
  readonly required: readonly string[];
  /** The field that came first last time; see {@link FieldPlan.follower}. */
  first: FieldPlan | undefined;
}

type Kind = AnyField['kind'];

interface KindRules {
  readonly check: Check;
  readonly min: number;
  readonly max: number;
  readonly expected: string;
}

const SAFE = Number.MAX_SAFE_INTEGER;

/** Bounds between which no number lies. */
const NO_NUMBER = { min: Number.NaN, max: Number.NaN };

const RULES: Readonly<Record<Kind, KindRules>> = {
  int32: { check: 'integer', min: -(2 ** 31), max: 2 ** 31 - 1, expected: 'a 32-bit integer' },
  uint32: { check: 'integer', min: 0, max: 2 ** 32 - 1, expected: 'an unsigned 32-bit integer' },
  int64: { check: 'integer', min: -SAFE, max: SAFE, expected: 'an integer' },
  uint64: { check: 'integer', min: 0, max: SAFE, expected: 'an unsigned integer' },
  // The choices are listed per field.
  enum: { check: 'enum', min: -SAFE, max: SAFE, expected: '' },
  double: { check: 'double', min: -Number.MAX_VALUE, max: Number.MAX_VALUE, expected: 'a number' },
  bool: { check: 'bool', ...NO_NUMBER, expected: 'true or false' },
  string: { check: 'string', ...NO_NUMBER, expected: 'a string' },
  model: { check: 'model', ...NO_NUMBER, expected: 'an object' },
  bytes: { check: 'bytes', ...NO_NUMBER, expected: 'absent (JSON has no bytes)' },
};

/** More choices than these would drown the sentence that lists them. */
const MAX_CHOICES_LISTED = 8;

const plans = new WeakMap<Model, ModelPlan>();

/** The plan of a message or model; made on first use and kept for as long as the declaration lives. */
export function planOf(model: Model): ModelPlan {
  let plan = plans.get(model);
  if (plan === undefined) {
    plan = compileModel(model);
    plans.set(model, plan);
  }
  return plan;
}

/** Whether there are keys beside the `known` ones. Counting is enough as long as no key is set to `undefined`. */
export function unknownKeyIn(plan: ModelPlan, value: Readonly<Record<string, unknown>>, known: number): boolean {
  let keys = 0;
  for (const _key in value) keys++;
  return keys !== known && Object.keys(value).some((key) => !plan.byName.has(key));
}

function compileModel(model: Model): ModelPlan {
  const declared = Object.entries(model.fields);
  const fields = declared
    .toSorted(([, a], [, b]) => a.number - b.number)
    .map(([name, field]) => compileField(name, field));
  return {
    name: model.name,
    fields,
    byName: new Map(fields.map((field) => [field.name, field])),
    required: declared.filter(([, field]) => field.label === 'required').map(([name]) => name),
    first: fields[0],
  };
}

function compileField(name: string, field: AnyField): FieldPlan {
  const one = compileItem(name, field);
  if (field.label !== 'repeated') return one;
  return { ...one, check: 'list', ...NO_NUMBER, plan: undefined, element: one, expected: 'a list' };
}

function compileItem(name: string, field: AnyField): FieldPlan {
  const { check, min, max, expected } = RULES[field.kind];
  const numberByName = new Map(Object.entries(field.values ?? {}));
  return {
    name,
    check,
    isRequired: field.label === 'required',
    weight: field.label === 'required' ? 1 : 0,
    element: undefined,
    prefix: `${JSON.stringify(name)}:`,
    min,
    max,
    isDouble: check === 'double',
    numberByName,
    numbers: new Set(numberByName.values()),
    isState: field.isState === true,
    plan: field.model === undefined ? undefined : planOf(field.model),
    expected: check === 'enum' ? listChoices(numberByName) : expected,
    follower: undefined,
  };
}

function listChoices(numberByName: ReadonlyMap<string, number>): string {
  const choices = [...numberByName].map(([name, number]) => `${number} (${name})`);
  return choices.length > MAX_CHOICES_LISTED
    ? `one of the ${choices.length} numbers of its enumeration`
    : `one of ${choices.join(', ')}`;
}
