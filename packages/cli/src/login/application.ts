import { resolve } from 'node:path';
import type { FoundCredentials, Secret } from '@tickwire/client';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { askLine, askSecret, needTerminal } from './ask.ts';

/** Files that hold the id and the secret; `-` is stdin. */
export interface ApplicationFlags {
  readonly clientIdFile?: string;
  readonly clientSecretFile?: string;
}

/** The application that somebody logs in with. */
export interface OwnApplication {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

const longestFileBytes = 4_096;

/** The id and the secret: from the files of the flags, else from variables or the credentials file, else typed. */
export async function findApplication(
  context: Context,
  flags: ApplicationFlags,
  found: FoundCredentials,
  signal: AbortSignal,
): Promise<OwnApplication> {
  const { Secret: Wrap } = await context.loadClient();
  const given = await readFiles(context, flags);
  let clientId = given.clientId ?? found.clientId;
  let secret = given.clientSecret ?? found.clientSecret?.reveal();
  if (clientId === undefined || secret === undefined) {
    needTerminal(
      context,
      'The client id and the client secret of your application have to be typed',
      'set TICKWIRE_CLIENT_ID and TICKWIRE_CLIENT_SECRET, or name files with --client-id-file and --client-secret-file',
    );
    context.stderr.write("Both stand on your application's page at openapi.ctrader.com, under Credentials.\n");
    clientId ??= await askLine(context, 'Client id: ', signal);
    if (clientId === '') throw toMissing('client id');
    secret ??= await askSecret(context, 'Client secret (not shown): ', signal);
  }
  if (secret === '') throw toMissing('client secret');
  return { clientId, clientSecret: new Wrap(secret) };
}

const toMissing = (what: string): UsageError =>
  new UsageError(`No ${what} was typed, so nothing was done.`, {
    hint: 'copy it from the page of your application at openapi.ctrader.com, and run it again',
  });

async function readFiles(
  context: Context,
  { clientIdFile, clientSecretFile }: ApplicationFlags,
): Promise<{ readonly clientId?: string; readonly clientSecret?: string }> {
  const typed =
    clientIdFile === '-' || clientSecretFile === '-' ? (await readAll(context)).split(/\r?\n/) : ([] as string[]);
  const read = async (flag: string, path: string | undefined): Promise<string | undefined> => {
    if (path === undefined) return undefined;
    const text = (path === '-' ? (typed.shift() ?? '') : await readFile(context, flag, path)).trim();
    if (text !== '' && !/\s/.test(text)) return text;
    throw new UsageError(`What --${flag} names does not hold one word.`, {
      hint: 'put nothing but the value into it; with - for both, the id on the first line and the secret on the second',
    });
  };
  const clientId = await read('client-id-file', clientIdFile);
  const clientSecret = await read('client-secret-file', clientSecretFile);
  return { ...(clientId === undefined ? {} : { clientId }), ...(clientSecret === undefined ? {} : { clientSecret }) };
}

async function readAll({ stdin }: Context): Promise<string> {
  try {
    return await stdin.readAll(longestFileBytes);
  } catch (cause) {
    throw new UsageError('Standard input is too long for a client id and a client secret.', { cause });
  }
}

async function readFile({ cwd, readTextFile }: Context, flag: string, path: string): Promise<string> {
  try {
    return await readTextFile(resolve(cwd, path), longestFileBytes);
  } catch (cause) {
    throw new UsageError(`The file ${path} given to --${flag} cannot be read.`, {
      hint: 'check the path and its mode',
      cause,
    });
  }
}
