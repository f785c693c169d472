import type { Floor } from './floor.ts';
import type { Session } from './session.ts';

/** How every secret begins that a sandbox has issued. */
const ownPrefix = 'sandbox-';

/** Whether no sandbox can have issued this secret. */
export const isForeign = (secret: string): boolean => !secret.startsWith(ownPrefix);

/**
 * Warns the operator, once for each connection, when a refused secret is none that any sandbox issues: it may be a real
 * one, sent here by a program that was meant for the real server. The secret itself is not told, nor kept.
 */
export function warnOfForeignSecret(floor: Floor, session: Session, secret: string): void {
  if (!isForeign(secret) || session.hasShownForeignSecret) return;
  session.hasShownForeignSecret = true;
  floor.logger.warn(
    'refused a secret that no sandbox has issued; if it is a real one, check what this client is meant to use',
    {
      connection: session.id,
      environment: session.environment,
    },
  );
}
