// Checks the packages as npm will publish them: files, exports, types, size. Builds them first.
import { rmSync } from 'node:fs';
import { run } from './run-step.mjs';

const published = ['protocol', 'client', 'sandbox', 'cli'];

for (const name of published) rmSync(`packages/${name}/dist`, { recursive: true, force: true });
run('npx', ['tsc', '-b', 'packages/cli']);
for (const name of published) {
  run('npx', ['publint', '--strict', `packages/${name}`]);
  run('npx', ['attw', '--pack', `packages/${name}`, '--profile', 'esm-only', '--format', 'ascii', '--quiet']);
}
run('npx', ['size-limit']);
console.log('packages checked: files, exports, types and size are as they should be');
