import type { ConnectOptions, Environment } from '@tickwire/client';
import type { Surroundings } from '../context.ts';

/** A sandbox in this process, and how to log in to it. */
export interface EmbeddedSandbox {
  readonly endpoint: Readonly<Record<Environment, string>>;
  readonly credentials: NonNullable<ConnectOptions['credentials']>;
  readonly close: () => Promise<void>;
}

/** Starts a sandbox on free loopback ports; the credentials are those of the environment's default account. */
export async function openEmbeddedSandbox(
  { loadSandbox }: Pick<Surroundings, 'loadSandbox'>,
  environment: Environment,
): Promise<EmbeddedSandbox> {
  const { createSandbox } = await loadSandbox();
  const sandbox = await createSandbox({ feed: 'walk' });
  const { live, demo } = sandbox.endpoints;
  return {
    endpoint: { live: live.json, demo: demo.json },
    credentials: sandbox.credentials(environment),
    close: () => sandbox.close(),
  };
}
