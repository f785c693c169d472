import { type Parts, type Reader, type Shape, shape } from '../document/reader.ts';
import type { Sandbox } from '../sandbox.ts';

/** How a route is asked for. */
export type ControlMethod = 'GET' | 'POST' | 'DELETE';

/**
 * One thing that can be done to a running sandbox from outside. The table of them drives the server, the typed client and
 * the test of the documentation.
 */
export interface ControlRoute<Input, Answer> {
  readonly method: ControlMethod;
  /** Parts that begin with a colon are taken from the input: `/control/accounts/:account/deposit`. */
  readonly path: string;
  /** One line on what it does. */
  readonly about: string;
  /** Longer bodies are refused. Default 64 KiB. */
  readonly maxBodyBytes?: number;
  /** Reads what stands in the path and in the body, which together are the input. */
  readonly read: Reader<Input>;
  /** Reads the input and does what it asks for. */
  readonly run: (sandbox: Sandbox, given: unknown) => Answer | Promise<Answer>;
}

/** The table: routes, and groups of routes. */
export interface ControlTable {
  readonly [name: string]: ControlRoute<unknown, unknown> | ControlTable;
}

/** A route whose input has these parts. */
export function route<const P extends Parts, Answer>(
  head: `${ControlMethod} /control/${string}`,
  about: string,
  parts: P,
  run: (sandbox: Sandbox, input: Shape<P>) => Answer | Promise<Answer>,
): ControlRoute<Shape<P>, Answer> {
  return readingRoute(head, about, shape(parts), run);
}

/** A route whose input has a reader of its own. */
export function readingRoute<Input, Answer>(
  head: `${ControlMethod} /control/${string}`,
  about: string,
  read: Reader<Input>,
  run: (sandbox: Sandbox, input: Input) => Answer | Promise<Answer>,
): ControlRoute<Input, Answer> {
  const [method, path = ''] = head.split(' ');
  // The head begins with one of them.
  return { method: method as ControlMethod, path, about, read, run: (sandbox, given) => run(sandbox, read(given, '')) };
}

/** Whether this entry of a table is a route, and not a group. */
export function isRoute(entry: ControlRoute<unknown, unknown> | ControlTable): entry is ControlRoute<unknown, unknown> {
  return typeof entry['run'] === 'function';
}

/** All routes of a table, in its order. */
export function listControlRoutes(table: ControlTable): readonly ControlRoute<unknown, unknown>[] {
  return Object.values(table).flatMap((entry) => (isRoute(entry) ? [entry] : listControlRoutes(entry)));
}
