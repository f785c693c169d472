import { isAbsolute, join, resolve } from 'node:path';
import { createSandbox } from './create-sandbox.ts';
import type { FaultRule } from './faults/fault-rule.ts';
import type { OAuthOptions } from './oauth/oauth.ts';
import type { Clock, Logger } from './ports.ts';
import type { FeedOption } from './price-feed.ts';
import { readyFileOf, refuseSharedFolder } from './refuse-shared-folder.ts';
import type { Sandbox } from './sandbox.ts';
import type { PortsOption } from './sandbox-options.ts';
import { makePrivateFolder, writePrivateFile } from './server/data-folder.ts';
import { readSeedFile } from './server/seed-file.ts';
import { type Environment, environments } from './venue/environment.ts';
import type { LimitsOption } from './venue/limits.ts';

/** Options of {@link openSandbox}. */
export interface OpenSandboxOptions {
  /** Where credentials and certificates go, in a folder `sandbox` of their own. Made if it is not there. */
  readonly dataFolder: string;
  /** Default: false, plain WebSocket and TCP. */
  readonly tls?: boolean;
  /** Default: `default`, the documented ports. */
  readonly ports?: PortsOption;
  /** Default 1. */
  readonly seed?: number;
  /**
   * Path of a description of the world, {@link WorldOptions} as JSON, or of a snapshot to go on from. Default: none, the
   * default world.
   */
  readonly seedFile?: string;
  /** What moves prices. Default: `walk`, the seeded path of the market. */
  readonly feed?: FeedOption;
  /** How much a client may ask for. Default: as on the real server. */
  readonly limits?: LimitsOption;
  /** What goes wrong on purpose, from the start. Default: nothing. */
  readonly faults?: readonly FaultRule[];
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** How the consent page and the token endpoint behave where reports about the real ones differ. */
  readonly oauth?: OAuthOptions;
  /** Default: says nothing. */
  readonly logger?: Logger;
}

/** Where the doors of one environment are, and what opens them. */
export interface ReadyEnvironment {
  /** `ws://…` or `wss://…`. */
  readonly json: string;
  /** `tcp://…` or `tls://…`; a WebSocket may connect to the same port. */
  readonly protobuf: string;
  /** Path of a `credentials.json` for this environment's default account. */
  readonly credentials: string;
}

/** The first line that `tickwire sandbox` prints. */
export interface ReadyDocument {
  readonly event: 'ready';
  readonly live: ReadyEnvironment;
  readonly demo: ReadyEnvironment;
  /** `http://…` or `https://…`: the consent page and the token endpoint. */
  readonly http: string;
  /** Path of the certificate to trust; null without TLS. */
  readonly ca: string | null;
  /** Path of the live credentials. */
  readonly credentials: string;
  /** The control API, and the file (mode 0600) with the token of this start. Fits {@link createControlClient}. */
  readonly control: { readonly url: string; readonly tokenFile: string };
}

/** A sandbox that other programs can find. */
export interface OpenSandbox {
  readonly ready: ReadyDocument;
  readonly sandbox: Sandbox;
}

/**
 * Starts a sandbox for other programs: on the documented ports, with credentials files (mode 0600) that log in to it.
 * Its `sandbox.close()` ends it; the files stay. `ready.json` beside them has the ready document. The folder of a sandbox that
 * runs is refused.
 *
 * @throws SandboxError `PORT_IN_USE`, `PORT_FORBIDDEN`, `LISTEN_FAILED`, `DATA_FOLDER`, `BAD_SEED_FILE`, or `BAD_OPTION`.
 */
export async function openSandbox(options: OpenSandboxOptions): Promise<OpenSandbox> {
  const { dataFolder, tls = false, ports = 'default', feed, seedFile, ...rest } = options;
  const seeded = seedFile === undefined ? {} : await readSeedFile(seedFile);
  // A snapshot has its own.
  const prices = feed === undefined && 'snapshot' in seeded ? {} : { feed: feed ?? 'walk' };
  const folder = join(isAbsolute(dataFolder) ? dataFolder : resolve(dataFolder), 'sandbox');
  await makePrivateFolder(folder);
  const sandbox = await createSandbox({ ...rest, ...seeded, ...prices, ports, tls: tls && { dataFolder: folder } });
  try {
    await refuseSharedFolder(folder);
    const credentials = { live: '', demo: '' };
    // Only now, so that a sandbox that cannot start does not replace the files of one that runs.
    for (const environment of environments)
      credentials[environment] = await writeCredentials(sandbox, folder, environment);
    const tokenFile = join(folder, 'control-token');
    await writePrivateFile(tokenFile, `${sandbox.control.token}\n`);
    const ready = describe(sandbox, credentials, tokenFile);
    await writePrivateFile(readyFileOf(folder), `${JSON.stringify(ready, null, 2)}\n`);
    return { ready, sandbox };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

async function writeCredentials(sandbox: Sandbox, folder: string, environment: Environment): Promise<string> {
  await makePrivateFolder(join(folder, environment));
  const path = join(folder, environment, 'credentials.json');
  await writePrivateFile(path, `${JSON.stringify(sandbox.credentials(environment), null, 2)}\n`);
  return path;
}

function describe(
  sandbox: Sandbox,
  credentials: Readonly<Record<Environment, string>>,
  tokenFile: string,
): ReadyDocument {
  const { live, demo } = sandbox.endpoints;
  return {
    event: 'ready',
    live: { ...live, credentials: credentials.live },
    demo: { ...demo, credentials: credentials.demo },
    http: sandbox.http,
    ca: sandbox.ca,
    credentials: credentials.live,
    control: { url: sandbox.control.url, tokenFile },
  };
}
