import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '@tickwire/sandbox';
import { ManualClock, until } from '@tickwire/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../src/platform.node.ts';
import type { CloseReport, DialTarget } from '../src/ports.ts';
import { dial } from '../src/wire/dial.ws.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise((resolve) => server.close(() => resolve())));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Dials and waits for the end; what came before it is in `frames`. */
function dialToTheEnd(over: Partial<DialTarget> & { url: string }) {
  const frames: string[] = [];
  let opened = 0;
  return new Promise<{ close: CloseReport; error: Error | undefined; frames: string[]; opened: number }>((resolve) => {
    dial(
      { timeoutMs: 5_000, maxFrameBytes: 8_388_608, ca: undefined, ...over },
      {
        onOpen: () => {
          opened += 1;
        },
        onFrame: (frame) => frames.push(Buffer.from(frame).toString()),
        onPong: () => {},
        onClosed: (close, error) => resolve({ close, error, frames, opened }),
      },
      systemClock,
    );
  });
}

describe('a connection that does not come about is explained', () => {
  test('N1: nothing listens there', async () => {
    const server = createTcpServer();
    const host = await listen(server);
    await cleanups.pop()?.();
    const { error, opened, close } = await dialToTheEnd({ url: `ws://${host}` });
    expect(error).toMatchObject({ name: 'DialError', code: 'CONNECTION_REFUSED', isFatal: false });
    expect(error?.message).toBe(`Nothing listens at ${host}.`);
    expect({ opened, wasClean: close.wasClean }).toEqual({ opened: 0, wasClean: false });
  });

  test('N1: the name does not resolve', async () => {
    const { error } = await dialToTheEnd({ url: 'ws://no-such-host.invalid:5036' });
    expect(error).toMatchObject({
      code: 'DNS_FAILED',
      message: 'The name of no-such-host.invalid:5036 could not be resolved.',
    });
  });

  test('N2: one deadline covers a server that accepts and then says nothing', async () => {
    const server = createTcpServer((socket) => cleanups.push(() => void socket.destroy()));
    const host = await listen(server);
    const { error } = await dialToTheEnd({ url: `ws://${host}`, timeoutMs: 100 });
    expect(error).toMatchObject({
      code: 'CONNECT_TIMEOUT',
      message: `No connection to ${host} came about within 0.1 s.`,
    });
  });

  test('N2: the same deadline covers a TLS handshake that stalls', async () => {
    const server = createTcpServer((socket) => cleanups.push(() => void socket.destroy()));
    const host = await listen(server);
    const { error } = await dialToTheEnd({ url: `wss://${host}`, timeoutMs: 100 });
    expect(error).toMatchObject({ code: 'CONNECT_TIMEOUT' });
  });

  const answering = (listener: RequestListener) => listen(createHttpServer(listener));

  test.each([301, 401, 403, 404])('N4: HTTP status %i is final, and redirects are not followed', async (status) => {
    const host = await answering((_request, response) => {
      response.writeHead(status, { location: 'wss://evil.example' }).end();
    });
    const { error } = await dialToTheEnd({ url: `ws://${host}` });
    expect(error).toMatchObject({ code: 'UPGRADE_REFUSED', isFatal: true, facts: { status } });
  });

  test.each([429, 503])('N4: HTTP status %i passes, after the pause it asks for', async (status) => {
    const host = await answering((_request, response) => {
      response.writeHead(status, { 'retry-after': '7' }).end();
    });
    const { error } = await dialToTheEnd({ url: `ws://${host}` });
    expect(error).toMatchObject({ code: 'UPGRADE_REFUSED', isFatal: false, retryAfterMs: 7_000 });
  });

  test('a server without TLS is told from one with', async () => {
    const host = await answering((_request, response) => void response.end());
    const { error } = await dialToTheEnd({ url: `wss://${host}` });
    expect(error).toMatchObject({ code: 'TLS_FAILED', message: `${host} does not speak TLS as expected.` });
  });
});

