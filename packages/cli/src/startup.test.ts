import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

/** Everything a module loads when it is loaded: imports of values, at the top. */
const staticImport = /^(?:import|export) (?!type )[^;]*? from '([^']+)';$|^import '([^']+)';$/gms;

async function collectPackages(url: URL, seen: Set<string>): Promise<void> {
  const source = await readFile(url, 'utf8');
  for (const [, from, bare] of source.matchAll(staticImport)) {
    const specifier = from ?? bare ?? '';
    if (seen.has(specifier)) continue;
    if (!specifier.startsWith('.')) {
      seen.add(specifier);
      continue;
    }
    const next = new URL(specifier, url);
    if (seen.has(next.href)) continue;
    seen.add(next.href);
    await collectPackages(next, seen);
  }
}

test('starting loads the command framework and nothing heavy: client, sandbox and protocol come when a command runs', async () => {
  const seen = new Set<string>();
  await collectPackages(new URL('./bin.ts', import.meta.url), seen);
  const packages = [...seen].filter((name) => !name.startsWith('file:')).sort();
  expect(packages).toEqual(['@stricli/core', 'node:fs/promises', 'node:os', 'node:tty']);
});
