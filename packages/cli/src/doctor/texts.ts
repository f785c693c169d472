import { ExitCode } from '../exit-codes.ts';
import { formatSpan } from '../output/durations.ts';
import { type Finding, green, red, yellow } from './check.ts';
import type { Handshake } from './probes.ts';

/** Everything the doctor says, check by check. What the client or the server says about a failure is said in their words. */

export const nodeTexts = {
  title: 'Node',
  looksAt: 'Node is 20.19 or newer.',
  fine: (version: string): Finding => green(`Node ${version}.`),
  tooOld: (version: string): Finding =>
    red(
      `Node ${version} is too old: Tickwire needs 20.19 or newer.`,
      'install a current Node from https://nodejs.org',
      ExitCode.FAILURE,
    ),
} as const;

export const tlsChecksTexts = {
  title: 'certificate checks',
  looksAt: '`NODE_TLS_REJECT_UNAUTHORIZED=0` does not switch certificate checks off.',
  on: (): Finding => green('Certificates are checked.'),
  off: (): Finding =>
    red(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 switches certificate checks off: anybody on the way could read the secret.',
      'unset NODE_TLS_REJECT_UNAUTHORIZED; name an authority of your own with --ca instead',
      ExitCode.SECURITY,
    ),
} as const;

export const extraAuthorityTexts = {
  title: 'extra authority',
  looksAt: 'The file that `NODE_EXTRA_CA_CERTS` names can be read and holds a certificate.',
  none: (): Finding => green('NODE_EXTRA_CA_CERTS is not set.'),
  fine: (path: string): Finding => green(`NODE_EXTRA_CA_CERTS adds ${path}.`),
  bad: (path: string): Finding =>
    red(
      `NODE_EXTRA_CA_CERTS names ${path}, which cannot be read or holds no PEM certificate; Node goes on without it.`,
      'correct the path in NODE_EXTRA_CA_CERTS, or unset it',
      ExitCode.USAGE,
    ),
} as const;

export const nameTexts = {
  title: 'names',
  looksAt: 'The names of all hosts resolve.',
  fine: (hosts: number): Finding => green(hosts === 1 ? 'The name resolves.' : `All ${hosts} names resolve.`),
  bad: (hosts: readonly string[]): Finding =>
    red(
      `${listWords(hosts)} cannot be resolved.`,
      'check the network connection, the DNS settings and the spelling of the host',
      ExitCode.NOT_READY,
    ),
} as const;

export const portTexts = {
  title: 'ports',
  looksAt: 'TCP connections open: JSON (5036) of both hosts, OAuth (443). A closed Protobuf port (5035) is advice.',
  fine: (names: readonly string[]): Finding =>
    green(names.length === 1 ? `${listWords(names)} is open.` : `All ${names.length} ports are open.`),
  closed: (names: readonly string[], code: string): Finding =>
    red(
      `${listWords(names)} cannot be reached (${describeSystemCode(code)}).`,
      'let the firewall or proxy pass these ports; a local server must be started first: `tickwire sandbox`',
      ExitCode.NOT_READY,
    ),
  optionalClosed: (names: readonly string[]): Finding =>
    yellow(
      `${listWords(names)} cannot be reached. Tickwire does without it.`,
      'let the firewall pass port 5035 if other programs need Protobuf',
    ),
} as const;

export const tlsTexts = {
  title: 'TLS',
  looksAt: 'TLS 1.2 or newer comes about on every port that speaks it.',
  plain: (): Finding => green('No TLS here: everything stays on this machine.'),
  fine: (count: number): Finding => green(count === 1 ? 'The handshake succeeds.' : `All ${count} handshakes succeed.`),
  failed: (name: string, code: string): Finding =>
    red(
      `${name} does not shake hands (${describeSystemCode(code)}).`,
      'check the port, and whether a proxy or firewall breaks TLS; for a server without TLS use ws://',
      ExitCode.NOT_READY,
    ),
} as const;

const nothingToCheck = green('There is no certificate to check.');

