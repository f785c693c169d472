import { DialError } from '../errors/errors.ts';
import type { Clock, DialTarget, Wire, WireHandlers } from '../ports.ts';
import { toConnectTimeout } from './dial-errors.ts';

/** The part of the browsers' WebSocket that we use. */
interface PageSocket {
  binaryType: string;
  readonly readyState: number;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string; readonly wasClean: boolean }) => void) | null;
  send(frame: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
}

const openState = 1;
/** A peer that does not answer our goodbye is dropped after this long, in milliseconds. */
const goodbyeMs = 2_000;

/**
 * Opens a WebSocket in a browser. Pages are told nothing about why a connection failed, cannot ping, and cannot add
 * certificate authorities; the limit on frame size is the browser's.
 */
export function dial(target: DialTarget, handlers: WireHandlers, clock: Clock): Wire {
  const { url, timeoutMs } = target;
  const host = new URL(url).host;
  // The import condition `browser` promises that this constructor exists.
  const { WebSocket } = globalThis as unknown as { readonly WebSocket: new (url: string) => PageSocket };
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  const encoder = new TextEncoder();
  let wasOpen = false;
  let isOver = false;
  let cancelGoodbye: (() => void) | undefined;
  const end = (close: { code: number; reason: string; wasClean: boolean }, error: DialError | undefined) => {
    if (isOver) return;
    isOver = true;
    cancelDeadline();
    cancelGoodbye?.();
    handlers.onClosed(close, error);
  };
  const drop = (error: DialError | undefined) => {
    end({ code: 1006, reason: '', wasClean: false }, error);
    socket.close();
  };
  const cancelDeadline = clock.schedule(timeoutMs, () => drop(toConnectTimeout(host, timeoutMs)));
  socket.onopen = () => {
    wasOpen = true;
    cancelDeadline();
    handlers.onOpen();
  };
  socket.onmessage = ({ data }) => {
    if (isOver) return;
    handlers.onFrame(typeof data === 'string' ? encoder.encode(data) : new Uint8Array(data as ArrayBuffer));
  };
  socket.onclose = ({ code, reason, wasClean }) => {
    end({ code, reason, wasClean }, wasOpen ? undefined : toPageError(host));
  };
  return {
    send(frame) {
      if (socket.readyState !== openState) return false;
      socket.send(frame);
      return true;
    },
    receivedBytes: () => undefined,
    ping() {},
    close(code, reason) {
      if (isOver) return;
      cancelGoodbye ??= clock.schedule(goodbyeMs, () => drop(undefined));
      socket.close(code, reason);
    },
    destroy() {
      drop(undefined);
    },
  };
}

const toPageError = (host: string): DialError =>
  new DialError(`The connection to ${host} failed; browsers do not say why.`, {
    code: 'DIAL_FAILED',
    facts: { host },
    hint: 'check the network connection, the endpoint and its certificate',
  });
