/**
 * The protobuf scalar kinds the Open API uses. All integers are carried as JavaScript numbers and must be safe
 * integers (at most 2^53 - 1 in size): a larger one is refused, never rounded.
 */
export type ScalarKind = 'int32' | 'uint32' | 'int64' | 'uint64' | 'double' | 'bool' | 'string' | 'bytes';

/** The names and numbers of one enumeration, as declared in `enums/`. */
export type EnumTable = Readonly<Record<string, number>>;

/** How often a field may stand in a message (proto2 labels). */
export type Label = 'required' | 'optional' | 'repeated';

/**
 * One field of a message or model. `T` is the type of a single value, `L` says whether the key may be left out.
 *
 * A repeated field's key may be left out too: the server omits empty lists.
 */
export interface Field<T = unknown, L extends Label = Label> {
  /** The protobuf field number; JSON keys are written in ascending order of it. */
  readonly number: number;
  readonly label: L;
  readonly kind: ScalarKind | 'enum' | 'model';
  /** For `enum`: its names and numbers. */
  readonly values?: EnumTable;
  /** For `model`: the fields of the nested structure. */
  readonly model?: Model;
  /** For `enum`: a value outside the table means that we no longer understand an order or a position, so say it loudly. */
  readonly isState?: true;
  /** What proto2 readers assume when the key is absent. The JSON server never writes it; it is documentation, not behaviour. */
  readonly defaultValue?: number | boolean | string;
  readonly deprecated?: true;
  /** Repeated numbers in one protobuf chunk. */
  readonly packed?: true;
  /** Type carrier; never present at run time. */
  readonly '~type'?: T;
}

/** Any field, whatever its type. */
export type AnyField = Field<unknown, Label>;

/** Fields by wire name. */
export type Fields = Readonly<Record<string, AnyField>>;

/** A nested structure such as a position; it has no payload type of its own. */
export interface Model<F extends Fields = Fields> {
  readonly name: string;
  readonly fields: F;
}

const scalar = <T>(kind: ScalarKind, number: number): Field<T, 'required'> => ({ number, label: 'required', kind });

/** A signed 32-bit integer. */
export const int32 = (number: number): Field<number, 'required'> => scalar('int32', number);
/** An unsigned 32-bit integer. */
export const uint32 = (number: number): Field<number, 'required'> => scalar('uint32', number);
/** A signed 64-bit integer, carried as a safe JavaScript integer. */
export const int64 = (number: number): Field<number, 'required'> => scalar('int64', number);
/** An unsigned 64-bit integer, carried as a safe JavaScript integer. */
export const uint64 = (number: number): Field<number, 'required'> => scalar('uint64', number);
/** A floating-point number; JSON writes whole values with `.0`. */
export const double = (number: number): Field<number, 'required'> => scalar('double', number);
/** A truth value. */
export const bool = (number: number): Field<boolean, 'required'> => scalar('bool', number);
/** A text. */
export const string = (number: number): Field<string, 'required'> => scalar('string', number);
/** Raw bytes; only the Protobuf envelope has such a field. */
export const bytes = (number: number): Field<Uint8Array, 'required'> => scalar('bytes', number);

/** One of the numbers of an enumeration. Name the alias (`oneOf<TradeSide>(5, TradeSide)`) so that hovers show it. */
export const oneOf = <T extends number>(number: number, values: Readonly<Record<string, T>>): Field<T, 'required'> => ({
  number,
  label: 'required',
  kind: 'enum',
  values,
});

/** Like {@link oneOf}, for the state of an order, a deal or a position: unknown values are reported. */
export const stateOf = <T extends number>(
  number: number,
  values: Readonly<Record<string, T>>,
): Field<T, 'required'> => ({
  ...oneOf(number, values),
  isState: true,
});

/** A nested structure. Name the interface (`modelOf<Position>(4, Position)`) so that hovers show it. */
export const modelOf = <T extends object>(number: number, model: Model): Field<T, 'required'> => ({
  number,
  label: 'required',
  kind: 'model',
  model,
});

interface OptionalNotes {
  /** What proto2 readers assume when the key is absent. */
  readonly defaultValue?: number | boolean | string;
  readonly deprecated?: true;
}

/** A field whose key may be left out. */
export const optional = <T>(field: Field<T, 'required'>, notes: OptionalNotes = {}): Field<T, 'optional'> => ({
  ...field,
  ...notes,
  label: 'optional',
});

/** A list. Its key is left out when the list is empty. */
export const repeated = <T>(
  field: Field<T, 'required'>,
  notes: { readonly packed?: true } = {},
): Field<T, 'repeated'> => ({
  ...field,
  ...notes,
  label: 'repeated',
});
