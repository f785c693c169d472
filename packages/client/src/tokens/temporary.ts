import type { OpenedFile, StoreFiles } from './store-files.ts';

/** Room for longer tokens, so that a disk that fills up meanwhile does not matter. */
const spareBytes = 4_096;

const pattern = /^\.[0-9a-f]{12}\.tmp$/;

/** The name of a temporary file that belongs to the credentials file `name`. */
export const isTemporaryOf = (name: string, other: string): boolean =>
  other.startsWith(name) && pattern.test(other.slice(name.length));

/** A file beside its target that takes the target's place when its content is complete. */
export class Temporary {
  readonly #target: string;
  readonly #files: StoreFiles;
  #path: string | undefined;
  #file: OpenedFile | undefined;

  constructor(target: string, files: StoreFiles) {
    this.#target = target;
    this.#files = files;
  }

  /** The last part of its path; undefined while there is none. */
  get name(): string | undefined {
    return this.#path?.slice(this.#path.lastIndexOf('/') + 1);
  }

  /** Makes the file, as large as its content is going to be, and puts it on the disk. */
  async reserve(bytes: number): Promise<void> {
    await this.discard();
    await this.write(' '.repeat(bytes + spareBytes));
    await this.flush();
  }

  async write(text: string): Promise<void> {
    if (this.#file === undefined) {
      const path = `${this.#target}.${this.#files.randomName()}.tmp`;
      this.#file = await this.#files.create(path);
      this.#path = path;
    }
    await this.#file.rewrite(text);
  }

  async flush(): Promise<void> {
    await this.#file?.flush();
  }

  /** Puts the file into the place of `path`. */
  async moveTo(path: string): Promise<void> {
    if (this.#path === undefined) return;
    try {
      await this.#files.rename(this.#path, path);
    } catch (error) {
      // It stays, for the next attempt and because it may be all there is of a pair – unless somebody has removed it.
      if ((await this.#files.read(this.#path)).kind === 'missing') await this.#close();
      throw error;
    }
    await this.#close();
  }

  /** Gives the file up and removes it. */
  async discard(): Promise<void> {
    const path = this.#path;
    await this.#close();
    if (path !== undefined) await this.#files.remove(path);
  }

  /** Closes the file. It is removed when it holds no tokens. */
  async end(): Promise<void> {
    const path = this.#path;
    await this.#close();
    // A process that dies here leaves a blank file; the next refresh removes it.
    if (path !== undefined) await this.#removeBlank(path).catch(() => {});
  }

  async #removeBlank(path: string): Promise<void> {
    const reading = await this.#files.read(path);
    if (reading.kind === 'file' && reading.text.trim() === '') await this.#files.remove(path);
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#path = undefined;
    await file?.close();
  }
}
