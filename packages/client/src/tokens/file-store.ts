import { checkReading, parseCredentials } from '../credentials/read-file.ts';
import { Secret } from '../secret.ts';
import type { OnPoint } from './crash-points.ts';
import { type DocumentValues, readTokenKeys, replaceTokens, type TokenKeys } from './document.ts';
import { isOfFamily } from './family.ts';
import { findCandidate, intentPath, readIntentFile, writeIntentFile } from './intent-file.ts';
import type { StoreFiles } from './store-files.ts';
import { toBusy, toConflict, toSymlink, toUnwritable } from './store-troubles.ts';
import type { FreshLogin, RefreshIntent, StoredTokens, TokenState } from './stored-tokens.ts';
import { removeStrays } from './strays.ts';
import { Temporary } from './temporary.ts';
import type { TokenStore, TokenTransaction } from './token-store.ts';

/** Where the files of one store are. */
interface Place {
  /** The credentials file. */
  readonly path: string;
  readonly folder: string;
  readonly name: string;
}

/** How often a file may change under our hands before we give it up for now. */
const mostMerges = 5;

/** A token store in a credentials file, and what only people may ask of it. */
export interface FileTokenStore extends TokenStore {
  /** Puts the outcome of a login into the file, under the same lock and as safely as a refresh. Other keys stay. */
  saveLogin(login: FreshLogin): Promise<StoredTokens>;
  /** Empties the tokens in the file and removes every copy beside it. Resolves with the names of what was removed. */
  forget(): Promise<readonly string[]>;
}

/** A token store in a credentials file, over any file system. `label` is what people call the file. */
export function createFileStore(label: string, files: StoreFiles, onPoint: OnPoint = () => {}): FileTokenStore {
  const open = async (): Promise<FileTransaction> => {
    const { folder, name } = await guard(label, () => files.locate(label));
    return new FileTransaction(label, { folder, name, path: `${folder}/${name}` }, files, onPoint);
  };
  const transact = async <T>(work: (transaction: FileTransaction) => Promise<T>): Promise<T> => {
    const transaction = await open();
    const release = await guard(label, () => files.lock(transaction.path));
    if (release === undefined) throw toBusy(label);
    try {
      await onPoint('locked');
      return await work(transaction);
    } finally {
      await transaction.end();
      await release();
    }
  };
  return {
    name: label,
    read: async () => (await open()).read(),
    transact,
    saveLogin: (login) => transact((transaction) => transaction.saveLogin(login)),
    forget: () => transact((transaction) => transaction.forget()),
    watch: (onChange) => files.watch(label, onChange),
    async confirm(generation) {
      const { path } = await open();
      if ((await files.read(`${path}.bak`)).kind === 'missing') return;
      await this.transact(async (transaction) => {
        const { tokens } = await transaction.read();
        const previous = await files.read(`${path}.bak`);
        const { generation: older = 0 } = (previous.kind === 'file' && readTokenKeys(previous.text)) || {};
        const isSuperseded = tokens?.generation === generation && older < generation;
        if (isSuperseded) await guard(label, () => files.remove(`${path}.bak`));
      });
      await onPoint('confirmed');
    },
  };
}

class FileTransaction implements TokenTransaction {
  readonly path: string;
  readonly #label: string;
  readonly #place: Place;
  readonly #files: StoreFiles;
  readonly #onPoint: OnPoint;
  readonly #temporary: Temporary;
  /** The latest text that was a credentials file, in case it is gone when the new pair has come. */
  #text: string | undefined;

  constructor(label: string, place: Place, files: StoreFiles, onPoint: OnPoint) {
    this.path = place.path;
    this.#label = label;
    this.#place = place;
    this.#files = files;
    this.#onPoint = onPoint;
    this.#temporary = new Temporary(place.path, files);
  }

