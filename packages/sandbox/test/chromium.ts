import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { until } from '@tickwire/testkit';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a Chromium on this machine; undefined if there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly entry?: { readonly text: string } };
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** One tab of a real browser without a window, whose pages run no scripts. It is driven over a pipe. */
export class Chromium {
  /** What the browser complained about: refused frames, styles, form targets. */
  readonly complaints: string[] = [];
  readonly #process: ChildProcess;
  readonly #toBrowser: Writable;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #profile: string;
  #lastId = 0;
  #session: string | undefined;
  #loads = 0;

  private constructor(child: ChildProcess, profile: string) {
    this.#process = child;
    this.#profile = profile;
    // The third and fourth descriptor are pipes, as asked for in `spawn`.
    this.#toBrowser = child.stdio[3] as Writable;
    const fromBrowser = child.stdio[4] as Readable;
    let rest = '';
    fromBrowser.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) this.#take(JSON.parse(part));
    });
  }

  static async launch(path: string, flags: readonly string[] = []): Promise<Chromium> {
    const profile = await mkdtemp(join(tmpdir(), 'tickwire-chromium-'));
    const fixed = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
    const child = spawn(
      path,
      [...fixed, '--remote-debugging-pipe', `--user-data-dir=${profile}`, ...flags, 'about:blank'],
      {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      },
    );
    const browser = new Chromium(child, profile);
    const { targetId } = await browser.#send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await browser.#send('Target.attachToTarget', { targetId, flatten: true });
    browser.#session = String(sessionId);
    for (const domain of ['Page', 'DOM', 'Log']) await browser.#send(`${domain}.enable`);
    await browser.#send('Emulation.setScriptExecutionDisabled', { value: true });
    return browser;
  }

  /** Goes to a page and waits until it is there. */
  async open(url: string): Promise<void> {
    await this.#andLoad(() => this.#send('Page.navigate', { url }));
  }

  /** Clicks in the middle of an element with a real mouse. */
  async click(selector: string): Promise<void> {
    const { root } = await this.#send('DOM.getDocument');
    const { nodeId } = await this.#send('DOM.querySelector', { nodeId: (root as { nodeId: number }).nodeId, selector });
    await this.#send('DOM.scrollIntoViewIfNeeded', { nodeId });
    const { model } = await this.#send('DOM.getBoxModel', { nodeId });
    const [left = 0, top = 0, , , right = 0, bottom = 0] = (model as { border: readonly number[] }).border;
    const place = { x: (left + right) / 2, y: (top + bottom) / 2, button: 'left', clickCount: 1 };
    for (const type of ['mousePressed', 'mouseReleased'])
      await this.#send('Input.dispatchMouseEvent', { type, ...place });
  }

  /** Clicks and waits until the page that follows is there. */
  async clickThrough(selector: string): Promise<void> {
    await this.#andLoad(() => this.click(selector));
  }

  /** The value of an expression in the page, which the page's own rules do not keep from running. */
  async read(expression: string): Promise<unknown> {
    const { result } = await this.#send('Runtime.evaluate', { expression, returnByValue: true });
    return (result as { value?: unknown }).value;
  }

  async resize(width: number, isDark: boolean): Promise<void> {
    await this.#send('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false });
    const features = [{ name: 'prefers-color-scheme', value: isDark ? 'dark' : 'light' }];
    await this.#send('Emulation.setEmulatedMedia', { features });
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.#send('Browser.close').catch(() => undefined);
    await gone;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #andLoad(act: () => Promise<unknown>): Promise<void> {
    const before = this.#loads;
    await act();
    await until(() => this.#loads > before, { what: 'the page to load', timeoutMs: 10_000 });
  }

  async #send(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#lastId;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    const message = { id, method, params, ...(this.#session === undefined ? {} : { sessionId: this.#session }) };
    this.#toBrowser.write(`${JSON.stringify(message)}\0`);
    const { result, error } = await answered;
    if (result === undefined) throw new Error(`${method}: ${error?.message}`);
    return result;
  }

  #take(answer: Answer): void {
    if (answer.id !== undefined) {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    } else if (answer.method === 'Page.loadEventFired') this.#loads++;
    else if (answer.method === 'Log.entryAdded') this.complaints.push(answer.params?.entry?.text ?? '');
  }
}
