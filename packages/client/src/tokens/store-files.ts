import type { FileReading } from '../credentials/surroundings.ts';

/** What came of reading a file that must not be a symbolic link. */
export type StoreReading = FileReading | { readonly kind: 'symlink' };

/** A file that this process has made and still has open. */
export interface OpenedFile {
  /** Replaces the whole content. Space that an earlier, longer content had is kept for it. */
  rewrite(text: string): Promise<void>;
  /** Resolves when the content is on the disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** What the file store needs from a file system and its machine. Calls reject with the system's own errors. */
export interface StoreFiles {
  /** The real path of the folder of `path`, and the last part of `path`. Symbolic links are followed in the folder only. */
  locate(path: string): Promise<{ readonly folder: string; readonly name: string }>;
  /** Never follows a symbolic link; never rejects. */
  read(path: string): Promise<StoreReading>;
  /** Makes a file that was not there, mode 0600 from its first moment. */
  create(path: string): Promise<OpenedFile>;
  /** Replaces `to` at once: whoever opens it sees the old file or the new one. */
  rename(from: string, to: string): Promise<void>;
  /** Removing what is not there is no error. */
  remove(path: string): Promise<void>;
  /** The names in a folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Makes a folder and those above it, mode 0700. */
  makeFolder(path: string): Promise<void>;
  /** Resolves when the names in the folder are on the disk. */
  flushFolder(path: string): Promise<void>;
  /** Whether file modes mean anything here. */
  readonly checksModes: boolean;
  /** Twelve hexadecimal digits that nobody can guess. */
  randomName(): string;
  /** Waits for the lock of this file, across processes. It ends with the process. Undefined: its turn did not come. */
  lock(path: string): Promise<(() => Promise<void>) | undefined>;
  /** Calls `onChange` when the file may have changed. Returns what ends that. */
  watch(path: string, onChange: () => void): () => void;
}