describe('certificates', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tickwire-client-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('N3: an unknown authority is final and named; a trusted one is let in', async () => {
    await using sandbox = await createSandbox({ tls: { dataFolder: folder } });
    const url = sandbox.endpoints.live.json;
    const { error } = await dialToTheEnd({ url });
    expect(error).toMatchObject({ code: 'TLS_UNTRUSTED', isFatal: true });
    expect(error?.message).toMatch(/^The certificate of 127\.0\.0\.1:\d+ is not trusted: .*\.$/);
    const ca = readFileSync(sandbox.ca ?? '', 'utf8');
    const opened = await new Promise((resolve) => {
      const wire = dial(
        { url, timeoutMs: 5_000, maxFrameBytes: 1_000, ca },
        {
          onOpen: () => {
            wire.close(1000, '');
          },
          onFrame: () => {},
          onPong: () => {},
          onClosed: (close, failure) => resolve([close.code, failure]),
        },
        systemClock,
      );
    });
    expect(opened).toEqual([1000, undefined]);
  });

  test('N3: a certificate for another name is final', async () => {
    await using sandbox = await createSandbox({ tls: { dataFolder: folder } });
    const ca = readFileSync(sandbox.ca ?? '', 'utf8');
    const url = sandbox.endpoints.live.json.replace('127.0.0.1', '127.0.0.2');
    const port = Number(new URL(url).port);
    // The sandbox listens on 127.0.0.1 only: forward another loopback address, for which the certificate was not made.
    const relay = createTcpServer((socket) => {
      const upstream = connectTcp(port, '127.0.0.1');
      socket.pipe(upstream).pipe(socket);
      socket.on('error', () => upstream.destroy());
      upstream.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.2', resolve));
    cleanups.push(() => new Promise((resolve) => relay.close(() => resolve())));
    const { error } = await dialToTheEnd({ url: `wss://127.0.0.2:${(relay.address() as AddressInfo).port}`, ca });
    expect(error).toMatchObject({ code: 'TLS_UNTRUSTED', isFatal: true });
    expect(error?.message).toContain('it was made for another name');
  });
});

describe('frames', () => {
  function aDoor(onConnection: (socket: WebSocket) => void) {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    server.on('connection', onConnection);
    cleanups.push(
      () =>
        new Promise((resolve) => {
          for (const socket of server.clients) socket.terminate();
          server.close(() => resolve());
        }),
    );
    return new Promise<string>((resolve) => {
      server.on('listening', () => resolve(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`));
    });
  }

  test('N11: a message above the limit ends the connection with the reason', async () => {
    const url = await aDoor((socket) => socket.send('x'.repeat(2_000)));
    const { error, frames } = await dialToTheEnd({ url, maxFrameBytes: 1_000 });
    expect(error).toMatchObject({ name: 'ProtocolError', code: 'BAD_FRAME' });
    expect(error?.message).toMatch(/^127\.0\.0\.1:\d+ sent a message larger than 1000 bytes\.$/);
    expect(frames).toEqual([]);
  });

  test('N11: a message of 5 MB arrives whole', async () => {
    const url = await aDoor((socket) => {
      socket.send('y'.repeat(5_000_000));
      socket.close(1000, 'Bye');
    });
    const { frames, close, error } = await dialToTheEnd({ url });
    expect(frames[0]?.length).toBe(5_000_000);
    expect({ close, error }).toEqual({ close: { code: 1000, reason: 'Bye', wasClean: true }, error: undefined });
  });

  test('N11: a message in more pieces than anybody needs ends the connection', async () => {
    const url = await aDoor((socket) => {
      for (let piece = 0; piece < 300; piece += 1) socket.send('x', { fin: false });
      socket.send('x', { fin: true });
    });
    const { error, frames } = await dialToTheEnd({ url });
    expect(error).toMatchObject({ name: 'ProtocolError', code: 'BAD_FRAME' });
    expect(frames).toEqual([]);
  });

  test('I17: a peer that does not answer our goodbye is dropped two seconds later', async () => {
    const url = await aDoor((socket) => socket.pause());
    const clock = new ManualClock();
    let closed: CloseReport | undefined;
    let isOpen = false;
    const wire = dial(
      { url, timeoutMs: 5_000, maxFrameBytes: 1_000, ca: undefined },
      {
        onOpen: () => {
          isOpen = true;
        },
        onFrame: () => {},
        onPong: () => {},
        onClosed: (close) => {
          closed = close;
        },
      },
      clock,
    );
    await until(() => isOpen, { what: 'the connection' });
    wire.close(1000, '');
    await clock.advance(1_999);
    expect(closed).toBeUndefined();
    await clock.advance(1);
    await until(() => closed !== undefined, { what: 'the end' });
    expect(closed).toMatchObject({ code: 1006, wasClean: false });
    expect(clock.pendingTimers).toBe(0);
  });

  test('N6: an end without a goodbye is 1006 and not clean', async () => {
    const url = await aDoor((socket) => socket.terminate());
    expect((await dialToTheEnd({ url })).close).toMatchObject({ code: 1006, wasClean: false });
  });
});
