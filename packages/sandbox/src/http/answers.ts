import type { HttpResponse } from './exchange.ts';

/** What every answer carries: nothing is kept, and nothing is taken for what it does not say it is. */
const commonHeaders = {
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

type Extra = Readonly<Record<string, string>>;

/** One sentence for people, as plain text. */
export function answerText(status: number, sentence: string, extra: Extra = {}): HttpResponse {
  return respond(status, 'text/plain; charset=utf-8', `${sentence}\n`, extra);
}

/** JSON without white space. */
export function answerJson(status: number, value: unknown, extra: Extra = {}): HttpResponse {
  return respond(status, 'application/json; charset=utf-8', JSON.stringify(value), extra);
}

/** A page. */
export function answerHtml(status: number, html: string, extra: Extra = {}): HttpResponse {
  return respond(status, 'text/html; charset=utf-8', html, extra);
}

/** Sends the browser elsewhere (302). The location must be a clean URL, or a path of this server. */
export function redirectTo(location: string): HttpResponse {
  return { status: 302, headers: { ...commonHeaders, location, 'referrer-policy': 'no-referrer' }, body: '' };
}

function respond(status: number, type: string, body: string, extra: Extra): HttpResponse {
  return { status, headers: { ...commonHeaders, 'content-type': type, ...extra }, body };
}
