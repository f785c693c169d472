import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ControlRoute, listControlRoutes } from '../src/control/control-route.ts';
import { controlRoutes } from '../src/control/control-routes.ts';

const page = readFileSync(new URL('../../../docs/control-api.md', import.meta.url), 'utf8');
const routes = listControlRoutes(controlRoutes);

/** `curl -sH "$auth" [-X METHOD | --json 'BODY'] $control/PATH`. */
const curls = [...page.matchAll(/^curl -sH "\$auth" (?:-X (\w+) |--json (?:'(.*)'|@\S+) )?\$control(\/\S+)/gm)];

function paramsOf(route: ControlRoute<unknown, unknown>, path: string): Readonly<Record<string, string>> | undefined {
  const pattern = new RegExp(`^${route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
  const match = pattern.exec(`/control${path}`);
  return match === null ? undefined : { ...match.groups };
}

test('every route is in the page', () => {
  expect(routes.filter(({ method, path }) => !page.includes(`\`${method} ${path}\``))).toEqual([]);
  expect(routes.length).toBeGreaterThan(35);
});

test('every curl of the page asks for a route with a body that the route takes, and every route has one', () => {
  const shown = new Set(
    curls.map(([line, asked, body, path = '']) => {
      const method = asked ?? (line.includes('--json') ? 'POST' : 'GET');
      const [route, ...others] = routes.filter((one) => one.method === method && paramsOf(one, path) !== undefined);
      // An address that names nothing may be the beginning of one that does.
      const found = others.find((one) => !one.path.includes(':')) ?? route;
      if (found === undefined) throw new Error(`No route takes: ${line}`);
      if (!line.includes('@')) found.read({ ...JSON.parse(body ?? '{}'), ...paramsOf(found, path) }, '');
      return found;
    }),
  );
  expect(routes.filter((route) => !shown.has(route))).toEqual([]);
});

test('no two routes answer to the same request', () => {
  const keys = routes.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, ':')}`);
  expect(new Set(keys).size).toBe(keys.length);
});
