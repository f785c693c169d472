import { buildCommand } from '@stricli/core';
import type { Context } from '../context.ts';
import { flag, parseAccount, type SessionFlags, sessionFlags } from '../settings/flags.ts';
import { runLazily } from './lazy.ts';

/** What `tickwire request` can be told. */
export interface RequestFlags extends SessionFlags {
  readonly account?: number;
  /** The payload as typed; `-` reads it from stdin. */
  readonly json?: string;
  readonly live?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly showSecrets?: boolean;
}

/** `tickwire request`: any request by name. */
export const request = buildCommand<RequestFlags, [name: string], Context>({
  docs: {
    brief: 'Send any request by name and print the answer',
    fullDescription:
      'Sends one request and prints the answer as one JSON document. A failure is a\n' +
      'JSON document too, unless a person looks at it. For an order that goes to the\n' +
      'market at once, what became of it follows, one document for each event.\n\n' +
      'NAME is one such as SymbolsListReq (or ProtoOASymbolsListReq). What the payload\n' +
      'leaves out is filled in where we know it: the account id, tokens and the like.\n' +
      'Enumerations go by name or number: {"orderType":"MARKET"}. --dry-run connects to\n' +
      'nothing: the message is made of the payload, the flags and the credentials.\n\n' +
      'A trading command on a live account needs --live, and the account id typed by\n' +
      'hand or --yes.',
    customUsage: ['NAME [--json PAYLOAD]', '--dry-run NAME [--json PAYLOAD]', 'NAME --json - < payload.json'],
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'NAME', brief: 'Which request, e.g. SymbolsListReq' }],
    },
    flags: {
      json: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'PAYLOAD',
        brief: 'PAYLOAD, a JSON object; - reads stdin',
      },
      ...sessionFlags,
      account: {
        kind: 'parsed',
        parse: parseAccount,
        optional: true,
        placeholder: 'ID',
        brief: 'ID or login number of the account',
      },
      live: flag('Allow trading on a live account'),
      yes: flag('Do not ask for confirmation'),
      dryRun: flag('Print the message, connect to nothing'),
      showSecrets: flag('Show tokens; RefreshTokenReq always does'),
    },
  },
  loader: runLazily(
    async () => (await import('./request.run.ts')).runRequest,
    (_, { stdout }) => (stdout.isTerminal ? 'none' : 'document'),
  ),
});
