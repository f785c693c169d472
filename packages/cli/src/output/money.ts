/** An amount of money as the server gives it: a whole number of 10^-digits. */
export interface Money {
  readonly amount: number;
  readonly digits: number;
  /** Undefined when the server did not say. */
  readonly currency: string | undefined;
}

/** The exact decimal: `-1234.50`. */
export function toDecimal({ amount, digits }: Money): string {
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${amount < 0 ? '-' : ''}${whole}${digits === 0 ? '' : `.${text.slice(-digits)}`}`;
}

/** For people: `-1,234.50 EUR`. */
export function formatMoney(money: Money): string {
  const [whole = '', fraction] = toDecimal(money).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`}${money.currency === undefined ? '' : ` ${money.currency}`}`;
}
