import { parseJson } from '@tickwire/protocol/internal';
import { Secret } from '../secret.ts';
import { readTokenKeys } from './document.ts';
import type { StoreFiles } from './store-files.ts';
import type { RefreshIntent, StoredTokens } from './stored-tokens.ts';
import { isTemporaryOf, Temporary } from './temporary.ts';

/** An intent as it is on the disk, with the name of the file that the new pair is written to first. */
export interface IntentRecord {
  readonly intent: RefreshIntent;
  readonly candidate: string | undefined;
}

/** The record of a refresh lies beside the credentials file. */
export const intentPath = (path: string): string => `${path}.refresh`;

/** Puts the record on the disk, at once and as a whole. */
export async function writeIntentFile(
  files: StoreFiles,
  { path, folder }: { readonly path: string; readonly folder: string },
  { intent, candidate }: IntentRecord,
): Promise<void> {
  const temporary = new Temporary(intentPath(path), files);
  await temporary.write(`${JSON.stringify({ ...intent, candidate }, undefined, 2)}\n`);
  await temporary.flush();
  await temporary.moveTo(intentPath(path));
  await files.flushFolder(folder);
}

/** Reads the record. One that cannot be read was not written by us, and is as good as none. */
export async function readIntentFile(files: StoreFiles, path: string): Promise<IntentRecord | undefined> {
  const reading = await files.read(intentPath(path));
  if (reading.kind !== 'file') return undefined;
  const parsed = parseJson(reading.text);
  if (!parsed.ok || typeof parsed.value !== 'object' || parsed.value === null) return undefined;
  const entries = new Map<string, unknown>(Object.entries(parsed.value));
  const [generation, startedAt, tokenHash] = ['generation', 'startedAt', 'tokenHash'].map((key) => entries.get(key));
  if (typeof generation !== 'number' || typeof startedAt !== 'number' || typeof tokenHash !== 'string')
    return undefined;
  const state = entries.get('state') === 'in-doubt' ? 'in-doubt' : 'sent';
  const [serverCode, candidate] = [entries.get('serverCode'), entries.get('candidate')];
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    intent: {
      generation,
      startedAt,
      tokenHash,
      state,
      serverCode: typeof serverCode === 'string' ? serverCode : undefined,
    },
    candidate: typeof candidate === 'string' && isTemporaryOf(name, candidate) ? candidate : undefined,
  };
}

/** The pair in a candidate's file, when it is complete. */
export async function findCandidate(
  files: StoreFiles,
  folder: string,
  name: string,
): Promise<StoredTokens | undefined> {
  const reading = await files.read(`${folder}/${name}`);
  if (reading.kind !== 'file') return undefined;
  const { accessToken, refreshToken, expiresAt, generation } = readTokenKeys(reading.text) ?? {};
  if (accessToken === undefined || refreshToken === undefined || generation === undefined) return undefined;
  return { accessToken: new Secret(accessToken), refreshToken: new Secret(refreshToken), expiresAt, generation };
}
