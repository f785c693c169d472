import { createServer } from 'node:net';
import type { Sandbox } from '@tickwire/sandbox';

/** A port that was free a moment ago. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** What somebody does on the consent page. Default: allows all accounts. */
export interface PageVisit {
  readonly accounts?: readonly number[];
  readonly decision?: 'allow' | 'cancel';
}

/** Answers the consent page as a browser would, and returns the address that it leads to. */
export async function visitConsentPage(url: string, { accounts, decision = 'allow' }: PageVisit = {}): Promise<string> {
  const page = await fetch(url);
  const body = await page.text();
  if (!page.ok) throw new Error(`the consent page says: ${/role="alert">([^<]*)/.exec(body)?.[1]}`);
  const key = /name="page" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const all = [...body.matchAll(/name="accounts" value="(\d+)"/g)].map(([, id]) => Number(id));
  const form = new URLSearchParams({ page: key, decision });
  for (const id of accounts ?? all) form.append('accounts', String(id));
  const { origin, pathname } = new URL(url);
  const answer = await fetch(`${origin}${pathname}`, {
    method: 'POST',
    body: form,
    headers: { origin },
    redirect: 'manual',
  });
  return answer.headers.get('location') ?? '';
}

/** A browser for {@link FakeSurroundings}: it visits the consent page, goes where that leads, and keeps what it saw there. */
export function aBrowser(visit: PageVisit = {}) {
  const seen: { status: number; text: string; headers: Headers }[] = [];
  const opened: string[] = [];
  const browser = {
    seen,
    opened,
    /** Done when the last page is there. */
    last: Promise.resolve(),
    openBrowser: (url: string) => {
      opened.push(url);
      browser.last = visitConsentPage(url, visit).then(async (back) => {
        const answer = await fetch(back);
        seen.push({ status: answer.status, text: await answer.text(), headers: answer.headers });
      });
      browser.last.catch(() => {});
      return Promise.resolve();
    },
  };
  return browser;
}

/** The flags that lead a login to a sandbox. */
export const loginFlagsFor = async (sandbox: Sandbox): Promise<readonly string[]> => [
  '--endpoint',
  sandbox.endpoints.live.json,
  '--oauth-endpoint',
  sandbox.http,
  '--port',
  String(await findFreePort()),
];
