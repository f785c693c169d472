import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Desktop, LocalAnswer, LocalRequest, Surroundings } from './context.ts';

/** The desktop of this machine. */
export const desktop: Desktop = { openBrowser, listen, makeKey: () => randomBytes(16).toString('hex') };

/** A program that has not failed by then has opened something. */
const failsWithinMs = 1_500;

async function openBrowser(url: string, env: Surroundings['env']): Promise<void> {
  let last: unknown = new Error('no browser');
  for (const [program = '', ...args] of chooseBrowsers(url, env)) {
    try {
      await launch(program, args);
      return;
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

/** Command lines to try, in order. `BROWSER` may list several, with `%s` where the address goes. */
function chooseBrowsers(url: string, env: Surroundings['env']): readonly (readonly string[])[] {
  const { platform } = process;
  const wanted = env['BROWSER']?.trim();
  if (wanted === 'none') return [];
  if (wanted !== undefined && wanted !== '') {
    const choices = platform === 'win32' ? [wanted] : wanted.split(':').filter((choice) => choice.trim() !== '');
    return choices.map((choice) => {
      const words = choice.trim().split(/\s+/);
      return choice.includes('%s') ? words.map((word) => word.replaceAll('%s', url)) : [...words, url];
    });
  }
  if (platform === 'darwin') return [['open', url]];
  if (platform === 'win32') return [['rundll32', 'url.dll,FileProtocolHandler', url]];
  // Without a screen xdg-open looks for browsers that take the terminal.
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? [['xdg-open', url]] : [];
}

function launch(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    const timer = setTimeout(resolve, failsWithinMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(new Error('the browser failed'));
    });
    child.unref();
  });
}

async function listen(
  port: number,
  answer: (request: LocalRequest) => Promise<LocalAnswer>,
): Promise<{ close(): Promise<void> } | undefined> {
  const underWay = new Set<Promise<void>>();
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const work = respond(incoming, outgoing, answer).catch(() => {
      outgoing.destroy();
    });
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };
  const servers: Server[] = [];
  const close = async () => {
    await Promise.all(underWay);
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  };
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer({ maxHeaderSize: 16_384 }, serve);
    const failure = await start(server, port, host);
    if (failure === undefined) servers.push(server);
    // A machine without IPv6 has nobody who could wait there.
    else if (host === '127.0.0.1' || failure === 'EADDRINUSE') {
      await close();
      return undefined;
    }
  }
  return { close };
}

function start(server: Server, port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen({ port, host, exclusive: true }, () => resolve(undefined));
  });
}

async function respond(
  { method = '', url = '', headers }: IncomingMessage,
  outgoing: ServerResponse,
  answer: (request: LocalRequest) => Promise<LocalAnswer>,
): Promise<void> {
  const { status, html, headers: extra } = await answer({ method, target: url, host: headers.host ?? '' });
  const gone = new Promise<void>((resolve) => outgoing.once('close', resolve));
  outgoing.writeHead(status, { 'content-type': 'text/html; charset=utf-8', connection: 'close', ...extra });
  outgoing.end(method === 'HEAD' ? '' : html);
  await gone;
}
