import { isAbsolute, join, resolve } from 'node:path';
import type { Surroundings } from '../context.ts';
import { readAuthority, refuseContradictions } from '../settings/target.ts';
import type { CredentialsFile, DoctorOptions, Examination } from './examination.ts';
import { type Addresses, realAddresses, toPlaces } from './places.ts';
import type { Probes } from './probes.ts';

/** An examination, and what takes down what it has put up. */
export interface OpenExamination {
  readonly examination: Examination;
  readonly close: () => Promise<void>;
}

/** Finds out what is to be looked at; starts a sandbox if it is that. Throws UsageError. */
export async function openExamination(
  surroundings: Surroundings,
  options: DoctorOptions,
  signal: AbortSignal,
): Promise<OpenExamination> {
  const { sandbox, endpoint, ca } = options;
  if (sandbox === true) refuseContradictions(options);
  const probes = await surroundings.loadProbes();
  const common = { surroundings, probes, options, signal, found: {} };
  const started = sandbox === true ? await startSandbox(surroundings, options) : undefined;
  const file = started === undefined ? await findFile(surroundings, probes, options) : undefined;
  const examination: Examination = {
    ...common,
    sessions: new Set(),
    places: toPlaces(started?.addresses ?? toAddresses(endpoint)),
    file,
    given: started?.credentials ?? options.credentials,
    ca: ca === undefined ? undefined : await readAuthority(surroundings, ca),
  };
  return {
    examination,
    async close() {
      await Promise.all([...examination.sessions].map((session) => session.close()));
      await started?.close();
    },
  };
}

const toAddresses = (endpoint: string | undefined): Addresses =>
  endpoint === undefined ? realAddresses : { json: { live: endpoint, demo: endpoint } };

async function startSandbox({ loadSandbox, stderr }: Surroundings, { environment = 'demo' }: DoctorOptions) {
  const { createSandbox } = await loadSandbox();
  const sandbox = await createSandbox({ feed: 'walk' });
  const { live, demo } = sandbox.endpoints;
  stderr.write(`Looking at an embedded sandbox at ${sandbox.endpoints[environment].json}; nothing here is real.\n`);
  const addresses: Addresses = {
    json: { live: live.json, demo: demo.json },
    protobuf: { live: live.protobuf, demo: demo.protobuf },
    oauth: sandbox.http,
  };
  return { addresses, credentials: sandbox.credentials(environment), close: () => sandbox.close() };
}

/** The file that credentials would be read from: the one that is named, or the first there is of the usual ones. */
async function findFile(
  { env, cwd, homeFolder }: Surroundings,
  probes: Probes,
  { credentials }: DoctorOptions,
): Promise<CredentialsFile | undefined> {
  const named = credentials ?? env['TICKWIRE_CREDENTIALS'] ?? '';
  const configHome = env['XDG_CONFIG_HOME'] ?? '';
  const configFolder = configHome === '' ? join(homeFolder, '.config') : configHome;
  const labels = named === '' ? ['credentials.json', join(configFolder, 'tickwire', 'credentials.json')] : [named];
  for (const label of labels) {
    const path = isAbsolute(label) ? label : resolve(cwd, label);
    if ((await probes.look(path)).kind !== 'missing') return { path, label };
  }
  return undefined;
}
