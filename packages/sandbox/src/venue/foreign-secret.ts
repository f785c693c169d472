import type { Floor } from './floor.ts';
import type { Session } from './session.ts';

/** How every secret begins that a sandbox has issued. */
const ownPrefix = 'sandbox-';

/**
 * Warns the operator, once for each connection, when a refused secret is none that any sandbox issues: it may be a real
 * one, sent here by a program that was meant for the real server. The secret itself is not told, nor kept.
 */
export function warnOfForeignSecret(floor: Floor, session: Session, secret: string): void {
  if (secret.startsWith(ownPrefix) || session.hasShownForeignSecret) return;
  session.hasShownForeignSecret = true;
  floor.logger.warn(
    'refused a secret that no sandbox has issued; if it is a real one, check what this client is meant to use',
    {
      connection: session.id,
      environment: session.environment,
    },
  );
}
