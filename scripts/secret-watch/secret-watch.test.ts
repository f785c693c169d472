import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findSecrets, outputWatch } from '@tickwire/testkit';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface RunDocument {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly failureMessages: readonly string[] }[];
  }[];
}

test('a test that leaks a secret fails, whichever way it goes out', async () => {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const words = [vitest, 'run', '--reporter=json', '--config', 'scripts/secret-watch/fixture.config.ts'];
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  for await (const chunk of child.stdout) stdout += String(chunk);
  // It leaks on purpose.
  outputWatch().forgive();
  const document: RunDocument = JSON.parse(stdout.slice(stdout.indexOf('{"numTotal')));
  const results = document.testResults.flatMap(({ assertionResults }) => assertionResults);
  const said = results.map(({ title, failureMessages }) => [title, failureMessages.join('\n').split('\n')[0]]);
  expect(Object.fromEntries(said)).toEqual({
    'by console.log': 'Error: A secret has leaked: stdout (raw).',
    'by stderr, in pieces': 'Error: A secret has leaked: stderr (raw).',
    'by stdout, in base64': 'Error: A secret has leaked: stdout (base64).',
    'by a child that is read': 'Error: A secret has leaked: stdout of a child (raw).',
    'by a child that writes for itself': 'Error: A secret has leaked: stdout of a child (raw), stdout (raw).',
    'by a child that is waited for': 'Error: A secret has leaked: output of a child (raw).',
    'by the facts of an error that somebody catches': 'Error: A secret has leaked: an error (raw).',
    'by the command line': 'Error: A secret has leaked: stdout of the command line (raw).',
  });
}, 60_000);

test('no snapshot and no page of the repository holds a secret', async () => {
  const leaks: string[] = [];
  let scanned = 0;
  for (const path of await listFiles(root)) {
    const isTest = path.endsWith('.test.ts');
    if (!isTest && !/\.(?:snap|md)$/.test(path)) continue;
    const text = await readFile(join(root, path), 'utf8');
    const texts = isTest ? findInlineSnapshots(text) : [text];
    scanned += texts.length;
    // Pages may speak of the word that stands for secrets.
    const wanted = path.endsWith('.md') ? 'generated' : 'all';
    if (texts.some((snapshot) => findSecrets(snapshot, wanted).length > 0)) leaks.push(path);
  }
  expect(leaks).toEqual([]);
  // There are dozens; were none found, the search would be broken.
  expect(scanned).toBeGreaterThan(20);
});

test('inline snapshots are found', () => {
  const call = 'toMatchInlineSnapshot';
  expect(findInlineSnapshots(`expect(a).${call}(\`"one"\`); expect(b).${call}(\n \`two \\\` three\`)`)).toEqual([
    '"one"',
    'two \\` three',
  ]);
});

function findInlineSnapshots(source: string): readonly string[] {
  const calls = source.matchAll(/Inline?Snapshot\(\s*(?:\{[^}]*\},\s*)?`((?:\\.|[^`\\])*)`/gs);
  return [...calls].map(([, snapshot = '']) => snapshot);
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const skipped = new Set(['node_modules', 'dist', '.git', '.cache', 'coverage']);
  const found: string[] = [];
  const walk = async (path: string): Promise<void> => {
    for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
      if (skipped.has(entry.name)) continue;
      if (entry.isDirectory()) await walk(join(path, entry.name));
      else found.push(join(path, entry.name));
    }
  };
  await walk('');
  return found;
}
