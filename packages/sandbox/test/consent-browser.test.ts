import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@tickwire/testkit';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createSandbox, type SandboxOptions } from '../src/index.ts';
import { Chromium, findChromium } from './chromium.ts';
import { keyOn } from './http-bench.ts';

const path = findChromium();
const timeout = 60_000;
let browser: Chromium | undefined;

if (path === undefined) process.stderr.write('Skipping the tests in a browser: there is no chromium in the PATH.\n');

beforeAll(async () => {
  if (path !== undefined)
    browser = await Chromium.launch(path, ['--host-resolver-rules=MAP rebound.example 127.0.0.1']);
}, timeout);

afterAll(() => browser?.close(), timeout);

const inBrowser = test.skipIf(path === undefined);

function mustHave(): Chromium {
  if (browser === undefined) throw new Error('The browser did not start.');
  browser.complaints.splice(0);
  return browser;
}

async function start(options: SandboxOptions = {}) {
  const sandbox = await createSandbox(options);
  onTestFinished(() => sandbox.close());
  const program = await startProgram();
  return { sandbox, ...program };
}

/** The program that asks for consent: it shows what it is told to, and keeps the addresses the browser comes with. */
async function startProgram() {
  const visits: string[] = [];
  const page = { html: '<!doctype html><title>Program</title>' };
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/callback') === true) visits.push(request.url);
    response.writeHead(200, { 'content-type': 'text/html' }).end(page.html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  // It listens on TCP, so its address is one with a port.
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return { origin, visits, page, redirectUri: `${origin}/callback` };
}

inBrowser(
  'in a browser without scripts somebody leaves an account out, allows, and the program gets a code for the rest',
  async () => {
    const tab = mustHave();
    const { sandbox, redirectUri, visits } = await start();
    const { clientId, clientSecret } = sandbox.application('main');
    await tab.open(sandbox.authorizeUrl({ redirectUri }));
    await tab.click(`input[value="${sandbox.account('live').ctidTraderAccountId}"]`);
    await tab.clickThrough('button.main');
    await until(() => visits.length > 0, { what: 'the browser to come back' });
    const code = new URL(visits[0] ?? '', redirectUri).searchParams.get('code') ?? '';
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      client_id: clientId,
      client_secret: clientSecret,
    });
    const token = await fetch(`${sandbox.http}/apps/token`, { method: 'POST', body });
    // What the endpoint answers is pinned by the tests beside it.
    const { access_token } = (await token.json()) as { readonly access_token: string };
    const rest = await fetch(`${sandbox.http}/connect/tradingaccounts?access_token=${access_token}`);
    const { data } = (await rest.json()) as { readonly data: readonly { readonly accountId: number }[] };
    const ids = data.map((row) => row.accountId);
    expect(ids).toEqual(['demo', 'netted'].map((name) => sandbox.account(name).ctidTraderAccountId));
    expect(tab.complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
  },
  timeout,
);

inBrowser(
  'somebody chooses who they are, cancels, and the program is told',
  async () => {
    const tab = mustHave();
    const { sandbox, redirectUri, visits } = await start({ world: { accounts: { theirs: { owner: 'second' } } } });
    await tab.open(sandbox.authorizeUrl({ redirectUri }));
    await tab.clickThrough('nav a:last-child');
    expect(await tab.read('document.querySelectorAll("input[type=checkbox]").length')).toBe(1);
    await tab.clickThrough('button[value=cancel]');
    await until(() => visits.length > 0, { what: 'the browser to come back' });
    expect(visits[0]).toBe('/callback?error=access_denied');
  },
  timeout,
);

inBrowser(
  'the page is styled, light and dark, and is never wider than the window',
  async () => {
    const tab = mustHave();
    const { sandbox } = await start({ world: { accounts: { rich: { balance: 99_999_999_999, isDisabled: true } } } });
    const grounds = new Set<unknown>();
    for (const width of [1280, 390, 320]) {
      for (const isDark of [false, true]) {
        await tab.resize(width, isDark);
        await tab.open(sandbox.authorizeUrl());
        expect(await tab.read('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
        grounds.add(await tab.read('getComputedStyle(document.body).backgroundColor'));
      }
    }
    expect(grounds.size).toBe(2);
    expect(grounds).not.toContain('rgba(0, 0, 0, 0)');
  },
  timeout,
);

inBrowser(
  'a page of another origin can neither frame the consent page nor answer it',
  async () => {
    const tab = mustHave();
    const { sandbox, origin, page, visits, redirectUri } = await start();
    const address = sandbox.authorizeUrl({ redirectUri });
    page.html = `<!doctype html><iframe src="${address.replaceAll('&', '&amp;')}"></iframe>`;
    await tab.open(origin);
    await until(() => tab.complaints.some((text) => /frame/i.test(text)), { what: 'the browser to refuse the frame' });

    const body = await (await fetch(address)).text();
    const key = keyOn({ status: 200, headers: {}, body });
    const target = `${sandbox.http}/my/settings/openapi/grantingaccess/`;
    page.html = `<!doctype html><form method="post" action="${target}"><input name="page" value="${key}"><button name="decision" value="cancel">x</button></form>`;
    await tab.open(origin);
    await tab.clickThrough('button');
    expect(await tab.read('document.body.textContent')).toContain('A page of another origin may not send this');
    expect(visits).toEqual([]);
  },
  timeout,
);

inBrowser(
  'a name that has been pointed to this machine shows nothing',
  async () => {
    const tab = mustHave();
    const { sandbox } = await start();
    await tab.open(sandbox.authorizeUrl().replace('127.0.0.1', 'rebound.example'));
    expect(await tab.read('document.body.textContent')).toContain('does not serve the host');
  },
  timeout,
);
