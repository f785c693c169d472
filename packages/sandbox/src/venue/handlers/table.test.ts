import { messages } from '@tickwire/protocol';
import { expect, test } from 'vitest';
import { handlers } from './table.ts';

test('every request of the protocol has a handler, and nothing else has', () => {
  const requests = messages.filter(({ direction }) => direction === 'request').map(({ payloadType }) => payloadType);
  expect(requests).toHaveLength(40);
  expect(new Set(handlers.keys())).toEqual(new Set(requests));
});
