import type { AnyField, Model, ScalarKind } from '../schema/fields.ts';
import { type FieldPlan, type ModelPlan, planOf } from './field-plan.ts';

/** How a value lies in the bytes: as a varint, as eight bytes, or as bytes after their length. */
type WireType = 0 | 1 | 2;

/** Numbers that a list may hold in one chunk are of these wire types. */
export const VARINT = 0;
export const FIXED64 = 1;
export const CHUNK = 2;

/** One field, prepared for protobuf. What its values may be stands in `item`, the plan that JSON uses as well. */
export interface WireField {
  readonly name: string;
  readonly kind: ScalarKind | 'enum' | 'model';
  /** The checks for a single value. */
  readonly item: FieldPlan;
  readonly isRequired: boolean;
  readonly isRepeated: boolean;
  /** Its numbers are written in one chunk. Both forms are read, whatever this says. */
  readonly isPacked: boolean;
  /** Of a single value. */
  readonly wireType: WireType;
  /** Number and wire type, as written in front of a value or of a packed list. */
  readonly tag: number;
  /** The nested structure of a `model` field. */
  readonly model: WirePlan | undefined;
}

/** The fields of a message or model, prepared for protobuf. */
export interface WirePlan {
  readonly plan: ModelPlan;
  /** In ascending order of field numbers. */
  readonly fields: readonly WireField[];
  /** Index: the field number. */
  readonly byNumber: readonly (WireField | undefined)[];
}

const WIRE_TYPES: Readonly<Record<WireField['kind'], WireType>> = {
  int32: VARINT,
  uint32: VARINT,
  int64: VARINT,
  uint64: VARINT,
  bool: VARINT,
  enum: VARINT,
  double: FIXED64,
  string: CHUNK,
  bytes: CHUNK,
  model: CHUNK,
};

const plans = new WeakMap<Model, WirePlan>();

/** The protobuf plan of a message or model; made on first use and kept for as long as the declaration lives. */
export function wirePlanOf(model: Model): WirePlan {
  let plan = plans.get(model);
  if (plan === undefined) {
    plan = compileModel(model);
    plans.set(model, plan);
  }
  return plan;
}

function compileModel(model: Model): WirePlan {
  const plan = planOf(model);
  const byNumber: (WireField | undefined)[] = [];
  const fields: WireField[] = [];
  for (const item of plan.fields) {
    const declared = model.fields[item.name];
    if (declared === undefined) continue;
    const field = compileField(item, declared);
    fields.push(field);
    // Filled up to here, because V8 turns an array with wide gaps into a hash table.
    while (byNumber.length < declared.number) byNumber.push(undefined);
    byNumber.push(field);
  }
  return { plan, fields, byNumber };
}

function compileField(field: FieldPlan, declared: AnyField): WireField {
  const isPacked = declared.packed === true;
  const wireType = WIRE_TYPES[declared.kind];
  return {
    name: field.name,
    kind: declared.kind,
    item: field.element ?? field,
    isRequired: field.isRequired,
    isRepeated: declared.label === 'repeated',
    isPacked,
    wireType,
    tag: declared.number * 8 + (isPacked ? CHUNK : wireType),
    model: declared.model === undefined ? undefined : wirePlanOf(declared.model),
  };
}
