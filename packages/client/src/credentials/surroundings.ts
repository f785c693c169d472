/** What came of reading a small file. */
export type FileReading =
  | { readonly kind: 'file'; readonly text: string; readonly mode: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'not-a-file' }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Where credentials may lie about: variables, folders, files. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `./credentials.json` is looked for. */
  readonly currentFolder: string;
  /** Where the profile is looked for. */
  readonly configFolder: string;
  /** Whether file modes mean anything here. */
  readonly checksModes: boolean;
  /** Reads at most `limitBytes`; never throws. */
  readFile(path: string, limitBytes: number): Promise<FileReading>;
}
