import { SandboxError } from '../errors/sandbox-error.ts';

/** Takes a value out of a document, or says in one sentence what is wrong with it. `place` is where it stands. */
export type Reader<T> = (value: unknown, place: string) => T;

/** A part of a shape that may be left out; `null` stands for the same. */
export interface OptionalReader<T> {
  readonly optional: Reader<T>;
}

/** The parts of an object. */
export type Parts = Readonly<Record<string, Reader<unknown> | OptionalReader<unknown>>>;

type OptionalName<P extends Parts> = { [K in keyof P]: P[K] extends OptionalReader<unknown> ? K : never }[keyof P];

/** What an object with such parts is. */
export type Shape<P extends Parts> = {
  readonly [K in Exclude<keyof P, OptionalName<P>>]: P[K] extends Reader<infer T> ? T : never;
} & { readonly [K in OptionalName<P>]?: P[K] extends OptionalReader<infer T> ? T : never };

/** Bounds of a whole number, both included. */
export interface WholeRange {
  readonly least?: number;
  readonly most?: number;
}

const longestQuote = 40;

/** Where a part of a place stands. */
const placeIn = (place: string, name: string): string => (place === '' ? name : `${place}.${name}`);

/** The error for a value that cannot be taken. */
export function wrongValue(place: string, wanted: string, value: unknown): SandboxError {
  const where = place === '' ? 'The document' : place;
  return new SandboxError(`${where} must be ${wanted}, not ${show(value)}.`, {
    code: 'BAD_DOCUMENT',
    facts: { place: place === '' ? null : place },
  });
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === undefined) return 'left out';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? 'something else';
  return text.length <= longestQuote ? text : `what starts with ${text.slice(0, longestQuote)}`;
}

/** A text. */
export function text({ longest = 500 }: { readonly longest?: number } = {}): Reader<string> {
  return (value, place) => {
    if (typeof value === 'string' && value.length <= longest) return value;
    throw wrongValue(place, `a text of up to ${longest} characters`, value);
  };
}

/** Names of things in the world: no text that could be taken for something else in a path or a list. */
export const name: Reader<string> = (value, place) => {
  if (typeof value === 'string' && /^[A-Za-z0-9][\w. -]{0,63}$/.test(value)) return value;
  throw wrongValue(place, 'a name of letters, digits, spaces, dots and dashes', value);
};

/** A whole number. */
export function whole(range: WholeRange = {}): Reader<number> {
  const { least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER } = range;
  return (value, place) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw wrongValue(place, `a whole number${describeRange(range)}`, value);
  };
}

function describeRange({ least, most }: WholeRange): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  if (least !== undefined) return ` from ${least} on`;
  return most === undefined ? '' : ` up to ${most}`;
}

/** An id: positive, and also welcome as the digits that stand in an address. */
export const id: Reader<number> = (value, place) => {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number > 0) return number;
  throw wrongValue(place, 'a positive whole number', value);
};

/** A number, whole or not. */
export function decimal({ least, most }: { readonly least: number; readonly most: number }): Reader<number> {
  return (value, place) => {
    if (typeof value === 'number' && value >= least && value <= most) return value;
    throw wrongValue(place, `a number from ${least} to ${most}`, value);
  };
}

/** True or false. */
export const flag: Reader<boolean> = (value, place) => {
  if (typeof value === 'boolean') return value;
  throw wrongValue(place, 'true or false', value);
};

/** One of a few words. */
export function choice<const Word extends string>(words: readonly Word[]): Reader<Word> {
  return (value, place) => {
    const word = words.find((one) => one === value);
    if (word !== undefined) return word;
    throw wrongValue(place, `one of ${words.map((one) => JSON.stringify(one)).join(', ')}`, value);
  };
}

/** A list. */
export function listOf<T>(
  reader: Reader<T>,
  { longest = 10_000 }: { readonly longest?: number } = {},
): Reader<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) throw wrongValue(place, 'a list', value);
    if (value.length > longest) {
      throw new SandboxError(`${place} may have up to ${longest} entries, not ${value.length}.`, {
        code: 'BAD_DOCUMENT',
        facts: { place },
      });
    }
    return value.map((one: unknown, index) => reader(one, `${place}[${index}]`));
  };
}

/** An object with any {@link name}s. */
export function mapOf<T>(reader: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, place) => {
    const entries = Object.entries(readObject(value, place)).map(([key, one]) => {
      name(key, place === '' ? 'A name in the document' : `A name in ${place}`);
      return [key, reader(one, placeIn(place, key))] as const;
    });
    return Object.fromEntries(entries);
  };
}

/** A part that may be left out. */
export const optional = <T>(reader: Reader<T>): OptionalReader<T> => ({ optional: reader });

/** An object, whatever its parts: they are looked at by those who take it. */
export const anyObject: Reader<object> = readObject;

/** An object with these parts and no others. */
export function shape<const P extends Parts>(parts: P): Reader<Shape<P>> {
  return (value, place) => {
    const given = readObject(value, place);
    const stranger = Object.keys(given).find((key) => !Object.hasOwn(parts, key));
    if (stranger !== undefined) throw unknownPart(place, stranger, Object.keys(parts));
    const read: [string, unknown][] = [];
    for (const [key, part] of Object.entries(parts)) {
      const one = Object.hasOwn(given, key) ? given[key] : undefined;
      if (typeof part === 'function') read.push([key, part(one, placeIn(place, key))]);
      else if (one !== undefined && one !== null) read.push([key, part.optional(one, placeIn(place, key))]);
    }
    // Every part has been read by the reader whose type stands in the shape.
    return Object.fromEntries(read) as Shape<P>;
  };
}

function readObject(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongValue(place, 'an object', value);
  // Any object can be asked for any key; what is found stays unknown.
  return value as Readonly<Record<string, unknown>>;
}

function unknownPart(place: string, stranger: string, known: readonly string[]): SandboxError {
  const where = placeIn(place, stranger.length <= longestQuote ? stranger : `${stranger.slice(0, longestQuote)}…`);
  const possible = known.length === 0 ? 'nothing stands there' : `possible there: ${known.join(', ')}`;
  return new SandboxError(`${where} is not known here; ${possible}.`, {
    code: 'BAD_DOCUMENT',
    facts: { place: where },
  });
}

/** A value of an enumeration of the protocol, by its number or by its name. */
export function enumValue<Value extends number>(table: Readonly<Record<string, Value>>): Reader<Value> {
  return (value, place) => {
    const found = Object.entries(table).find(([word, number]) => word === value || number === value);
    if (found !== undefined) return found[1];
    const words = Object.entries(table).map(([word, number]) => `${JSON.stringify(word)} (${number})`);
    throw wrongValue(place, `one of ${words.join(', ')}`, value);
  };
}
