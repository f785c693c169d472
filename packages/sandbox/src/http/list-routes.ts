import { answerText } from './answers.ts';
import type { HttpResponse, RequestHead, Route } from './exchange.ts';
import { html } from './html.ts';
import { answerPage } from './page.ts';

/** What there is at this door: a page for browsers, text for the rest. Stands at `/`, and wherever nothing is (404). */
export function listRoutes(
  { headers }: RequestHead,
  status: 200 | 404,
  routes: readonly Route[],
  nonce: string,
): HttpResponse {
  const rows = routes.flatMap(({ method, path, about }) => (about === undefined ? [] : [{ method, path, about }]));
  const lead = status === 404 ? 'There is nothing at this address.' : 'This is the HTTP door of a Tickwire sandbox.';
  if (!(headers['accept'] ?? '').includes('text/html')) {
    const lines = rows.map(({ method, path, about }) => `${method} ${path}  ${about}`);
    return answerText(status, [lead, 'What there is:', '', ...lines].join('\n'));
  }
  return answerPage({
    status,
    nonce,
    title: status === 404 ? 'Nothing here' : 'Tickwire sandbox',
    body: html`<p>${lead}</p><h2>What there is</h2><dl class="routes">${rows.map(
      ({ method, path, about }) => html`<dt><code>${method} ${path}</code></dt><dd>${about}</dd>`,
    )}</dl>`,
  });
}
