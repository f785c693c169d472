import type { Environment, Session } from '@tickwire/client';
import { type Examination, take } from './examination.ts';

/**
 * Opens a session with the application logged in and no account, at the first attempt or not at all. Its tokens are plain
 * values, so it has no place to write new ones to and never refreshes any.
 */
export async function openSession(examination: Examination, environment: Environment): Promise<Session> {
  const { surroundings, options, places, ca, signal, sessions } = examination;
  const { connect } = await surroundings.loadClient();
  const { clientId, clientSecret, accessToken, refreshToken } = take(examination, 'credentials');
  const attempt = new AbortController();
  const session = await connect({
    // For the wire; with the tokens the session can take them out of what the server says.
    credentials: {
      clientId,
      clientSecret: clientSecret.reveal(),
      ...(accessToken === undefined ? {} : { accessToken: accessToken.reveal() }),
      ...(refreshToken === undefined ? {} : { refreshToken: refreshToken.reveal() }),
    },
    accounts: [],
    environment,
    endpoint: places.endpoint,
    ...(ca === undefined ? {} : { ca }),
    connectTimeoutMs: options.timeout,
    requestTimeoutMs: options.timeout,
    readyTimeoutMs: 3 * options.timeout,
    signal: AbortSignal.any([signal, attempt.signal]),
    onStatus(status) {
      // A session would try again; the doctor wants to know why it has to.
      if (status.at === 'waiting') attempt.abort(status.error);
    },
  });
  sessions.add(session);
  return session;
}
