import { readFile } from 'node:fs/promises';
import { SandboxError } from '../errors/sandbox-error.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'reading it is not allowed',
};

/**
 * Reads a file that an option names.
 *
 * @param what What it should hold, as the error's first word.
 * @throws SandboxError `BAD_OPTION` that names the file.
 */
export async function readTextFile(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new SandboxError(`${what} cannot be read from ${path}: ${reasons[code] ?? code}.`, {
      code: 'BAD_OPTION',
      facts: { file: path },
      cause,
    });
  }
}