export const chainTexts = {
  title: 'certificate chain',
  looksAt: 'Each certificate leads to an authority that this machine trusts, or that `--ca` names.',
  nothing: nothingToCheck,
  fine: (issuers: readonly string[]): Finding => green(`Trusted, signed by ${listWords(issuers)}.`),
  untrusted: (name: string, { issuer, chainError = '' }: Handshake): Finding =>
    red(
      `The certificate of ${name} is not trusted: it was signed by ${issuer} (${chainError}).`,
      'name its authority with --ca FILE if it is your sandbox or your company; otherwise do not connect from this network',
      ExitCode.SECURITY,
    ),
} as const;

export const certificateNameTexts = {
  title: 'certificate name',
  looksAt: 'Each certificate was made for its host.',
  nothing: nothingToCheck,
  fine: green('Made for the hosts that show them.'),
  other: (name: string): Finding =>
    red(
      `The certificate that ${name} shows was made for another name.`,
      'check the host in --endpoint, and what the name resolves to on this machine',
      ExitCode.SECURITY,
    ),
} as const;

export const certificateDateTexts = {
  title: 'certificate dates',
  looksAt: 'No certificate is expired, or not valid yet.',
  nothing: nothingToCheck,
  fine: (spanMs: number): Finding => green(`Valid for ${formatDays(spanMs)} at least.`),
  expired: (name: string, at: number): Finding =>
    red(
      `The certificate of ${name} expired on ${formatDay(at)}.`,
      'check the date of this machine; if it is right, the server has to renew: for a sandbox start it again',
      ExitCode.SECURITY,
    ),
  tooEarly: (name: string, at: number): Finding =>
    red(
      `The certificate of ${name} is valid from ${formatDay(at)} only.`,
      'set the date of this machine right',
      ExitCode.SECURITY,
    ),
} as const;

export const linkTexts = {
  title: 'credentials file',
  looksAt: 'The credentials file is a file and no symbolic link: tokens could not be written back.',
  none: green('No credentials file is in use.'),
  file: (path: string): Finding => green(`${path} is a file of its own.`),
  link: (path: string, target: string): Finding =>
    red(
      `${path} is a symbolic link to ${target}, so new tokens are not written to it.`,
      `put the file itself there: mv ${quotePath(target)} ${quotePath(path)}`,
      ExitCode.SECURITY,
    ),
} as const;

export const modeTexts = {
  title: 'file mode',
  looksAt: 'Nobody else on this machine can read or change the credentials file (0600).',
  none: green('No credentials file is in use.'),
  unknown: green('This system has no file modes.'),
  fine: (path: string, mode: number): Finding => green(`${path} is yours alone (${formatMode(mode)}).`),
  open: (path: string, mode: number): Finding =>
    red(
      `${path} can be read or changed by other users (mode ${formatMode(mode)}).`,
      `run: chmod 600 ${quotePath(path)}`,
      ExitCode.SECURITY,
    ),
} as const;

export const gitTexts = {
  title: 'version control',
  looksAt: 'git does not track the credentials file. One that it does not ignore is advice.',
  none: green('No credentials file is in use.'),
  noGit: green('There is no git here.'),
  outside: green('The file is in no git repository.'),
  ignored: green('git ignores the credentials file.'),
  tracked: (path: string): Finding =>
    red(
      `git tracks ${path}: whoever gets the repository gets the secret.`,
      `run: git rm --cached ${quotePath(path)}; then commit, and make a new secret on the application's page`,
      ExitCode.SECURITY,
    ),
  notIgnored: (path: string): Finding =>
    yellow(
      `git does not ignore ${path} and the files beside it; one \`git add .\` and it is in the repository.`,
      'add the lines credentials.json and credentials.json.* to .gitignore',
    ),
} as const;

export const credentialsTexts = {
  title: 'credentials',
  looksAt: 'Client id, client secret, access token and account are found, and are well-formed.',
  fine: (sources: readonly string[]): Finding => green(`Complete, from ${listWords(sources)}.`),
  next: 'fill in credentials.json as the README shows',
} as const;

