/** A piece of HTML that is safe to put into a page. */
export interface Html {
  readonly html: string;
}

/** What may stand in a template: text is escaped, pieces of HTML and lists of them are not; `undefined` is nothing. */
type HtmlPart = string | number | Html | readonly Html[] | undefined;

/**
 * A template for HTML in which every text is escaped.
 *
 * @example
 * html`<p title="${title}">${items.map((item) => html`<b>${item}</b>`)}</p>`
 */
export function html(fixed: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return trusted(fixed.reduce((text, next, index) => text + write(parts[index - 1]) + next));
}

/** Takes a text of our own as HTML. */
export const trusted = (text: string): Html => ({ html: text });

function write(part: HtmlPart): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part));
  return 'html' in part ? part.html : part.map((one) => one.html).join('');
}

const escape = (text: string): string => text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
