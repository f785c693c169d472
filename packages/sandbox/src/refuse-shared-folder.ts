import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createControlClient } from './control/control-client.ts';
import { SandboxError } from './errors/sandbox-error.ts';

/** Where the ready document of the latest start lies in the folder of a sandbox. */
export const readyFileOf = (folder: string): string => join(folder, 'ready.json');

/** On one machine, and asked for next to nothing: whoever does not answer within this time (ms) is not there. */
const patienceMs = 1_000;

/**
 * Refuses a folder whose files open the doors of a sandbox that is running: another one would write its own over them. What
 * counts is that the token in the folder is good for the address in the folder, so nothing that is left behind by a crash
 * is taken for a running sandbox.
 *
 * @throws SandboxError `DATA_FOLDER`.
 */
export async function refuseSharedFolder(folder: string): Promise<void> {
  const control = await readControl(folder);
  if (control === undefined) return;
  try {
    await createControlClient(control).clock.get({}, { signal: AbortSignal.timeout(patienceMs) });
  } catch (error) {
    // Nobody is there, or somebody else, or nobody who answers.
    if (error instanceof SandboxError || error instanceof DOMException) return;
    throw error;
  }
  throw new SandboxError(`The files in ${folder} are those of the sandbox that runs at ${control.url}.`, {
    code: 'DATA_FOLDER',
    facts: { folder, running: control.url },
    hint: 'stop that sandbox, or give this one a folder of its own with `--data DIR`',
  });
}

interface Control {
  readonly url: string;
  readonly tokenFile: string;
  readonly ca: string | null;
}

/** What opens the control API of the latest sandbox of this folder; undefined when there was none. */
async function readControl(folder: string): Promise<Control | undefined> {
  try {
    const document: unknown = JSON.parse(await readFile(readyFileOf(folder), 'utf8'));
    const { control, ca } = Object(document);
    const { url, tokenFile } = Object(control);
    if (typeof url !== 'string' || typeof tokenFile !== 'string') return undefined;
    return { url, tokenFile, ca: typeof ca === 'string' ? ca : null };
  } catch {
    return undefined;
  }
}
