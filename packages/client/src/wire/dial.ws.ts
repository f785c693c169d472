import type { Socket } from 'node:net';
import type { ProtocolError } from '@tickwire/protocol';
import { type ClientOptions, WebSocket } from 'ws';
import type { DialError } from '../errors/errors.ts';
import type { Clock, DialTarget, Wire, WireHandlers } from '../ports.ts';
import { toConnectTimeout, toDialError, toFrameError, toUpgradeError } from './dial-errors.ts';
import { connectTls, type Place } from './tls-memory.ts';

/** A peer that does not answer our goodbye is dropped after this long, in milliseconds. */
const goodbyeMs = 2_000;
/** A message in more pieces than this is an attack. */
const maxFragments = 256;

/**
 * Opens a WebSocket in Node, Deno or Bun. One deadline covers name, TCP, TLS and upgrade. Certificates are checked
 * whatever NODE_TLS_REJECT_UNAUTHORIZED says, redirects are not followed, compression is not offered.
 */
export function dial(target: DialTarget, handlers: WireHandlers, clock: Clock): Wire {
  const { url, timeoutMs, maxFrameBytes, ca } = target;
  const host = new URL(url).host;
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    followRedirects: false,
    maxPayload: maxFrameBytes,
    maxFragments,
    ...(url.startsWith('wss:') ? { createConnection: toConnector(ca) } : {}),
  });
  let error: DialError | ProtocolError | undefined;
  let isOver = false;
  let cancelGoodbye: (() => void) | undefined;
  const cancelDeadline = clock.schedule(timeoutMs, () => {
    error ??= toConnectTimeout(host, timeoutMs);
    socket.terminate();
  });
  let transport: Socket | undefined;
  socket.on('upgrade', (response) => {
    transport = response.socket;
  });
  socket.on('open', () => {
    cancelDeadline();
    handlers.onOpen();
  });
  // With the default binaryType every message is one Buffer.
  socket.on('message', (frame) => handlers.onFrame(frame as Buffer));
  socket.on('pong', () => handlers.onPong());
  socket.on('unexpected-response', (_request, response) => {
    error ??= toUpgradeError(host, response.statusCode ?? 0, parseRetryAfter(response.headers['retry-after']));
    socket.terminate();
  });
  socket.on('error', (cause) => {
    const code = 'code' in cause ? String(cause.code) : '';
    error ??= code.startsWith('WS_ERR_') ? toFrameError(host, code, maxFrameBytes, cause) : toDialError(host, cause);
  });
  socket.on('close', (code, reason) => {
    isOver = true;
    cancelDeadline();
    cancelGoodbye?.();
    // 1006 is ws's word for "ended without a close frame", 1005 for "a close frame without a code".
    handlers.onClosed({ code, reason: reason.toString(), wasClean: code !== 1006 && error === undefined }, error);
  });
  return {
    send(frame) {
      if (socket.readyState !== WebSocket.OPEN) return false;
      socket.send(frame);
      return true;
    },
    receivedBytes: () => transport?.bytesRead,
    ping() {
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    },
    close(code, reason) {
      if (isOver) return;
      cancelGoodbye ??= clock.schedule(goodbyeMs, () => socket.terminate());
      socket.close(code, reason);
    },
    destroy() {
      socket.terminate();
    },
  };
}

/** The library calls it with one options object; its type names Node's overloads, which it does not use. */
const toConnector = (ca: string | undefined): NonNullable<ClientOptions['createConnection']> =>
  ((place: Place) => connectTls(place, ca)) as NonNullable<ClientOptions['createConnection']>;

/** Seconds as a number; the date form of the header is not used by anyone we talk to. */
function parseRetryAfter(header: string | undefined): number | undefined {
  const seconds = Number(header);
  return header !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}
