import { readTokenKeys, type TokenKeys } from './document.ts';
import type { StoreFiles } from './store-files.ts';
import { isTemporaryOf } from './temporary.ts';

/**
 * Removes the temporary files that processes left behind when they died: blank ones, records of refreshes, and copies of
 * the pair that is in the file or of an older one. A file that holds any other pair stays.
 */
export async function removeStrays(
  files: StoreFiles,
  { folder, name }: { readonly folder: string; readonly name: string },
  current: Partial<TokenKeys> | undefined,
): Promise<void> {
  for (const other of await files.list(folder)) {
    const path = `${folder}/${other}`;
    if (isTemporaryOf(`${name}.refresh`, other)) await files.remove(path);
    if (!isTemporaryOf(name, other)) continue;
    const reading = await files.read(path);
    if (reading.kind === 'file' && isWorthless(reading.text, current)) await files.remove(path);
  }
}

function isWorthless(text: string, current: Partial<TokenKeys> | undefined): boolean {
  if (text.trim() === '') return true;
  const keys = readTokenKeys(text);
  // What cannot be read may still be read by a person.
  if (keys === undefined || current?.refreshToken === undefined) return false;
  return keys.refreshToken === current.refreshToken || (keys.generation ?? 0) < (current.generation ?? 0);
}
