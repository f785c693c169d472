import { answerHtml } from './answers.ts';
import type { HttpResponse } from './exchange.ts';
import { type Html, html, trusted } from './html.ts';
import { pageStyle } from './page-style.ts';

/** What a page is made from. */
export interface PageOptions {
  readonly status: number;
  readonly title: string;
  readonly body: Html;
  /** Not used for any other page: it lets in the style of this one. */
  readonly nonce: string;
  /** Where forms of the page may lead, redirects included, as sources of a content security policy. Default: here. */
  readonly formTargets?: readonly string[];
}

/** A page of the sandbox: no scripts, nothing from elsewhere, in no frame. */
export function answerPage({ status, title, body, nonce, formTargets = [] }: PageOptions): HttpResponse {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – Tickwire sandbox</title>
<style nonce="${nonce}">${trusted(pageStyle)}</style>
</head>
<body>
<p class="banner" role="note"><strong>Sandbox.</strong> This page comes from a Tickwire sandbox on this machine, not from cTrader. No real account, no real money.</p>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return answerHtml(status, page.html, {
    'content-security-policy': policy.join('; '),
    'x-frame-options': 'DENY',
    // Not `no-referrer`, with which browsers hide the origin of a form from the server it came from.
    'referrer-policy': 'same-origin',
  });
}
