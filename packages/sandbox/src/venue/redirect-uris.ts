/** Where an application lets browsers be sent after the consent: to these exact addresses, or anywhere on this machine. */
export type RedirectUris = readonly string[] | 'any-loopback';

/** What applications other than `main` start with: where local tools and development servers usually wait. */
export const defaultRedirectUris: readonly string[] = [
  'http://localhost:8765',
  'http://localhost:8765/callback',
  'http://127.0.0.1:8765/callback',
  'http://localhost:5173/callback',
];

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether it can be registered at all: an absolute address without a fragment, in which nothing is passed over. */
export function isRedirectUri(uri: string): boolean {
  return /^[\x21-\x7e]+$/.test(uri) && !uri.includes('#') && URL.canParse(uri) && !isScript(new URL(uri));
}

/** Whether an application has registered this very address, letter by letter (PROTOCOL.md, "OAuth"). */
export function isRegistered(registered: RedirectUris, uri: string): boolean {
  return registered === 'any-loopback' ? isOnLoopback(uri) : registered.includes(uri);
}

function isOnLoopback(uri: string): boolean {
  if (!isRedirectUri(uri)) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  return /^https?:$/.test(protocol) && loopbackHosts.has(hostname) && username === '' && password === '';
}

const isScript = ({ protocol }: URL): boolean => ['javascript:', 'data:', 'vbscript:', 'blob:'].includes(protocol);
