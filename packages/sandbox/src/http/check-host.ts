import { answerText } from './answers.ts';
import type { HttpResponse, RequestHead } from './exchange.ts';

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses (421) a request that was meant for somebody else: a page whose name has been pointed to this machine could
 * otherwise read everything here as its own. Loopback names need the port of the door; the served names of real servers
 * may also come without one, because whoever uses them forwards the standard port.
 */
export function checkHost({ headers, door }: RequestHead, servedNames: ReadonlySet<string>): HttpResponse | undefined {
  const [, name = '', port] =
    /^([^:[\]]+|\[[\da-f:]+\])(?::(\d{1,5}))?$/.exec((headers['host'] ?? '').toLowerCase()) ?? [];
  const isRightPort = (port === undefined ? standardPort(door.isTls) : Number(port)) === door.port;
  if (loopbackNames.has(name) && isRightPort) return undefined;
  if (servedNames.has(name) && (isRightPort || port === undefined)) return undefined;
  return answerText(
    421,
    'This sandbox does not serve the host that the request names; use ' +
      `${door.isTls ? 'https' : 'http'}://localhost:${door.port}, or a name that its certificate is good for.`,
  );
}

const standardPort = (isTls: boolean): number => (isTls ? 443 : 80);
