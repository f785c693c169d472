import { describe, expect, test } from 'vitest';
import type { LinkState } from '../link/step.ts';
import { hostOf, placeOf } from './place.ts';
import { Roster } from './roster.ts';

const endpoints = { live: 'wss://live', demo: 'wss://demo' };
const dialing = (environment: 'live' | 'demo' | undefined): LinkState => ({ at: 'dialing', attempt: 0, environment });
const settings = { endpoints, environment: undefined, wanted: [41] };

describe('the place of a session', () => {
  test('is the live host with an open environment while nobody knows', () => {
    expect(hostOf(dialing(undefined))).toBe('live');
    expect(placeOf(dialing(undefined), settings, new Roster())).toEqual({
      endpoint: 'wss://live',
      environment: undefined,
    });
  });

  test('follows the link to the other host', () => {
    expect(placeOf(dialing('demo'), settings, new Roster())).toEqual({ endpoint: 'wss://demo', environment: 'demo' });
  });

  test('without accounts is the live host when there are two, and open when one address serves both', () => {
    const alone = { ...settings, wanted: [] };
    expect(placeOf(dialing(undefined), alone, new Roster()).environment).toBe('live');
    const oneHost = { ...alone, endpoints: { live: 'ws://here', demo: 'ws://here' } };
    expect(placeOf(dialing(undefined), oneHost, new Roster()).environment).toBeUndefined();
  });

  test('is where the accounts live, once they are known', () => {
    const roster = new Roster();
    roster.note([{ accountId: 41, traderLogin: undefined, brokerName: undefined, environment: 'demo' }]);
    const oneHost = { ...settings, endpoints: { live: 'ws://here', demo: 'ws://here' } };
    expect(placeOf(dialing(undefined), oneHost, roster)).toEqual({ endpoint: 'ws://here', environment: 'demo' });
  });
});
