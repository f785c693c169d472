import { buildCommand, buildRouteMap } from '@stricli/core';
import type { Context } from '../context.ts';
import { FlagValueError, quote } from '../settings/flag-value.ts';
import { flag, parsePath } from '../settings/flags.ts';
import { runLazily } from './lazy.ts';
import { sandboxFaults } from './sandbox-faults.ts';

/** What `tickwire sandbox` can be told. */
export interface SandboxFlags {
  readonly tls?: boolean;
  readonly ports?: 'auto' | 'default';
  readonly data?: string;
  readonly seed?: number;
  readonly feed?: string;
  readonly clock?: 'real' | 'virtual';
  readonly at?: string;
  readonly seedFile?: string;
  readonly untilEof?: boolean;
  /** Each as `NAME:key=value,key=value`. */
  readonly fault?: readonly string[];
}

const brief = 'Run a local server that behaves like the real one';

const command = buildCommand<SandboxFlags, [], Context>({
  docs: {
    brief,
    fullDescription:
      'Runs a local server that behaves like the real one, on loopback only, until\n' +
      'Ctrl-C (exit code 130) or SIGTERM (143); with --until-eof also until its\n' +
      'stdin ends (0), which it does when the program that started it is gone.\n\n' +
      'Its first line on stdout is one JSON object that says where everything is;\n' +
      'everything else goes to stderr.\n\n' +
      'JSON on ports 5036 (live) and 5046 (demo), Protobuf on 5035 and 5045, and\n' +
      'on 5037 HTTP: the consent page in a browser, and the token endpoint.',
    customUsage: [
      '[flags]',
      '--tls --ports auto',
      '--fault answer-never:types=AccountAuthReq,count=1',
      'faults [--json]',
    ],
  },
  parameters: {
    flags: {
      tls: flag('Serve wss, certified for the real names'),
      ports: {
        kind: 'enum',
        values: ['auto', 'default'],
        optional: true,
        brief: 'auto takes free ports',
      },
      data: {
        kind: 'parsed',
        parse: parsePath,
        optional: true,
        placeholder: 'DIR',
        brief: 'DIR for its files, one for each sandbox',
      },
      seed: {
        kind: 'parsed',
        parse: parseSeed,
        optional: true,
        placeholder: 'NUMBER',
        brief: 'NUMBER that ids and tokens depend on',
      },
      feed: {
        kind: 'parsed',
        parse: parseFeed,
        optional: true,
        placeholder: 'FEED',
        brief: 'walk, none, or a file such as EURUSD.csv',
      },
      clock: {
        kind: 'enum',
        values: ['real', 'virtual'],
        optional: true,
        brief: 'virtual can be frozen, stepped, moved',
      },
      at: {
        kind: 'parsed',
        parse: parseMoment,
        optional: true,
        placeholder: 'TIME',
        brief: 'TIME to start at: 2026-03-06T12:00:00Z',
      },
      seedFile: {
        kind: 'parsed',
        parse: parsePath,
        optional: true,
        placeholder: 'FILE',
        brief: 'FILE with a world or a snapshot, JSON',
      },
      untilEof: flag('End with its stdin, as tests want it'),
      fault: {
        kind: 'parsed',
        parse: String,
        optional: true,
        variadic: true,
        placeholder: 'NAME[:KEY=VALUE,…]',
        brief: 'What goes wrong; see `sandbox faults`',
      },
    },
  },
  loader: runLazily(
    async () => (await import('./sandbox.run.ts')).runSandbox,
    () => 'none',
  ),
});

function parseFeed(word: string): string {
  if (word === 'walk' || word === 'none' || /\.csv$/i.test(word)) return word;
  throw new FlagValueError(`takes walk, none, or the path of a .csv file, not ${quote(word)}`);
}

function parseMoment(word: string): string {
  const isWritten = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(word);
  const epochMs = isWritten ? Date.parse(word) : Number.NaN;
  if (epochMs >= 0 && epochMs < 2 ** 31 * 1_000) return word;
  throw new FlagValueError(`takes a moment such as 2026-03-06T21:59:00Z, not ${quote(word)}`);
}

const routes = buildRouteMap<'run' | 'faults', Context>({
  routes: { run: command, faults: sandboxFaults },
  defaultCommand: 'run',
  docs: { brief, hideRoute: { run: true } },
});

/** `tickwire sandbox`: a local server that behaves like the real one. Its help is that of running it. */
export const sandbox: typeof routes = {
  ...routes,
  formatHelp: command.formatHelp,
  formatUsageLine: command.formatUsageLine,
};

function parseSeed(word: string): number {
  const seed = Number(word);
  if (!/^\d+$/.test(word) || seed >= 2 ** 32) {
    throw new FlagValueError(`takes a whole number from 0 to 4294967295, not ${quote(word)}`);
  }
  return seed;
}