  async read(): Promise<TokenState> {
    const keys = readTokenKeys((await this.#readText()) ?? '{}');
    const tokens = toStored(keys);
    const found = await readIntentFile(this.#files, this.#place.path);
    const candidate =
      found?.candidate === undefined
        ? undefined
        : await findCandidate(this.#files, this.#place.folder, found.candidate);
    const isNewer = candidate !== undefined && candidate.generation > (found?.intent.generation ?? 0);
    return { tokens, intent: found?.intent, candidate: isNewer ? candidate : undefined };
  }

  async prepare(): Promise<void> {
    await this.#guard(async () => {
      await this.#files.makeFolder(this.#place.folder);
      const text = (await this.#readText()) ?? '{}';
      await removeStrays(this.#files, this.#place, readTokenKeys(text));
      await this.#temporary.reserve(text.length);
    });
    await this.#onPoint('prepared');
  }

  async noteIntent(intent: RefreshIntent): Promise<void> {
    await this.#guard(async () => {
      const old = await readIntentFile(this.#files, this.#place.path);
      // What an earlier attempt may have left stays on record until a pair is in its place.
      await writeIntentFile(this.#files, this.#place, { intent, candidate: this.#temporary.name ?? old?.candidate });
    });
    await this.#onPoint('intent-noted');
  }

  async save(tokens: StoredTokens, base: StoredTokens | undefined, others: DocumentValues = {}): Promise<void> {
    for (let merges = 0; merges < mostMerges; merges += 1) {
      const before = await this.#readForSave(tokens);
      await this.#writeCandidate(this.#merge(before, tokens, others));
      if (isForeign(before, tokens, base)) return this.#keepAside(before, tokens);
      await this.#guard(() => this.#keepPrevious(before));
      await this.#onPoint('previous-kept');
      if ((await this.#readText()) !== before) continue;
      await this.#guard(() => this.#temporary.moveTo(this.path));
      await this.#onPoint('renamed');
      await this.#guard(() => this.#files.flushFolder(this.#place.folder));
      return this.#onPoint('folder-flushed');
    }
    throw toUnwritable(this.#label, 'it changes all the time');
  }

  async settle(): Promise<void> {
    await this.#guard(async () => {
      const found = await readIntentFile(this.#files, this.#place.path);
      await this.#files.remove(intentPath(this.#place.path));
      if (found?.candidate !== undefined) await this.#dropCandidate(found.candidate);
      await this.#files.flushFolder(this.#place.folder);
    });
    await this.#onPoint('settled');
  }

  async saveLogin({ tokens: fresh, clientSecret, ...others }: FreshLogin): Promise<StoredTokens> {
    const base = (await this.read()).tokens;
    // Also where there are no tokens any more: a process that is still running must not take the new ones for older ones.
    const { generation = 0 } = readTokenKeys((await this.#readText()) ?? '{}') ?? {};
    const tokens: StoredTokens = { ...fresh, generation: generation + 1 };
    await this.prepare();
    const { accountId, clientId, environment } = others;
    await this.save(tokens, base, { accountId, clientId, clientSecret: clientSecret.reveal(), environment });
    // Whatever an earlier refresh has left open was about the tokens that are gone.
    await this.settle();
    return tokens;
  }

  async forget(): Promise<readonly string[]> {
    const text = await this.#readText();
    if (text !== undefined) {
      const { expiresAt } = readTokenKeys(text) ?? {};
      const empty = { accessToken: '', refreshToken: '', ...(expiresAt === undefined ? {} : { expiresAt: null }) };
      await this.#guard(() => this.#temporary.write(replaceTokens(text, empty)));
      await this.#guard(() => this.#temporary.flush());
      await this.#guard(() => this.#temporary.moveTo(this.path));
    }
    const { folder, name } = this.#place;
    return this.#guard(async () => {
      const copies = (await this.#files.list(folder)).filter((other) => isOfFamily(name, other));
      for (const copy of copies) await this.#files.remove(`${folder}/${copy}`);
      await this.#files.flushFolder(folder);
      return copies;
    });
  }

  /** Closes what is open. What was written stays. */
  async end(): Promise<void> {
    await this.#temporary.end();
  }

  /** First of all the pair is written down, whatever has become of the file in the meantime. */
  async #readForSave(tokens: StoredTokens): Promise<string | undefined> {
    try {
      return await this.#readText();
    } catch (error) {
      await this.#writeCandidate(this.#merge(undefined, tokens));
      throw error;
    }
  }

  #merge(text: string | undefined, tokens: StoredTokens, others: DocumentValues = {}): string {
    return replaceTokens(text ?? this.#text ?? '{}\n', { ...others, ...toKeys(tokens) });
  }

  /** A candidate may go when its pair is in its place. */
  async #dropCandidate(name: string): Promise<void> {
    const candidate = await findCandidate(this.#files, this.#place.folder, name);
    const { tokens } = await this.read();
    const isInPlace = candidate?.refreshToken.reveal() === tokens?.refreshToken.reveal();
    if (candidate !== undefined && isInPlace) await this.#files.remove(`${this.#place.folder}/${name}`);
  }

  async #writeCandidate(text: string): Promise<void> {
    await this.#guard(() => this.#temporary.write(text));
    await this.#onPoint('candidate-written');
    await this.#guard(() => this.#temporary.flush());
    await this.#onPoint('candidate-flushed');
  }

  async #keepPrevious(text: string | undefined): Promise<void> {
    if (text === undefined) return;
    const spare = new Temporary(this.path, this.#files);
    await spare.write(text);
    await spare.moveTo(`${this.path}.bak`);
  }

  /** Somebody has put other tokens into the file: theirs stay, and ours are kept beside them. */
  async #keepAside(theirs: string | undefined, tokens: StoredTokens): Promise<never> {
    await this.#guard(() => this.#temporary.write(replaceTokens(theirs ?? '{}\n', toKeys(tokens))));
    await this.#guard(() => this.#temporary.flush());
    // A name of its own: nothing ever takes its place, or removes it.
    const suffix = `${this.#files.randomName()}.aside`;
    await this.#guard(() => this.#temporary.moveTo(`${this.path}.${suffix}`));
    throw toConflict(this.#label, `${this.#label}.${suffix}`);
  }

  async #readText(): Promise<string | undefined> {
    const reading = await this.#files.read(this.path);
    if (reading.kind === 'symlink') throw toSymlink(this.#label);
    const { checksModes } = this.#files;
    const text = checkReading(reading, { path: this.path, label: this.#label, checksModes });
    if (text === undefined) return undefined;
    // Throws when it is not a credentials file.
    parseCredentials(text, this.#label);
    this.#text = text;
    return text;
  }

  #guard<T>(work: () => Promise<T>): Promise<T> {
    return guard(this.#label, work);
  }
}

function toStored(keys: Partial<TokenKeys> | undefined): StoredTokens | undefined {
  const { accessToken = '', refreshToken, expiresAt, generation = 0 } = keys ?? {};
  if (refreshToken === undefined) return undefined;
  return { accessToken: new Secret(accessToken), refreshToken: new Secret(refreshToken), expiresAt, generation };
}

const toKeys = ({ accessToken, refreshToken, expiresAt, generation }: StoredTokens): TokenKeys => ({
  accessToken: accessToken.reveal(),
  refreshToken: refreshToken.reveal(),
  expiresAt,
  generation,
});

/** The file holds a refresh token that is neither the one we have spent nor the one we have got for it. */
function isForeign(text: string | undefined, tokens: StoredTokens, base: StoredTokens | undefined): boolean {
  const { refreshToken, generation = 0 } = readTokenKeys(text ?? '{}') ?? {};
  if (refreshToken === undefined || refreshToken === tokens.refreshToken.reveal()) return false;
  // An old copy that was put back holds a pair that is dead.
  if (base !== undefined && generation > 0 && generation < base.generation) return false;
  return refreshToken !== base?.refreshToken.reveal();
}

/** Gives errors of the file system our words. */
async function guard<T>(label: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Error && 'facts' in cause) throw cause;
    throw toUnwritable(label, cause);
  }
}
