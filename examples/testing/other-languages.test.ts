import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = ['--conditions=@tickwire/source', '--import', 'tsx'];

/** Runs a program in the repository and returns what it said. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return new Promise<{ readonly code: number | null; readonly text: string }>((resolve) => {
    const program = spawn(command, args, { cwd: root, env: { ...process.env, ...env } });
    let text = '';
    program.stdout.on('data', (chunk) => (text += chunk));
    program.stderr.on('data', (chunk) => (text += chunk));
    program.on('close', (code) => resolve({ code, text }));
  });
}

test('the example for node:test passes', async () => {
  const { code, text } = await run(process.execPath, [...source, '--test', 'examples/testing/node-test.ts'], {
    // Set by the runner of this test for its own purposes.
    NODE_TEST_CONTEXT: undefined,
    NODE_OPTIONS: undefined,
  });
  expect({ code, text }).toMatchObject({ code: 0, text: expect.stringMatching(/pass 1\b/) });
});

const pythons = ['python3', '/usr/bin/python3'];
const python = pythons.find((one) => spawnSync(one, ['-c', 'import websockets']).status === 0);

test.skipIf(python === undefined)('the Python example places an order and has it filled', async () => {
  const tickwire = [process.execPath, ...source, 'packages/cli/src/bin.ts'].join(' ');
  expect(await run(python ?? '', ['examples/python/place_order.py'], { TICKWIRE: tickwire })).toEqual({
    code: 0,
    text: 'filled at 0.4999\npositions 1\n',
  });
});

test('docs/testing.md shows the examples as they are', () => {
  const page = readFileSync(`${root}/docs/testing.md`, 'utf8');
  const links = [...page.matchAll(/\]\(\.\.\/(examples\/[^)]+)\)/g)].map(([, path]) => path ?? '');
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) expect(existsSync(`${root}/${link}`)).toBe(true);
  expect(page).toContain(readFileSync(`${root}/examples/testing/vitest.test.ts`, 'utf8'));
});
