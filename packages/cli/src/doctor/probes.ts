/** A host and a port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** What a server showed in a TLS handshake in which nothing was sent to it. Its certificate may be anything. */
export interface Handshake {
  /** Why the chain does not lead to an authority that this machine trusts, or is not good now: OpenSSL's code. */
  readonly chainError: string | undefined;
  /** Whether the certificate is good for the host. */
  readonly isForHost: boolean;
  /** Epoch milliseconds. */
  readonly validFrom: number;
  readonly validTo: number;
  /** Who has signed it, as people write it. */
  readonly issuer: string;
}

/** What somebody says the time is. */
export interface TimeAnswer {
  /** Epoch milliseconds, in whole seconds; undefined when the answer has no date. */
  readonly date: number | undefined;
}

/** What is at a path. */
export interface FileLook {
  readonly kind: 'file' | 'link' | 'missing' | 'other';
  /** Where a link leads. */
  readonly target: string | undefined;
  /** Permission bits of the file itself, or of what the link leads to; undefined where modes mean nothing. */
  readonly mode: number | undefined;
}

/**
 * How the doctor touches the machine and the network. Rejections carry the system's `code`; a deadline that has passed is
 * `ETIMEDOUT`.
 */
export interface Probes {
  /** Such as `20.19.0`. */
  readonly nodeVersion: string;
  /** Resolves a name. */
  lookUp(host: string, timeoutMs: number): Promise<void>;
  /** Opens a TCP connection and ends it. */
  connectTcp(place: HostPort, timeoutMs: number): Promise<void>;
  /** Shakes hands, sends nothing, and hangs up. `ca` is PEM. */
  shakeHands(
    place: HostPort,
    options: { readonly ca: string | undefined; readonly timeoutMs: number },
  ): Promise<Handshake>;
  /** Asks for the head of a page, whatever its certificate, and looks at nothing but its date. */
  readTime(url: string, timeoutMs: number): Promise<TimeAnswer>;
  look(path: string): Promise<FileLook>;
  /** Runs git. Undefined when there is none, or when it does not end. */
  runGit(
    folder: string,
    words: readonly string[],
    timeoutMs: number,
  ): Promise<{ readonly exitCode: number; readonly stdout: string } | undefined>;
}
