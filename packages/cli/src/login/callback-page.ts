import type { LocalAnswer } from '../context.ts';

/** What the browser shows at the end. The pages hold no word that came from outside. */
export type CallbackPage = 'done' | 'refused' | 'failed' | 'foreign' | 'used' | 'not-found' | 'bad-method' | 'bad-host';

const pages: Readonly<Record<CallbackPage, readonly [status: number, title: string, text: string]>> = {
  done: [200, 'You are logged in', 'Close this page and go back to the terminal: an account is chosen there.'],
  refused: [200, 'Access was not allowed', 'Nothing has changed. Run <code>tickwire login</code> again to try again.'],
  failed: [200, 'The login did not work', 'The terminal says why. Run <code>tickwire login</code> again to try again.'],
  foreign: [
    400,
    'This is not the answer to a login',
    'The terminal goes on waiting. Try again from the address it shows.',
  ],
  used: [400, 'This login is over', 'Run <code>tickwire login</code> to log in again.'],
  'not-found': [404, 'There is nothing here', 'Tickwire waits here for the end of a login, and for nothing else.'],
  'bad-method': [405, 'This is not done here', 'Tickwire waits here for the end of a login, and for nothing else.'],
  'bad-host': [421, 'This is not done here', 'This page answers only under the name localhost.'],
};

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem;color:#1a1a1a;background:#fff}' +
  'h1{font-size:1.4rem}code{font-family:ui-monospace,monospace}small{color:#666}' +
  '@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}small{color:#aaa}}';

/** One of the pages. `nonce` lets its own style in; scripts, frames and everything from elsewhere stay out. */
export function showPage(page: CallbackPage, nonce: string): LocalAnswer {
  const [status, title, text] = pages[page];
  return {
    status,
    html: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style nonce="${nonce}">${style}</style><h1>${title}</h1><p>${text}</p><p><small>Tickwire, on this machine</small></p></html>\n`,
    headers: {
      'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
  };
}
