import { answerText } from './answers.ts';
import type { HttpRequest, HttpResponse } from './exchange.ts';

/** Parameters by name, each with all its values. */
export interface Parameters {
  /** The value; undefined when there is none, or an empty one. */
  one(name: string): string | undefined;
  /** All values, in their order. */
  all(name: string): readonly string[];
  /** The first name that stands there more than once, of these. */
  repeated(names: readonly string[]): string | undefined;
}

const formType = 'application/x-www-form-urlencoded';

/** Those of the query, and after them those of the form in the body; or the refusal of a body that is no form. */
export function readParameters({ query, headers, body }: HttpRequest): Parameters | HttpResponse {
  if (body.length === 0) return wrap(query);
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== formType) return answerText(415, `The body of this request must be a form (${formType}).`);
  const text = decode(body);
  if (text === undefined) return answerText(400, 'The body of this request is not UTF-8.');
  return wrap(new URLSearchParams([...query, ...new URLSearchParams(text)]));
}

function decode(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function wrap(parameters: URLSearchParams): Parameters {
  return {
    one: (name) => parameters.get(name) || undefined,
    all: (name) => parameters.getAll(name),
    repeated: (names) => names.find((name) => parameters.getAll(name).length > 1),
  };
}
