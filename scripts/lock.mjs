// `npm run lock`: writes the lockfile, and adds what npm leaves out of it. Where a registry mirror carries the native tools
// of some platforms only, npm drops the others from the lockfile, and then `npm ci` refuses it everywhere.
import { readFileSync, writeFileSync } from 'node:fs';
import { run } from './run-step.mjs';

run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund']);

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const paths = Object.keys(lock.packages);

for (const { optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (paths.some((path) => path.endsWith(`node_modules/${name}`))) continue;
    const os = /(android|darwin|win32|linux|freebsd|netbsd|openbsd|openharmony|sunos|aix)/.exec(name)?.[0];
    const cpu = /(arm64|x64|ia32|arm|ppc64|riscv64|s390x|loong64|mips64el)/.exec(name)?.[0];
    // Anything else is a library that may be missing, not the build of a tool for a platform.
    if (os === undefined || cpu === undefined) continue;
    const libc = name.includes('musl') ? ['musl'] : name.includes('gnu') ? ['glibc'] : undefined;
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      dev: true,
      ...(libc && { libc }),
      optional: true,
      os: [os],
    };
  }
}

const inOrder = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(inOrder);
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
