import { ProtocolError } from '@tickwire/protocol';
import { DialError, type DialErrorCode } from '../errors/errors.ts';

interface Sentence {
  readonly code: DialErrorCode;
  readonly says: (host: string) => string;
  readonly hint: string;
  readonly isFatal?: true;
}

const resolving: Sentence = {
  code: 'DNS_FAILED',
  says: (host) => `The name of ${host} could not be resolved.`,
  hint: 'check the network connection and the host name',
};
const unreachable: Sentence = {
  code: 'NETWORK_UNREACHABLE',
  says: (host) => `There is no network route to ${host}.`,
  hint: 'check the network connection, VPN and firewall',
};
const untrusted = (reason: string): Sentence => ({
  code: 'TLS_UNTRUSTED',
  says: (host) => `The certificate of ${host} is not trusted: ${reason}.`,
  hint: 'if this is a sandbox or a company proxy, name its certificate authority with --ca or NODE_EXTRA_CA_CERTS',
  isFatal: true,
});

/** What Node and OpenSSL call it, and what we say. Codes that are not here become DIAL_FAILED. */
const sentences: Readonly<Record<string, Sentence>> = {
  ENOTFOUND: resolving,
  EAI_AGAIN: resolving,
  EAI_FAIL: resolving,
  ECONNREFUSED: {
    code: 'CONNECTION_REFUSED',
    says: (host) => `Nothing listens at ${host}.`,
    hint: 'check host and port; for a local server, start it first with `tickwire sandbox`',
  },
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENETDOWN: unreachable,
  ETIMEDOUT: {
    code: 'CONNECT_TIMEOUT',
    says: (host) => `No answer came from ${host} while connecting.`,
    hint: 'check the network connection and whether a firewall blocks the port',
  },
  ECONNRESET: {
    code: 'DIAL_FAILED',
    says: (host) => `${host} hung up while connecting.`,
    hint: 'check the endpoint; a server with TLS (tickwire sandbox --tls) wants wss:// and its authority',
  },
  EPROTO: {
    code: 'TLS_FAILED',
    says: (host) => `${host} does not speak TLS as expected.`,
    hint: 'use ws:// for a server without TLS, and check the port',
  },
  CERT_HAS_EXPIRED: untrusted('it has expired'),
  CERT_NOT_YET_VALID: untrusted('it is not valid yet; is the clock of this machine right?'),
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted('it was made for another name'),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted('it is self-signed'),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted('its authority is not known to this machine'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted('its authority is not known to this machine'),
  UNABLE_TO_GET_ISSUER_CERT: untrusted('its authority is not known to this machine'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted('its authority is not known to this machine'),
  CERT_SIGNATURE_FAILURE: untrusted('its signature is wrong'),
  CERT_REVOKED: untrusted('it was revoked'),
};

/** OpenSSL knows dozens of reasons against a certificate; none of them passes by waiting. */
const isCertificateCode = (code: string): boolean =>
  /^(CERT_|ERR_TLS_CERT|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|UNABLE_TO_|SELF_SIGNED|PATH_LENGTH_|CRL_)|_(KEY_TOO_SMALL|MD_TOO_WEAK)$/.test(
    code,
  );

/** Says in our words why a connection did not come about. `host` is name and port. */
export function toDialError(host: string, cause: Error): DialError {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const sentence =
    sentences[code] ?? (isCertificateCode(code) ? untrusted(`its check failed with ${code}`) : undefined);
  if (sentence === undefined) {
    return new DialError(`The connection to ${host} failed${code === '' ? '' : ` (${code})`}.`, {
      code: 'DIAL_FAILED',
      facts: { host, ...(code === '' ? {} : { reason: code }) },
      hint: 'check the network connection and the endpoint',
      cause,
    });
  }
  return new DialError(sentence.says(host), {
    code: sentence.code,
    facts: { host, reason: code },
    hint: sentence.hint,
    isFatal: sentence.isFatal ?? false,
    cause,
  });
}

/** The deadline for name, TCP, TLS and upgrade has passed. */
export function toConnectTimeout(host: string, timeoutMs: number): DialError {
  return new DialError(`No connection to ${host} came about within ${timeoutMs / 1_000} s.`, {
    code: 'CONNECT_TIMEOUT',
    facts: { host, timeoutMs },
    hint: 'check the network connection and whether a firewall blocks the port',
  });
}

/**
 * The server answered the upgrade with an HTTP status. Too busy (429, 5xx) passes; a redirect is never followed and,
 * like any other refusal, does not change by waiting.
 */
export function toUpgradeError(host: string, status: number, retryAfterMs: number | undefined): DialError {
  const passes = status === 429 || status >= 500;
  return new DialError(`${host} refused the WebSocket with HTTP status ${status}.`, {
    code: 'UPGRADE_REFUSED',
    facts: { host, status },
    hint: passes
      ? 'wait; the server is busy'
      : 'check the endpoint; the Open API is spoken at the root path of port 5036',
    isFatal: !passes,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** The peer broke a rule of the WebSocket protocol or sent more than we take; `code` is the library's `WS_ERR_…`. */
export function toFrameError(host: string, code: string, maxFrameBytes: number, cause: Error): ProtocolError {
  const isTooLarge = code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
  return new ProtocolError(
    isTooLarge
      ? `${host} sent a message larger than ${maxFrameBytes} bytes.`
      : `${host} broke the rules of WebSocket (${code}).`,
    {
      code: 'BAD_FRAME',
      outcome: 'unknown',
      facts: { host, reason: code },
      hint: isTooLarge ? 'check the endpoint, or raise maxFrameBytes' : 'check the endpoint',
      cause,
    },
  );
}
