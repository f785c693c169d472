import type { CloseChoice } from './act.ts';

/** One thing that a fault may be told. */
export type Parameter = NumberParameter | ChoiceParameter | TextParameter | CloseParameter;

interface About {
  /** What it is, with its unit. */
  readonly description: string;
}

/** A whole number within a range. */
export interface NumberParameter extends About {
  readonly type: 'number';
  /** Null: left out unless it is given. */
  readonly default: number | null;
  readonly min: number;
  readonly max: number;
}

/** One of a few words. */
export interface ChoiceParameter<T extends string = string> extends About {
  readonly type: 'choice';
  readonly default: T;
  readonly values: readonly T[];
}

/** A text. */
export interface TextParameter extends About {
  readonly type: 'text';
  readonly default: string;
  readonly maxLength: number;
}

/** A WebSocket close code that a server may send, or `none`. */
export interface CloseParameter extends About {
  readonly type: 'close';
  readonly default: CloseChoice;
}

/** The parameters of a fault by name. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** What stands for a parameter once defaults are filled in. */
type ParameterValue<P extends Parameter> = P extends NumberParameter
  ? P['default'] extends null
    ? number | undefined
    : number
  : P extends ChoiceParameter
    ? P['values'][number]
    : P extends CloseParameter
      ? CloseChoice
      : string;

/** The values of all parameters of a fault. */
export type ParameterValues<P extends Parameters> = { readonly [Name in keyof P]: ParameterValue<P[Name]> };

/** A whole number from `min` to `max`. */
export const number = (description: string, byDefault: number, min: number, max: number) =>
  ({ type: 'number', description, default: byDefault, min, max }) as const satisfies NumberParameter;

/** A whole number that may be left out. */
export const optionalNumber = (description: string, min: number, max: number) =>
  ({ type: 'number', description, default: null, min, max }) as const satisfies NumberParameter;

/** One of these words; the first is the default. */
export const choice = <const T extends string>(description: string, first: T, ...others: readonly T[]) =>
  ({ type: 'choice', description, default: first, values: [first, ...others] }) as const satisfies ChoiceParameter<T>;

/** A text of at most 500 characters. */
export const text = (description: string, byDefault: string) =>
  ({ type: 'text', description, default: byDefault, maxLength: 500 }) as const satisfies TextParameter;

/** How a connection ends. */
export const closing = (byDefault: CloseChoice) =>
  ({
    type: 'close',
    description: 'WebSocket close code from 1000 to 4999, or none for an end with no goodbye',
    default: byDefault,
  }) as const satisfies CloseParameter;

/** Why a value does not fit a parameter, to go on after its name; undefined if it does. */
export function describeMisfit(parameter: Parameter, value: unknown): string | undefined {
  switch (parameter.type) {
    case 'number': {
      const { min, max } = parameter;
      const fits = typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
      return fits ? undefined : `takes a whole number from ${min} to ${max}`;
    }
    case 'choice':
      return typeof value === 'string' && parameter.values.includes(value)
        ? undefined
        : `takes ${parameter.values.slice(0, -1).join(', ')} or ${parameter.values.at(-1)}`;
    case 'text':
      return typeof value === 'string' && value.length <= parameter.maxLength
        ? undefined
        : `takes a text of at most ${parameter.maxLength} characters`;
    case 'close':
      return value === 'none' || isCloseCode(value) ? undefined : 'takes a close code from 1000 to 4999, or none';
  }
}

/**
 * Whether a server may end a WebSocket with this code: 1004 to 1006 and 1015 never travel in a frame, and what lies
 * between 1015 and 3000 is nobody's (RFC 6455, 7.4).
 */
export function isCloseCode(value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return false;
  if (value >= 3_000 && value <= 4_999) return true;
  return value >= 1_000 && value <= 1_014 && ![1_004, 1_005, 1_006].includes(value);
}