export const tokenAgeTexts = {
  title: 'token age',
  looksAt: 'The access token is not past `expiresAt`. Less than a fifth of the usual life left is advice.',
  unknown: green('Nobody has noted when the access token ends; after the next refresh it is known.'),
  noFile: green('The tokens are in no file, so they have no age and are not renewed.'),
  fine: (leftMs: number, generation: number): Finding =>
    green(`The access token lives ${formatDays(leftMs)} more (generation ${generation}).`),
  old: (leftMs: number): Finding =>
    yellow(
      `The access token lives only ${formatDays(leftMs)} more, and should have been renewed by now.`,
      'keep `tickwire connect` running for a minute, or run `tickwire token refresh`',
    ),
  expired: (at: number): Finding =>
    red(`The access token expired on ${formatDay(at)}.`, 'run `tickwire token refresh`', ExitCode.LOGIN_NEEDED),
  next: 'check the credentials file',
} as const;

export const refreshTexts = {
  title: 'token refresh',
  looksAt: 'No refresh is in doubt. One that was begun and not finished is advice.',
  noFile: green('The tokens are in no file, so they are never refreshed.'),
  noToken: green('There is no refresh token in the file, so the access token is not renewed.'),
  fine: green('No refresh is unfinished.'),
  unfinished: (at: number): Finding =>
    yellow(
      `A refresh was begun on ${formatMoment(at)}, and its end is not known.`,
      'run `tickwire token refresh`: it finds out, or finishes it',
    ),
  inDoubt: (at: number): Finding =>
    red(
      `A refresh is in doubt since ${formatMoment(at)}: the answer with the new tokens never came, and the old one is refused.`,
      'run `tickwire login`',
      ExitCode.LOGIN_NEEDED,
    ),
  next: 'check the credentials file',
} as const;

export const connectionTexts = {
  title: 'connection',
  looksAt: 'The server takes a WebSocket and answers on it.',
  fine: (endpoint: string): Finding => green(`${new URL(endpoint).host} speaks the Open API.`),
  next: 'check the network connection and the endpoint, then run `tickwire doctor` again',
} as const;

export const limitTexts = {
  title: 'limits',
  looksAt: 'The server takes one more connection, and neither slows us down nor is under maintenance.',
  fine: green('None is hit. There are 50 requests a second and 5 for history; connections: 25 as far as known.'),
  next: 'end other programs that use the same application, wait a minute, then run `tickwire doctor` again',
} as const;

export const applicationTexts = {
  title: 'application',
  looksAt: 'The server accepts client id and secret (2100), and the application is active.',
  fine: green('Client id and secret are accepted; the application is active.'),
  next: "look at the application's state on the portal",
} as const;

export const tokenTexts = {
  title: 'token',
  looksAt: 'The server accepts the access token (2149). A token that may only read is advice.',
  fine: (accounts: number): Finding =>
    green(`Accepted; may trade; covers ${accounts === 1 ? 'one account' : `${accounts} accounts`}.`),
  viewOnly: (accounts: number): Finding =>
    yellow(
      `Accepted, but for reading only; covers ${accounts === 1 ? 'one account' : `${accounts} accounts`}.`,
      'to trade, run `tickwire login` and grant the scope trading',
    ),
  next: 'run `tickwire login`',
} as const;

export const accountTexts = {
  title: 'account',
  looksAt: 'The token covers the account, and its number names only one. A login number in place of the id is advice.',
  fine: (account: string): Finding => green(`${account}.`),
  byLogin: (login: number, accountId: number): Finding =>
    yellow(
      `${login} is the login number; the id of that account is ${accountId}. Tickwire takes both, other programs do not.`,
      `put ${accountId} into accountId`,
    ),
  noneAtAll: (): Finding =>
    red(
      'The token covers no account at all.',
      'run `tickwire login` and choose accounts on the consent page',
      ExitCode.NOT_FOUND,
    ),
  notCovered: (wanted: number, covered: readonly string[]): Finding =>
    red(
      `The token does not cover account ${wanted}; it covers ${listWords(covered)}.`,
      'put the id of one of these into accountId',
      ExitCode.NOT_FOUND,
    ),
  ambiguous: (wanted: number, candidates: readonly string[]): Finding =>
    red(
      `${wanted} names more than one account: ${listWords(candidates)}.`,
      'put the id of the one you mean into accountId, and give the environment',
      ExitCode.USAGE,
    ),
} as const;

