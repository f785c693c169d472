import { type Application, buildApplication, buildRouteMap, run, text_en } from '@stricli/core';
import { accounts } from './commands/accounts.ts';
import { connect } from './commands/connect.ts';
import { doctor } from './commands/doctor.ts';
import { explain } from './commands/explain.ts';
import { login } from './commands/login.ts';
import { logout } from './commands/logout.ts';
import { request } from './commands/request.ts';
import { sandbox } from './commands/sandbox.ts';
import { token } from './commands/token.ts';
import { whoami } from './commands/whoami.ts';
import type { Context, Surroundings } from './context.ts';
import { ExitCode } from './exit-codes.ts';
import { type MachineForm, writeMachineFailure } from './output/report.ts';
import { describeScannerError } from './output/usage.ts';
import { quote } from './settings/flag-value.ts';

/**
 * Runs one command line and resolves with its exit code.
 *
 * @example
 * process.exitCode = await runApp(process.argv.slice(2), surroundings());
 */
export async function runApp(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr, env } = surroundings;
  const usageFailures: string[] = [];
  const onUsageFailure = (message: string) => usageFailures.push(message);
  const app = buildApp({ version: await surroundings.readVersion(), command: argv[0], onUsageFailure });
  const context: Context = { ...surroundings, process: { stdout, stderr, env } };
  await run(app, argv, context);
  const [usageFailure] = usageFailures;
  if (usageFailure !== undefined) writeMachineFailure(context, toUsageFailure(usageFailure), askedForm(argv));
  return toExitCode(context.process.exitCode);
}

const routes = { connect, login, logout, whoami, accounts, token, doctor, request, sandbox, explain };

interface AppOptions {
  readonly version: string;
  /** The first word of the command line. */
  readonly command: string | undefined;
  /** Told of a command line that makes no sense, besides stderr. */
  readonly onUsageFailure: (message: string) => void;
}

function buildApp({ version, command, onUsageFailure }: AppOptions): Application<Context> {
  const root = buildRouteMap<keyof typeof routes, Context>({
    routes,
    docs: {
      brief: 'Unofficial tools for the cTrader Open API',
      fullDescription:
        'Tickwire: unofficial tools for the cTrader Open API.\n\n' +
        'Start with `tickwire connect`: it reads ./credentials.json and stays connected.\n' +
        'Without credentials, `tickwire connect --sandbox` runs against its own server.\n\n' +
        'Exit codes: 0 ok, 1 failure, 2 usage, 3 not found, 4 login needed, 5 refused by\n' +
        'the server, 6 unknown outcome of a trading command, 7 limit or maintenance,\n' +
        '8 security refusal, 9 not ready or timed out, 130 Ctrl-C, 143 SIGTERM.',
    },
  });
  const refuse = (message: string, next: string): string => {
    onUsageFailure(message);
    return `error: ${message}\nnext: ${next}`;
  };
  return buildApplication(root, {
    name: 'tickwire',
    versionInfo: {
      currentVersion: `tickwire ${version} (unofficial; "cTrader" is a trademark of Spotware, Tickwire is independent)`,
    },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { disableAnsiColor: true, onlyRequiredInUsageLine: true },
    localization: {
      text: {
        ...text_en,
        keywords: { ...text_en.keywords, default: 'default' },
        briefs: {
          ...text_en.briefs,
          help: 'Show this help',
          version: 'Show the version',
          argumentEscapeSequence: 'What follows are arguments, not flags',
        },
        noCommandRegisteredForInput: ({ input, corrections }) =>
          refuse(
            `There is no command ${quote(input)}${corrections.length === 0 ? '.' : `; did you mean ${corrections.join(' or ')}?`}`,
            'see all commands with `tickwire --help`',
          ),
        exceptionWhileParsingArguments: (exception) =>
          refuse(describeScannerError(exception), `see what it takes with \`tickwire ${String(command)} --help\``),
      },
    },
  });
}

/** What the command line asked for, read before it could be understood. */
function askedForm(argv: readonly string[]): MachineForm {
  const asks = (flag: string) => argv.some((word) => word === flag || word.startsWith(`${flag}=`));
  if (asks('--ndjson')) return 'events';
  return asks('--json') ? 'document' : 'none';
}

/** A failure of the command line itself, in the shape of our errors; the class lives beyond what every start loads. */
function toUsageFailure(message: string): Error {
  const name = 'UsageError';
  const error = new Error(message);
  const document = { name, code: 'BAD_USAGE', message, facts: {} };
  return Object.assign(error, { ...document, hint: undefined, toJSON: () => document });
}

/** The framework's own codes are negative: -4 and -5 mean a bad command line, the others a defect. */
function toExitCode(code: number | string | null | undefined): number {
  const number = Number(code ?? ExitCode.OK);
  if (number >= 0) return number;
  return number === -4 || number === -5 ? ExitCode.USAGE : ExitCode.FAILURE;
}
