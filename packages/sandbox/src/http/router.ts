import { answerText } from './answers.ts';
import { checkHost } from './check-host.ts';
import { checkOrigin } from './check-origin.ts';
import type { HttpRequest, HttpResponse, RequestHead, Route } from './exchange.ts';
import { listRoutes } from './list-routes.ts';

/** What a router is made from. */
export interface RouterOptions {
  /** Later lists cannot take a path away from earlier ones. */
  readonly routes: readonly Route[];
  /** Names of other machines in whose place this one may answer. */
  readonly servedNames: ReadonlySet<string>;
  /** Makes a value that nobody can guess. */
  readonly makeKey: () => string;
}

/** The route for a request, and all of the request that is known before its body. */
export interface Found {
  readonly route: Route;
  readonly request: Omit<HttpRequest, 'body' | 'at'>;
}

/** Decides who serves a request. */
export interface Router {
  /** The route, or the answer to a request that none serves. */
  find(head: RequestHead): Found | HttpResponse;
}

/** Puts routes behind the checks that all requests have to pass: address, host, path, method and origin. */
export function createRouter({ routes, servedNames, makeKey }: RouterOptions): Router {
  return {
    find(head) {
      const target = readTarget(head.target);
      if (target === undefined) return answerText(400, 'The address of this request cannot be read.');
      const misdirected = checkHost(head, servedNames);
      if (misdirected !== undefined) return misdirected;
      const matches = routes.flatMap((route) => {
        const params = matchPath(route.path, target.path);
        return params === undefined ? [] : [{ route, params }];
      });
      if (matches.length === 0) return listRoutes(head, target.path === '/' ? 200 : 404, routes, makeKey());
      const match = matches.find(({ route }) => serves(route, head.method));
      if (match === undefined) return refuseMethod(matches.map((one) => one.route));
      const intruder = match.route.isOpenToOtherOrigins === true ? undefined : checkOrigin(head.headers);
      if (intruder !== undefined) return intruder;
      const stranger = match.route.admit?.(head);
      if (stranger !== undefined) return stranger;
      const { method, headers } = head;
      return { route: match.route, request: { method, headers, query: target.query, params: match.params } };
    },
  };
}

/** The answer to a request whose body has come too. */
export async function serveFound({ route, request }: Found, body: Uint8Array, at: number): Promise<HttpResponse> {
  return route.serve({ ...request, body, at });
}

function readTarget(target: string): { readonly path: string; readonly query: URLSearchParams } | undefined {
  // Spaces and control characters do not get this far through Node's parser, but may through another one.
  if (!/^\/[\x21-\x7e]*$/.test(target)) return undefined;
  const [, path = '', query = ''] = /^([^?#]*)\??([^#]*)/.exec(target) ?? [];
  return isDecodable(path) ? { path, query: new URLSearchParams(query) } : undefined;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const [wanted, given] = [segmentsOf(pattern), segmentsOf(path)];
  if (wanted.length !== given.length) return undefined;
  const params: [string, string][] = [];
  for (const [index, segment] of wanted.entries()) {
    const value = decodeURIComponent(given[index] ?? '');
    if (segment.startsWith(':') && value !== '') params.push([segment.slice(1), value]);
    else if (segment !== value) return undefined;
  }
  return Object.fromEntries(params);
}

const segmentsOf = (path: string): readonly string[] => path.replace(/\/$/, '').split('/');

function serves(route: Route, method: string): boolean {
  return route.method === method || (method === 'HEAD' && route.method === 'GET' && route.hasEffects !== true);
}

function refuseMethod(routes: readonly Route[]): HttpResponse {
  const allowed = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'].filter((method) =>
    routes.some((one) => serves(one, method)),
  );
  return answerText(405, `This address takes ${allowed.join(' or ')} only.`, { allow: allowed.join(', ') });
}
