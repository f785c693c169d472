import { ApplicationAuthReq, ApplicationAuthRes, VersionReq, VersionRes } from '@tickwire/protocol';
import type { Floor } from '../floor.ts';
import { warnOfForeignSecret } from '../foreign-secret.ts';
import { alreadyAuthenticated, inactiveApplication, tooManyConnections, wrongSecret } from '../refusals.ts';
import type { Application } from '../world.ts';
import { handle } from './handler.ts';

/** The proxy version that the venue claims to be. Real servers answer with a bare number like this one. */
const version = '92';

/** 2100: who the program is. Its secret is checked before its state, so that a stranger learns nothing. */
export const authenticateApplication = handle(ApplicationAuthReq, ({ floor, session, payload, answer, refuse }) => {
  if (session.application !== undefined) return refuse(alreadyAuthenticated);
  const application = [...floor.world.applications.values()].find((one) => one.clientId === payload.clientId);
  if (application?.clientSecret !== payload.clientSecret) {
    warnOfForeignSecret(floor, session, payload.clientSecret);
    return refuse(wrongSecret);
  }
  if (!application.isActive) return refuse(inactiveApplication);
  const { connections = Infinity } = floor.limits ?? {};
  if (countConnections(floor, application) >= connections) return refuse(tooManyConnections(connections));
  session.application = application;
  answer(ApplicationAuthRes, {});
});

function countConnections(floor: Floor, application: Application): number {
  let count = 0;
  for (const session of floor.sessions) if (session.application === application) count++;
  return count;
}

/** 2104: which version the server is. */
export const tellVersion = handle(VersionReq, ({ answer }) => answer(VersionRes, { version }));
