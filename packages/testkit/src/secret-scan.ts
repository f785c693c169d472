/** Where a secret was found, in which form. Never the secret itself. */
export interface Leak {
  readonly source: string;
  readonly form: 'raw' | 'json-escaped' | 'url-encoded' | 'base64';
}

/**
 * What the secrets of tests look like: those of the sandbox by how they begin, invented ones by the word that stands for them
 * in every test. A client id is no secret, and the identifier of a test client has the word too.
 */
const generated = /sandbox-(?:secret|access|refresh)-[0-9a-f]{8}/;
const invented = /sandbox-(?:secret|access|refresh)-\w|(?<!client-id-)canary(?!-id\b)/i;

/** In base64 three bytes are four characters, so the same word looks different at each of three places. */
const encodedWords = [
  'sandbox-secret-',
  'sandbox-access-',
  'sandbox-refresh-',
  'canary-',
  '-canary',
  'cAnArY7f',
].flatMap((word) => [0, 1, 2].map((offset) => encodeAt(word, offset)));

/** The characters that come of a word and of nothing beside it, when it begins at this byte of three. */
function encodeAt(word: string, offset: number): string {
  const bits = 8 * (offset + word.length);
  const text = Buffer.from('\0'.repeat(offset) + word).toString('base64');
  return text.slice(Math.ceil((8 * offset) / 6), Math.floor(bits / 6));
}

/** Colours and cursor movements, which may stand within a word. */
// oxlint-disable-next-line no-control-regex -- these are the characters meant
const escapeSequence = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** What counts as a secret: every one, or those only that a sandbox has made, which stand in no source. */
export type Wanted = 'all' | 'generated';

/** The forms in which a text holds secrets; none when it holds none. */
export function findSecrets(text: string, wanted: Wanted = 'all'): readonly Leak['form'][] {
  const pattern = wanted === 'all' ? invented : generated;
  const plain = text.replace(escapeSequence, '');
  const forms = new Set<Leak['form']>();
  if (pattern.test(plain)) forms.add('raw');
  const unescaped = plain.replace(/\\u([0-9a-f]{4})/gi, decode);
  if (unescaped !== plain && !forms.has('raw') && pattern.test(unescaped)) forms.add('json-escaped');
  const decoded = plain.replace(/%([0-9a-f]{2})/gi, decode);
  if (decoded !== plain && !forms.has('raw') && pattern.test(decoded)) forms.add('url-encoded');
  if (encodedWords.some((word) => plain.includes(word))) forms.add('base64');
  return [...forms];
}

const decode = (_: string, hex: string): string => String.fromCharCode(Number.parseInt(hex, 16));

/** A text is scanned when it has become this long, in characters; its end is kept, because a secret may go on. */
const scanFrom = 1_000_000;
const keptTail = 4_000;

/** Puts the chunks of each source together, so that a secret that comes in pieces is found too. */
export class OutputWatch {
  readonly #wanted: Wanted;
  readonly #texts = new Map<string, string>();
  #leaks: Leak[] = [];

  constructor(wanted: Wanted = 'all') {
    this.#wanted = wanted;
  }

  /** Takes a chunk in. */
  note(source: string, chunk: string | Uint8Array): void {
    const text = (this.#texts.get(source) ?? '') + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    this.#texts.set(source, text);
    if (text.length > scanFrom) this.#scan(source, text.slice(-keptTail));
  }

  /** Forgets what was taken in: it was meant to be seen. */
  forgive(): void {
    this.#texts.clear();
    this.#leaks = [];
  }

  /** The leaks since the last call. */
  takeLeaks(): readonly Leak[] {
    for (const source of [...this.#texts.keys()]) this.#scan(source, '');
    const leaks = this.#leaks;
    this.forgive();
    return leaks;
  }

  #scan(source: string, rest: string): void {
    const forms = findSecrets(this.#texts.get(source) ?? '', this.#wanted);
    this.#leaks.push(...forms.map((form) => ({ source, form })));
    this.#texts.set(source, rest);
  }
}

const place = Symbol.for('tickwire.output-watch');

/** The watch of this process. Whatever instance of this module asks, it is the same one. */
export function outputWatch(): OutputWatch {
  // The symbol is ours: nobody else keeps anything there.
  const home = globalThis as { [place]?: OutputWatch };
  home[place] ??= new OutputWatch();
  return home[place];
}

/** One sentence about leaks, without what has leaked. */
export const describeLeaks = (leaks: readonly Leak[]): string =>
  `A secret has leaked: ${[...new Set(leaks.map(({ source, form }) => `${source} (${form})`))].join(', ')}.`;