export const environmentTexts = {
  title: 'environment',
  looksAt: 'The environment that was given is that of the account.',
  notGiven: (actual: string): Finding => green(`${actual}, found out by itself.`),
  fine: (actual: string): Finding => green(`${actual}, as given.`),
  mismatch: (given: string, actual: string): Finding =>
    red(
      `The environment is given as ${given}, but the account is a ${actual} account.`,
      `leave the environment out, or set it to ${actual}`,
      ExitCode.USAGE,
    ),
} as const;

export const accountLoginTexts = {
  title: 'account login',
  looksAt: "The server of the account's environment accepts the account (2102).",
  fine: (host: string): Finding => green(`Accepted by ${host}.`),
  next: "check the account's state in the broker's platform",
} as const;

export const symbolTexts = {
  title: 'symbols',
  looksAt: 'The account has symbols.',
  fine: (count: number): Finding => green(count === 1 ? 'One symbol.' : `${count} symbols.`),
  none: (): Finding =>
    red(
      'The account has no symbols, so nothing can be quoted or traded.',
      'ask the broker what the account is for',
      ExitCode.REFUSED,
    ),
  next: 'run `tickwire doctor` again in a minute',
} as const;

export const quoteTexts = {
  title: 'quote',
  looksAt: 'A price of one symbol arrives.',
  fine: (symbol: string): Finding => green(`${symbol} has a price.`),
  missing: (symbol: string, timeoutMs: number): Finding =>
    red(
      `No price of ${symbol} came within ${formatSpan(timeoutMs)}, though the last one is due even when the market is closed.`,
      'run `tickwire doctor` again in a minute',
      ExitCode.NOT_READY,
    ),
  next: 'run `tickwire doctor` again in a minute',
} as const;

export const clockTexts = {
  title: 'clock',
  looksAt:
    'The clock of this machine is right to a minute, by the `Date` header of a server or by the time of the last price. Five seconds are advice.',
  fine: (offMs: number, witness: string): Finding => green(`Right to ${formatSpan(Math.abs(offMs))}, by ${witness}.`),
  notBehind: (witness: string): Finding => green(`Not behind, by ${witness}; more is not known.`),
  unknown: green('Nobody here tells the time, so it is not known.'),
  off: (offMs: number, witness: string): Finding =>
    yellow(`${describeOffset(offMs)}, by ${witness}.`, 'let the system set its clock from the network (NTP)'),
  wrong: (offMs: number, witness: string): Finding =>
    red(
      `${describeOffset(offMs)}, by ${witness}.`,
      'let the system set its clock from the network (NTP)',
      ExitCode.FAILURE,
    ),
} as const;

/** Why a check was skipped. */
export const saySkipped = (because: string): string => `Skipped: first see to ${because}.`;

/** A check that failed in a way it was not written for. */
export const sayDefect = (error: unknown): { readonly says: string; readonly next: string } => ({
  says: `This check met something it was not written for (${error instanceof Error ? error.name : 'unknown'}).`,
  next: 'please report it with the output of `tickwire doctor`, without credentials',
});

const describeOffset = (offMs: number): string =>
  `The clock of this machine is ${formatSpan(Math.abs(offMs))} ${offMs > 0 ? 'ahead' : 'behind'}`;

const systemCodes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ETIMEDOUT: 'no answer',
  ECONNRESET: 'it hangs up',
  EHOSTUNREACH: 'no route',
  ENETUNREACH: 'no route',
  EPROTO: 'it does not speak TLS',
};

const describeSystemCode = (code: string): string =>
  systemCodes[code] ?? (code.startsWith('ERR_SSL') ? 'it does not speak TLS' : code || 'no reason given');

function listWords(words: readonly string[]): string {
  const shown = words.length > 4 ? [...words.slice(0, 3), `${words.length - 3} more`] : words;
  const last = shown.at(-1) ?? 'nothing';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

const formatMode = (mode: number): string => `0${mode.toString(8)}`;
const quotePath = (path: string): string => (/^[\w./-]+$/.test(path) ? path : JSON.stringify(path));
const formatDay = (at: number): string => new Date(at).toISOString().slice(0, 10);
const formatMoment = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const dayMs = 86_400_000;

function formatDays(spanMs: number): string {
  const days = Math.floor(spanMs / dayMs);
  if (days >= 2) return `${days} days`;
  return `${Math.max(0, Math.floor(spanMs / 3_600_000))} hours`;
}
