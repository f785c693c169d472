// Installs what the repository needs, once: `npm start` and `npm test` run it first. Plain JavaScript without
// dependencies, because it runs before there are any. Everything it says goes to stderr.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const oldestNode = [20, 19];
const momentMs = 5_000;

/** Thrown when the repository cannot be used; the message is for people. */
class SetupError extends Error {
  /** @param {string} message @param {string} next What to do, as an imperative clause. */
  constructor(message, next) {
    super(message);
    this.next = next;
  }
}

/** Installs the dependencies if they are missing or belong to another lockfile. */
function setUp(folder = root) {
  checkNode();
  const wanted = stampOf(folder);
  if (isInstalled(folder, wanted)) return;
  process.stderr.write('Installing what Tickwire needs; this happens once and takes up to a minute.\n');
  install(folder);
  writeFileSync(stampFile(folder), wanted);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new SetupError(
    `Node ${process.versions.node} is too old: Tickwire needs ${oldestNode.join('.')} or newer.`,
    'install a current Node from https://nodejs.org',
  );
}

const stampFile = (folder) => join(folder, 'node_modules', '.tickwire-setup');

/** What an installation depends on: the lockfile, and the machine whose native tools it fetched. */
function stampOf(folder) {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  return `${hash} ${process.platform} ${process.arch}\n`;
}

function isInstalled(folder, wanted) {
  const stamp = stampFile(folder);
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === wanted;
  // Installed by hand: npm writes this file last, so an installation that was broken off has none.
  const done = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(done)) return false;
  // `npm install` writes the lockfile itself, a moment after that.
  return statSync(done).mtimeMs + momentMs >= statSync(join(folder, 'package-lock.json')).mtimeMs;
}

function install(folder) {
  const words = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // The npm that runs us, if one does; on Windows the bare name is a script that needs a shell.
  const npm = process.env['npm_execpath'];
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm, ...words]] : ['npm', words];
  const { status, signal, error } = spawnSync(command, args, {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (signal !== null) process.exit(signal === 'SIGINT' ? 130 : 143);
  if (status === 0) return;
  throw new SetupError(
    error === undefined
      ? 'npm could not install what Tickwire needs; what it said stands above.'
      : `npm could not be run (${error.message}).`,
    'if the network is missing, connect (behind a proxy, set HTTPS_PROXY), then run the same command again',
  );
}

/** Runs {@link setUp} and ends the process with one sentence if it fails. */
export function setUpOrExit() {
  try {
    setUp();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`error: ${error.message}\nnext: ${error.next}\n`);
    process.exit(1);
  }
}

const script = process.argv[1];
if (script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url)) setUpOrExit();
