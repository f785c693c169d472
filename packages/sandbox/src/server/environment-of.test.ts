import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { environmentOf } from './environment-of.ts';

const request = (servername: string | false | undefined, host: string | undefined): IncomingMessage =>
  // Only these two are looked at.
  ({ socket: servername === undefined ? {} : { servername }, headers: { host } }) as unknown as IncomingMessage;

test.each([
  ['demo.ctraderapi.com', 'live.ctraderapi.com:5036', 'live', 'demo'],
  ['LIVE.ctraderapi.com', undefined, 'demo', 'live'],
  [false, 'demo.ctraderapi.com:5036', 'live', 'demo'],
  [undefined, 'live.localhost', 'demo', 'live'],
  ['localhost', '127.0.0.1:5046', 'demo', 'demo'],
  [undefined, undefined, 'live', 'live'],
  [undefined, 'demo', 'live', 'live'],
  [undefined, 'demonstration.example', 'live', 'live'],
] as const)('TLS name %s and host %s on the port of %s mean %s', (servername, host, byPort, environment) => {
  expect(environmentOf(request(servername, host), byPort)).toBe(environment);
});
