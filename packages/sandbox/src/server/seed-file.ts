import { readFile, stat } from 'node:fs/promises';
import { readWorldOptions } from '../document/read-world.ts';
import { SandboxError } from '../errors/sandbox-error.ts';
import { claimsToBeSnapshot, readSnapshot, type SandboxSnapshot } from '../sandbox-snapshot.ts';
import type { WorldOptions } from '../venue/world-options.ts';

/** What a seed file describes: a world, or a sandbox to go on from. */
export type SeedFile = { readonly world: WorldOptions } | { readonly snapshot: SandboxSnapshot };

/** Longer files are no seed files; a device that never ends is none either. */
const maxBytes = 256 * 1024 * 1024;

/**
 * Reads the file of `tickwire sandbox --seed-file`: a description of a world, {@link WorldOptions} as JSON, or a
 * snapshot.
 *
 * @throws SandboxError `BAD_SEED_FILE`, with one sentence on what is wrong and where.
 */
export async function readSeedFile(path: string): Promise<SeedFile> {
  const text = await readText(path);
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw badSeedFile(path, 'is not JSON', error);
  }
  const isSnapshot = claimsToBeSnapshot(document);
  try {
    return isSnapshot ? { snapshot: readSnapshot(document) } : { world: readWorldOptions(document, '') };
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    const what = isSnapshot ? 'cannot be gone on from' : 'is no description of a world';
    throw badSeedFile(path, `${what}: ${error.message.replace(/\.$/, '')}`, error);
  }
}

async function readText(path: string): Promise<string> {
  try {
    // Before it is opened: opening a pipe waits for somebody who writes to it.
    const found = await stat(path);
    if (!found.isFile()) throw badSeedFile(path, 'is no file');
    if (found.size > maxBytes) throw badSeedFile(path, `is longer than ${maxBytes} bytes`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof SandboxError) throw error;
    throw badSeedFile(path, `cannot be read: ${reasonOf(error)}`, error);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'this user has no permission',
  EPERM: 'this user has no permission',
};

function reasonOf(error: unknown): string {
  const errno = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return reasons[errno] ?? `the system says ${errno}`;
}

function badSeedFile(path: string, what: string, cause?: unknown): SandboxError {
  return new SandboxError(`The seed file ${path} ${what}.`, { code: 'BAD_SEED_FILE', facts: { path }, cause });
}
