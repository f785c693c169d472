import { flag, name, optional, text, whole } from '../../document/reader.ts';
import { SandboxError } from '../../errors/sandbox-error.ts';
import { route } from '../control-route.ts';

/** What can be done to connections. */
export const clientRoutes = {
  /** Ends every connection, with a close code or with no goodbye. */
  drop: route(
    'POST /control/clients/drop',
    'Ends every connection, with a close code or with no goodbye',
    {
      code: optional(whole({ least: 1000, most: 4999 })),
      reason: optional(text({ longest: 100 })),
      destroy: optional(flag),
    },
    (sandbox, { code, reason = '', destroy = false }) => {
      if (destroy && code !== undefined) {
        throw new SandboxError('A connection that is destroyed ends without a code.', { code: 'BAD_DOCUMENT' });
      }
      return { connections: sandbox.dropClients(destroy ? 'destroy' : { code: code ?? 1001, reason }) };
    },
  ),
  /** Logs the application out on every connection (2148), which stays open. */
  disconnect: route(
    'POST /control/clients/disconnect',
    'Logs applications out on every connection (2148)',
    { reason: optional(text()) },
    (sandbox, { reason = 'Disconnected by the control API' }) => ({ connections: sandbox.disconnectClients(reason) }),
  ),
};

/** What can be done to applications. */
export const applicationRoutes = {
  /** Switches an application on or off. */
  setActive: route(
    'POST /control/applications/:application/active',
    'Switches an application on or off',
    { application: name, isActive: flag },
    (sandbox, { application, isActive }) => {
      sandbox.setApplicationActive(isActive, application);
      return { application, isActive };
    },
  ),
};
