import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, type Environment, type Sandbox, type SandboxOptions } from '@tickwire/sandbox';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import type { FakeSurroundings } from './fake-surroundings.ts';

// The client reads the variables of the process: those of whoever runs the tests must not take part in them.
for (const name of Object.keys(process.env)) if (name.startsWith('TICKWIRE_')) delete process.env[name];

/** A folder of its own, gone after the test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tickwire-cli-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A sandbox that ends with the test. */
export async function openTestSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Writes a credentials file that only its owner can read, and returns its path. */
export async function writeCredentials(content: object | string, mode = 0o600): Promise<string> {
  const path = join(await makeFolder(), 'credentials.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content), { mode });
  return path;
}

/** The flags that lead to a sandbox, with its credentials changed as the test needs. */
export async function flagsFor(
  sandbox: Sandbox,
  environment: Environment,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<readonly string[]> {
  const credentials = await writeCredentials({ ...sandbox.credentials(environment), ...changes });
  return ['--credentials', credentials, '--endpoint', sandbox.endpoints[environment].json];
}

/** What a scripted server does with one connection. */
interface ScriptedConnection {
  /** Sends a text, or an object as JSON. */
  send(frame: string | object): void;
  close(code?: number, reason?: string): void;
  /** Drops the connection with no goodbye. */
  destroy(): void;
  /** Reads nothing more, not even a goodbye. */
  freeze(): void;
}

/** One message of the client, as a scripted server sees it. */
export interface ScriptedMessage {
  readonly payloadType: number;
  readonly clientMsgId?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** How a scripted server behaves. */
export interface Script {
  readonly onOpen?: (connection: ScriptedConnection) => void;
  readonly onMessage?: (connection: ScriptedConnection, message: ScriptedMessage) => void;
}

/** A server that does exactly what a script says, right or wrong. Returns its URL. */
export async function openScriptedServer({ onOpen, onMessage }: Script): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => {
    const connection: ScriptedConnection = {
      send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
      close: (code, reason) => socket.close(code, reason),
      destroy: () => socket.terminate(),
      freeze: () => socket.pause(),
    };
    // With the default binaryType every message is one Buffer.
    socket.on('message', (frame: Buffer) => onMessage?.(connection, JSON.parse(frame.toString('utf8'))));
    onOpen?.(connection);
  });
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listening on no port');
  return `ws://127.0.0.1:${address.port}`;
}

/** Credentials that every scripted server can be met with. */
export const anyCredentials = {
  accountId: 40_000_001,
  clientId: 'any-client-id-canary',
  clientSecret: 'any-client-secret-canary',
  accessToken: 'any-access-token-canary',
  refreshToken: 'any-refresh-token-canary',
} as const;

/** A right answer of the server to each step of a login, or undefined for what it is not. */
export function answerLogin({ payloadType, clientMsgId, payload }: ScriptedMessage): object | undefined {
  const { accountId, accessToken } = anyCredentials;
  switch (payloadType) {
    case 2100:
      return { payloadType: 2101, clientMsgId };
    case 2149:
      return {
        payloadType: 2150,
        clientMsgId,
        payload: {
          accessToken,
          permissionScope: 1,
          ctidTraderAccount: [{ ctidTraderAccountId: accountId, isLive: true }],
        },
      };
    case 2102:
      return { payloadType: 2103, clientMsgId, payload: { ctidTraderAccountId: payload?.['ctidTraderAccountId'] } };
    default:
      return undefined;
  }
}

/** The secrets of credentials: what no output may contain. */
export const secretsOf = (credentials: object): readonly string[] =>
  Object.entries(credentials)
    .filter(([key]) => ['clientSecret', 'accessToken', 'refreshToken'].includes(key))
    .map(([, value]) => String(value))
    .filter((value) => value !== '');

/** Throws when an output contains a secret, raw or in one of the forms that secrets travel in (I11). */
export function scanForSecrets(
  { stdout, stderr }: Pick<FakeSurroundings, 'stdout' | 'stderr'>,
  secrets: readonly string[],
): void {
  for (const secret of secrets) {
    const forms = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
    ];
    for (const form of forms) {
      if (stdout.includes(form)) throw new Error('a secret stands on stdout');
      if (stderr.includes(form)) throw new Error('a secret stands on stderr');
    }
  }
}
