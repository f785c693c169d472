import { expect, test } from 'vitest';
import { html } from './html.ts';

test('texts are escaped, pieces and lists of pieces are not, and undefined is nothing', () => {
  const list = ['<', '&'].map((text) => html`<i>${text}</i>`);
  expect(html`<b title="${'"\'`'}">${list}${undefined}${7}</b>`.html).toBe(
    '<b title="&#34;&#39;&#96;"><i>&#60;</i><i>&#38;</i>7</b>',
  );
});
