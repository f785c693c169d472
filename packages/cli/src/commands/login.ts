import { buildCommand } from '@stricli/core';
import type { Context } from '../context.ts';
import {
  accountFlags,
  flag,
  oauthEndpointFlag,
  parseAccount,
  parsePath,
  parsePort,
  parseScope,
  parseSeconds,
} from '../settings/flags.ts';
import { runLazily } from './lazy.ts';

/** What `tickwire login` can be told. */
export interface LoginFlags {
  readonly credentials?: string;
  readonly profile?: string;
  readonly account?: number;
  /** Default: `trading`. */
  readonly scope?: 'accounts' | 'trading';
  readonly clientIdFile?: string;
  readonly clientSecretFile?: string;
  readonly noBrowser?: boolean;
  readonly port?: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly oauthEndpoint?: string;
  readonly endpoint?: string;
  readonly ca?: string;
  /** Milliseconds; 0 waits for ever. */
  readonly readyTimeout: number;
}

const { credentials, profile, endpoint, ca, readyTimeout } = accountFlags;

/** `tickwire login`: from the consent page to a credentials file. */
export const login = buildCommand<LoginFlags, [], Context>({
  docs: {
    brief: 'Log in with the browser and save the tokens',
    fullDescription:
      'Opens the consent page in your browser, takes the answer on this machine, lets\n' +
      'you choose an account, and writes ./credentials.json, or the file or profile\n' +
      'you name. Client id and secret are taken from the file or TICKWIRE_CLIENT_ID\n' +
      'and TICKWIRE_CLIENT_SECRET, or asked for.\n\n' +
      'Register this redirect address for your application, letter by letter:\n\n' +
      '    http://localhost:8765/callback\n\n' +
      'and with 8766 and 8767, which are used when 8765 is taken. docs/login.md goes\n' +
      'through it step by step.',
    customUsage: ['[flags]', '--profile NAME', '--no-browser'],
  },
  parameters: {
    flags: {
      credentials: { ...credentials, brief: 'FILE to write; it is read first' },
      profile: { ...profile, brief: 'NAME of a profile instead' },
      account: {
        kind: 'parsed',
        parse: parseAccount,
        optional: true,
        placeholder: 'ID',
        brief: 'ID or login of the account',
      },
      scope: {
        kind: 'parsed',
        parse: parseScope,
        optional: true,
        placeholder: 'SCOPE',
        brief: 'trading (so if left out) or accounts',
      },
      clientIdFile: {
        kind: 'parsed',
        parse: parsePath,
        optional: true,
        placeholder: 'FILE',
        brief: 'FILE with the client id; - is stdin',
      },
      clientSecretFile: {
        kind: 'parsed',
        parse: parsePath,
        optional: true,
        placeholder: 'FILE',
        brief: 'FILE with the secret; - is stdin',
      },
      noBrowser: flag('Show the address; paste its answer'),
      port: {
        kind: 'parsed',
        parse: parsePort,
        optional: true,
        placeholder: 'PORT',
        brief: 'PORT to wait on, and no other',
      },
      timeout: {
        kind: 'parsed',
        parse: parseSeconds,
        default: '300',
        placeholder: 'SECONDS',
        brief: 'SECONDS to wait for consent',
      },
      yes: flag('Do not ask before writing the file'),
      json: flag('Print the outcome as JSON'),
      oauthEndpoint: { ...oauthEndpointFlag, brief: 'URL of other OAuth pages' },
      endpoint: { ...endpoint, brief: 'URL of another server' },
      ca: { ...ca, brief: 'FILE of an authority, PEM' },
      readyTimeout: { ...readyTimeout, brief: 'SECONDS to wait for the server' },
    },
  },
  loader: runLazily(
    async () => (await import('./login.run.ts')).runLogin,
    ({ json }) => (json === true ? 'document' : 'none'),
  ),
});
