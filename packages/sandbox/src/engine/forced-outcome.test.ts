import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLabel } from './forced-outcome.ts';

test.each([
  ['reject=NOT_ENOUGH_MONEY', { rejectCode: 'NOT_ENOUGH_MONEY' }],
  ['refuse=TRADING_DISABLED', { refuseCode: 'TRADING_DISABLED' }],
  ['reject=A_CODE_OF_2030', { rejectCode: 'A_CODE_OF_2030' }],
  ['partial=1', { filledPercent: 1 }],
  ['partial=99', { filledPercent: 99 }],
  ['delay=0', { delayMs: 0 }],
  ['delay=86400000', { delayMs: 86_400_000 }],
  ['slip=12', { slipPoints: 12 }],
  ['price=1.23456', { price: 1.23456 }],
  ['price=7', { price: 7 }],
  ['silent', { isSilent: true }],
  ['lost', { isLost: true }],
  ['cancel-rejected', { isCancelRejected: true }],
  [
    'partial=40, delay=5000 ,slip=3,silent,cancel-rejected',
    { filledPercent: 40, delayMs: 5_000, slipPoints: 3, isSilent: true, isCancelRejected: true },
  ],
])('tickwire:%s is read', (parts, outcome) => {
  expect(readLabel(`tickwire:${parts}`)).toEqual({ outcome });
});

test.each([
  ['', '"" cannot be read'],
  ['silent,', '"" cannot be read'],
  ['reject', '"reject" cannot be read'],
  ['reject=', '"reject=" cannot be read'],
  ['reject=not_enough', '"reject=not_enough" cannot be read'],
  ['silent=1', '"silent=1" cannot be read'],
  ['partial=0', '"partial=0" cannot be read'],
  ['partial=100', '"partial=100" cannot be read'],
  ['partial=12.5', '"partial=12.5" cannot be read'],
  ['delay=-1', '"delay=-1" cannot be read'],
  ['delay=86400001', '"delay=86400001" cannot be read'],
  ['delay=1e3', '"delay=1e3" cannot be read'],
  ['slip=100001', '"slip=100001" cannot be read'],
  ['price=0', '"price=0" cannot be read'],
  ['price=1.234567', '"price=1.234567" cannot be read'],
  ['price=NaN', '"price=NaN" cannot be read'],
  ['__proto__=1', '"__proto__=1" cannot be read'],
  ['constructor', '"constructor" cannot be read'],
  ['delay=1,delay=1', '"delay" is there twice'],
  ['reject=A,lost', '"reject" and "lost" contradict each other'],
  ['lost,refuse=A', '"refuse" and "lost" contradict each other'],
  ['price=1,slip=1', '"slip" and "price" contradict each other'],
])('tickwire:%s is refused, and the sentence says what is possible', (parts, what) => {
  expect(readLabel(`tickwire:${parts}`)).toEqual({
    refusal: {
      errorCode: 'INVALID_REQUEST',
      description: `Label forces no outcome: ${what}; possible after "tickwire:", separated by commas, are reject=CODE, refuse=CODE, partial=1 to 99, delay=0 to 86400000, slip=0 to 100000, price=1.23456, silent, lost and cancel-rejected.`,
    },
  });
});

test.each([undefined, '', 'silent', 'Tickwire:lost', 'my tickwire:lost', 'tickwire'])(
  'the label %s is only a label',
  (label) => {
    expect(readLabel(label)).toEqual({ outcome: undefined });
  },
);

test('whatever follows the prefix is either read or refused', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 91 }), (text) => {
      const reading = readLabel(`tickwire:${text}`);
      expect('outcome' in reading).toBe(!('refusal' in reading));
      if ('outcome' in reading) expect(Object.keys(reading.outcome ?? {}).length).toBeGreaterThan(0);
    }),
  );
});
