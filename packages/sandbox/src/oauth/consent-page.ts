import type { HttpResponse } from '../http/exchange.ts';
import { type Html, html } from '../http/html.ts';
import { answerPage } from '../http/page.ts';
import type { AccountOwner, Consent, TradingAccount } from '../venue/world.ts';
import type { Problem } from './consent-request.ts';
import type { OpenPage } from './oauth.ts';

/** Where the consent page is, as on the real server. */
export const consentPath = '/my/settings/openapi/grantingaccess/';

/** An account to choose. */
interface ShownAccount {
  readonly account: TradingAccount;
  /** Now, in 10^-moneyDigits of the currency. */
  readonly balance: number;
}

/** What the consent page shows. */
export interface ConsentPageOptions extends OpenPage {
  readonly accounts: readonly ShownAccount[];
  /** The key of this page. */
  readonly key: string;
  readonly nonce: string;
  /** What was wrong with the answer given before. */
  readonly complaint?: string;
}

/** The page that asks an owner to let a program in. */
export function showConsent(options: ConsentPageOptions): HttpResponse {
  const { request, owner, accounts, key, nonce, complaint } = options;
  const { application, scope, redirectUri } = request;
  return answerPage({
    status: complaint === undefined ? 200 : 400,
    nonce,
    title: `Let “${application.name}” use your accounts?`,
    formTargets: [sourceOf(redirectUri)],
    body: html`<p class="soft">Signed in as cTrader ID <strong>${owner.name}</strong> (${owner.userId}). The program is known by the client id <code>${application.clientId}</code>.</p>
${complaint === undefined ? undefined : html`<p class="alarm" role="alert">${complaint}</p>`}
<h2>It will be able to</h2>
<ul class="powers">${powers[scope].map((power) => html`<li>${power}</li>`)}</ul>
${scope === 'view' ? html`<p>It will not be able to trade.</p>` : undefined}
<form method="post" action="${consentPath}">
<input type="hidden" name="page" value="${key}">
<fieldset><legend>In these accounts</legend>
${accounts.map(showAccount)}${accounts.length === 0 ? html`<p class="soft">This cTrader ID has no accounts.</p>` : undefined}
</fieldset>
<div class="actions">
<button name="decision" value="cancel">Cancel</button>
<button class="main" name="decision" value="allow">Allow</button>
</div>
</form>
<h2>Then</h2>
<p class="soft">your browser goes to <code>${redirectUri}</code>, with a code that is good for one minute.</p>`,
  });
}

const powers: Readonly<Record<Consent['scope'], readonly string[]>> = {
  view: ['see balances, positions, orders and history', 'see prices'],
  trade: [
    'see balances, positions, orders and history',
    'see prices',
    'place, change and cancel orders, and close positions',
  ],
};

function showAccount({ account, balance }: ShownAccount): Html {
  const { ctidTraderAccountId, traderLogin, brokerName, environment, accountType, isDisabled } = account;
  const note = isDisabled ? ', switched off by the broker' : '';
  return html`<label class="choice"><input type="checkbox" name="accounts" value="${ctidTraderAccountId}" checked>
<span class="name">${traderLogin} <span class="tag ${environment}">${environment}</span></span>
<span class="detail">${brokerName}, ${accountType}${note}</span>
<span class="amount">${formatMoney(balance, account.moneyDigits)} ${account.currency}</span></label>
`;
}

/** The page on which somebody says who they are, where the sandbox has several owners. */
export function chooseOwner(
  owners: readonly { readonly owner: AccountOwner; readonly accountCount: number }[],
  query: URLSearchParams,
  nonce: string,
): HttpResponse {
  const asked = new URLSearchParams([...query].filter(([name]) => name !== 'owner')).toString();
  return answerPage({
    status: 200,
    nonce,
    title: 'Who are you?',
    body: html`<p>This sandbox has several cTrader IDs. There are no passwords; choose one.</p>
<nav>${owners.map(
      ({
        owner,
        accountCount,
      }) => html`<a class="choice" href="${consentPath}?${asked}&owner=${encodeURIComponent(owner.name)}"><span class="name">${owner.name}</span>
<span class="detail">cTrader ID ${owner.userId}, ${accountCount === 1 ? '1 account' : `${accountCount} accounts`}</span></a>
`,
    )}</nav>`,
  });
}

/** The page in place of a consent page that cannot be shown. */
export function showProblem({ problem, remedy }: Problem, nonce: string): HttpResponse {
  return answerPage({
    status: 400,
    nonce,
    title: 'This does not work',
    body: html`<p class="alarm" role="alert">${problem}</p><p>${remedy}</p>`,
  });
}

/** Browsers hold a form to this policy through its redirects; it knows no IPv6 addresses. */
function sourceOf(redirectUri: string): string {
  const { origin, protocol } = new URL(redirectUri);
  return /^https?:\/\/[\w.-]+(:\d+)?$/.test(origin) ? origin : protocol;
}

/** An amount in 10^-digits as people write it: 1234567 with two digits is `12,345.67`. */
function formatMoney(amount: number, digits: number): string {
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${amount < 0 ? '−' : ''}${whole}${digits === 0 ? '' : `.${text.slice(-digits)}`}`;
}
