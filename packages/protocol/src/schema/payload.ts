import type { Field, Fields } from './fields.ts';

type ValueOf<F> = F extends Field<infer T, infer L> ? (L extends 'repeated' ? readonly T[] : T) : never;

/**
 * The plain object that carries the values of a message or model. Comments on the fields show up on its keys.
 *
 * Optional and repeated keys may be absent: the server omits unset fields and empty lists.
 */
export type Payload<M extends { readonly fields: Fields }> = {
  readonly [K in keyof M['fields'] as M['fields'][K]['label'] extends 'required' ? K : never]: ValueOf<M['fields'][K]>;
} & {
  readonly [K in keyof M['fields'] as M['fields'][K]['label'] extends 'required' ? never : K]?: ValueOf<M['fields'][K]>;
};
