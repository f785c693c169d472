import { describe, expect, test } from 'vitest';
import { FakeSurroundings } from '../test/fake-surroundings.ts';

async function run(...argv: readonly string[]) {
  const fake = new FakeSurroundings();
  const exitCode = await fake.run(...argv);
  const { stdout, stderr } = fake;
  return { exitCode, stdout, stderr };
}

describe('help', () => {
  test.each([
    [],
    ['connect'],
    ['doctor'],
    ['request'],
    ['sandbox'],
    ['sandbox', 'faults'],
    ['explain'],
    ['login'],
    ['logout'],
    ['whoami'],
    ['accounts'],
    ['token'],
    ['token', 'status'],
    ['token', 'refresh'],
  ])('of %s fits 80 columns', async (...command) => {
    const { exitCode, stdout, stderr } = await run(...command, '--help');
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('is shown when nothing is asked for', async () => {
    expect(await run()).toEqual(await run('--help'));
  });

  test('lists the commands and the exit codes', async () => {
    const { stdout } = await run('--help');
    expect(stdout).toMatchInlineSnapshot(`
      "USAGE
        tickwire connect
        tickwire login
        tickwire logout
        tickwire whoami
        tickwire accounts
        tickwire token status|refresh ...
        tickwire doctor
        tickwire request <NAME>
        tickwire sandbox
        tickwire explain [CODE]...
        tickwire --help
        tickwire --version

      Tickwire: unofficial tools for the cTrader Open API.

      Start with \`tickwire connect\`: it reads ./credentials.json and stays connected.
      Without credentials, \`tickwire connect --sandbox\` runs against its own server.

      Exit codes: 0 ok, 1 failure, 2 usage, 3 not found, 4 login needed, 5 refused by
      the server, 6 unknown outcome of a trading command, 7 limit or maintenance,
      8 security refusal, 9 not ready or timed out, 130 Ctrl-C, 143 SIGTERM.

      FLAGS
        -h --help     Show this help
        -v --version  Show the version
           --         What follows are arguments, not flags

      COMMANDS
        connect   Connect, authenticate, and stay so
        login     Log in with the browser and save the tokens
        logout    Remove the stored tokens from this machine
        whoami    Show which credentials count, and from where
        accounts  List the accounts of the access token
        token     Look at the stored tokens, or renew them
        doctor    Find out what is wrong, and what to do
        request   Send any request by name and print the answer
        sandbox   Run a local server that behaves like the real one
        explain   Explain an error code of the server
      "
    `);
  });

  test('of connect shows its flags', async () => {
    const { stdout } = await run('connect', '--help');
    expect(stdout).toMatchInlineSnapshot(`
      "USAGE
        tickwire connect [flags]
        tickwire connect --credentials FILE --account ID
        tickwire connect --sandbox
        tickwire connect --help

      Connects, authenticates the application and the account, and stays so through
      every drop, until you press Ctrl-C.

      Credentials come from TICKWIRE_* variables, --credentials FILE (or the file that
      TICKWIRE_CREDENTIALS names), ./credentials.json, or the profile in
      $XDG_CONFIG_HOME/tickwire; a variable wins over a file.

      FLAGS
           [--credentials]      FILE instead of ./credentials.json
           [--profile]          NAME of a profile, instead of a file
           [--environment]      Left out, the account decides          [live|demo]
           [--endpoint]         URL of another server (sandbox, proxy)
           [--ca]               FILE of an authority to trust, PEM
           [--sandbox]          Run against a server of its own
           [--app-only]         Authenticate only the application
           [--ready-timeout]    SECONDS to get ready in; 0: no limit   [default 60]
           [--account]...       ID or login number; may be repeated
           [--or-sandbox]       --sandbox if there are no credentials
           [--status-interval]  SECONDS between status lines; 0: one   [default 1]
           [--ndjson]           Print JSON, one event per line
        -h  --help              Show this help
            --                  What follows are arguments, not flags
      "
    `);
  });

  test('of request shows its flags', async () => {
    const { stdout } = await run('request', '--help');
    expect(stdout).toMatchInlineSnapshot(`
      "USAGE
        tickwire request NAME [--json PAYLOAD]
        tickwire request --dry-run NAME [--json PAYLOAD]
        tickwire request NAME --json - < payload.json
        tickwire request --help

      Sends one request and prints the answer as one JSON document. A failure is a
      JSON document too, unless a person looks at it. For an order that goes to the
      market at once, what became of it follows, one document for each event.

      NAME is one such as SymbolsListReq (or ProtoOASymbolsListReq). What the payload
      leaves out is filled in where we know it: the account id, tokens and the like.
      Enumerations go by name or number: {"orderType":"MARKET"}. --dry-run connects to
      nothing: the message is made of the payload, the flags and the credentials.

      A trading command on a live account needs --live, and the account id typed by
      hand or --yes.

      FLAGS
           [--json]           PAYLOAD, a JSON object; - reads stdin
           [--credentials]    FILE instead of ./credentials.json
           [--profile]        NAME of a profile, instead of a file
           [--environment]    Left out, the account decides            [live|demo]
           [--endpoint]       URL of another server (sandbox, proxy)
           [--ca]             FILE of an authority to trust, PEM
           [--sandbox]        Run against a server of its own
           [--app-only]       Authenticate only the application
           [--ready-timeout]  SECONDS to get ready in; 0: no limit     [default 60]
           [--account]        ID or login number of the account
           [--live]           Allow trading on a live account
           [--yes]            Do not ask for confirmation
           [--dry-run]        Print the message, connect to nothing
           [--show-secrets]   Show tokens; RefreshTokenReq always does
        -h  --help            Show this help
            --                What follows are arguments, not flags

      ARGUMENTS
        NAME  Which request, e.g. SymbolsListReq
      "
    `);
  });

  test('of sandbox shows its flags', async () => {
    const { stdout } = await run('sandbox', '--help');
    expect(stdout).toMatchInlineSnapshot(`
      "USAGE
        tickwire sandbox [flags]
        tickwire sandbox --tls --ports auto
        tickwire sandbox --fault answer-never:types=AccountAuthReq,count=1
        tickwire sandbox faults [--json]
        tickwire sandbox --help

      Runs a local server that behaves like the real one, on loopback only, until
      Ctrl-C (exit code 130) or SIGTERM (143); with --until-eof also until its
      stdin ends (0), which it does when the program that started it is gone.

      Its first line on stdout is one JSON object that says where everything is;
      everything else goes to stderr.

      JSON on ports 5036 (live) and 5046 (demo), Protobuf on 5035 and 5045, and
      on 5037 HTTP: the consent page in a browser, and the token endpoint.

      FLAGS
           [--tls]        Serve wss, certified for the real names
           [--ports]      auto takes free ports                    [auto|default]
           [--data]       DIR for its files, one for each sandbox
           [--seed]       NUMBER that ids and tokens depend on
           [--feed]       walk, none, or a file such as EURUSD.csv
           [--clock]      virtual can be frozen, stepped, moved    [real|virtual]
           [--at]         TIME to start at: 2026-03-06T12:00:00Z
           [--seed-file]  FILE with a world or a snapshot, JSON
           [--until-eof]  End with its stdin, as tests want it
           [--fault]...   What goes wrong; see \`sandbox faults\`
        -h  --help        Show this help
            --            What follows are arguments, not flags
      "
    `);
  });
});

test('--version says which version, and that this is unofficial', async () => {
  const { exitCode, stdout } = await run('--version');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^tickwire \d+\.\d+\.\d+ \(unofficial; "cTrader" is a trademark of Spotware, Tickwire is independent\)\n$/,
  );
});

describe('a command line that makes no sense ends with 2 and one sentence', () => {
  test.each<[string, readonly string[]]>([
    ['an unknown command', ['conect']],
    ['an unknown flag', ['connect', '--acount', '1']],
    ['an unknown short flag', ['connect', '-x']],
    ['a flag without its value', ['connect', '--credentials']],
    ['a flag given twice', ['connect', '--endpoint', 'ws://a', '--endpoint', 'ws://b']],
    ['a word too many', ['connect', 'now']],
    ['a long word too many', ['connect', 'a-token-that-nobody-should-see-in-an-error-message']],
    ['a value outside the list', ['connect', '--environment', 'prod']],
    ['an account that is no number', ['connect', '--account', '12a']],
    ['an account beyond 2^53', ['connect', '--account', '9007199254740993']],
    ['an interval that is no number', ['connect', '--status-interval', 'often']],
    ['a negative interval', ['connect', '--status-interval=-1']],
    ['a timeout beyond what timers take', ['connect', '--ready-timeout', '1e9']],
    ['an endpoint that is no URL', ['connect', '--endpoint', '127.0.0.1:5036']],
    ['an endpoint of another kind', ['connect', '--endpoint', 'https://127.0.0.1']],
    ['an endpoint with a password', ['connect', '--endpoint', 'wss://me:secret@host']],
    ['an empty path', ['connect', '--ca', '']],
    ['a seed that is no number', ['sandbox', '--seed', '-1']],
    ['an unknown word after sandbox', ['sandbox', 'fautls']],
    ['an unknown fault', ['sandbox', '--fault', 'answer-nver:count=1']],
    ['an unknown key of a fault', ['sandbox', '--fault', 'drop', '--fault', 'drop:coun=1']],
    ['a wrong value of a fault', ['sandbox', '--fault', 'answer-late:ms=soon']],
    ['a missing name', ['request']],
    ['a switch with a strange value', ['connect', '--sandbox=perhaps']],
    ['a sandbox with credentials', ['connect', '--sandbox', '--credentials', 'c.json']],
    ['no account and an account', ['connect', '--app-only', '--account', '1', '--sandbox']],
    ['an authority that is not there', ['connect', '--ca', '/nonexistent/ca.pem']],
  ])('%s', async (_, argv) => {
    const { exitCode, stdout, stderr } = await run(...argv);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: [^\n]+\.?\nnext: [^\n]+\n$/);
    expect(stderr).not.toContain('nobody-should-see');
    expect(stderr).toMatchSnapshot();
  });

  test('under --json it is a JSON document too', async () => {
    const { exitCode, stdout, stderr } = await run('explain', '--json', '--jsn');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: There is no flag --jsn; did you mean --json\?\n/);
    expect(JSON.parse(stdout)).toEqual({
      v: 1,
      error: {
        name: 'UsageError',
        code: 'BAD_USAGE',
        message: 'There is no flag --jsn; did you mean --json?',
        facts: {},
      },
      exitCode: 2,
    });
  });

  test('under --ndjson it is an event', async () => {
    const { stdout } = await run('connect', '--ndjson', '--account', 'x');
    expect(JSON.parse(stdout)).toMatchObject({ v: 1, event: 'error', error: { code: 'BAD_USAGE' }, exitCode: 2 });
  });
});
