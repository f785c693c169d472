import type { FieldPlan, ModelPlan } from './field-plan.ts';
import { isRecord } from './read-envelope.ts';

/**
 * Whether a value is exactly what its declaration says, so that it can be used as it is: nothing missing, nothing to
 * convert, nothing odd, no integer that may have been rounded, and unknown keys only with plain values. `false` means:
 * look closer.
 *
 * Runs on every incoming message. Messages of a kind mostly have the same keys in the same order, so each field
 * remembers which one came after it, and one comparison of names replaces a lookup.
 */
export function conforms(plan: ModelPlan, value: Readonly<Record<string, unknown>>): boolean {
  let required = 0;
  let previous: FieldPlan | undefined;
  let field = plan.first;
  for (const key in value) {
    const item = value[key];
    if (field === undefined || field.name !== key) {
      const known = plan.byName.get(key);
      if (known === undefined) {
        if (!isPlain(item)) return false;
        continue;
      }
      if (previous === undefined) plan.first = known;
      else previous.follower = known;
      field = known;
    }
    // What `fits` does, written out: calling it for each value would cost a twentieth of the whole decoding.
    if (typeof item === 'number') {
      if (!(item >= field.min && item <= field.max)) return false;
      if (!field.isDouble && (!Number.isInteger(item) || (field.isState && !field.numbers.has(item)))) return false;
    } else if (typeof item === 'object') {
      if (!structureFits(field, item)) return false;
    } else if (
      typeof item === 'string' ? field.check !== 'string' : typeof item !== 'boolean' || field.check !== 'bool'
    ) {
      return false;
    }
    required += field.weight;
    previous = field;
    field = field.follower;
  }
  return required === plan.required.length;
}

/** Whether the value of an unknown key can be kept without a second look. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  return typeof value !== 'object' || value === null;
}

function fits(field: FieldPlan, value: unknown): boolean {
  if (typeof value === 'number') {
    if (!(value >= field.min && value <= field.max)) return false;
    return field.isDouble || (Number.isInteger(value) && (!field.isState || field.numbers.has(value)));
  }
  if (typeof value === 'object') return structureFits(field, value);
  return typeof value === 'string' ? field.check === 'string' : typeof value === 'boolean' && field.check === 'bool';
}

function structureFits(field: FieldPlan, value: object | null): boolean {
  if (field.plan !== undefined) return isRecord(value) && conforms(field.plan, value);
  return field.element !== undefined && Array.isArray(value) && listFits(field.element, value);
}

function listFits(element: FieldPlan, list: readonly unknown[]): boolean {
  for (const item of list) {
    if (!fits(element, item)) return false;
  }
  return true;
}
