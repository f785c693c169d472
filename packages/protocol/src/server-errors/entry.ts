/**
 * What has to happen before the refused message may be sent again. A trading command is never sent again by the client
 * itself, whatever stands here: for orders the word is advice to the person or program that decides.
 */
export const RetryAdvice = {
  /** The same message will be refused again: change it, or what it names. */
  NEVER: 'never',
  /** One more try, and only of a message that reads. */
  ONCE: 'once',
  /** After `retryAfter`, or after a growing wait when the server names none. */
  AFTER_WAIT: 'after-wait',
  /** After application or account authentication on the same connection. */
  AFTER_LOGIN: 'after-login',
  /** After account authentication with another access token. */
  AFTER_NEW_TOKEN: 'after-new-token',
  /** After `maintenanceEndTimestamp`. */
  AFTER_MAINTENANCE: 'after-maintenance',
  /** After the symbol's next trading session has begun. */
  NEXT_SESSION: 'next-session',
  /** Not a failure: what was asked for is so already. */
  ALREADY_DONE: 'already-done',
  /** After the account has been reconciled, because the command may have been carried out. */
  RECONCILE_FIRST: 'reconcile-first',
  /** After the order or position has been read again and still calls for the command. */
  AFTER_REREAD: 'after-reread',
  /** After the spots of the symbol have been subscribed. */
  AFTER_SUBSCRIBE: 'after-subscribe',
  /** With a shorter span of time. */
  SMALLER_RANGE: 'smaller-range',
} as const;
export type RetryAdvice = (typeof RetryAdvice)[keyof typeof RetryAdvice];

/**
 * How well a behaviour is known: `confirmed` in captured traffic or by two independent testers, `reported` by one tester,
 * `documented` in the official documents only, `inferred` by us, `unverified` when somebody claimed it without proof.
 */
export type Evidence = 'confirmed' | 'reported' | 'documented' | 'inferred' | 'unverified';

/** Where a code belongs: the enum shared by Spotware's protocols, the Open API's own enum, or the HTTP token endpoint. */
export type ServerErrorSource = 'common' | 'open-api' | 'http';

/** What one description of a code tells beyond the code; see {@link ServerErrorEntry.cases}. */
export interface ServerErrorCase {
  /** The part of the server's description by which the case is recognised. */
  readonly text: string;
  readonly meaning: string;
  /** Default: that of the row. */
  readonly likelyCause?: string;
  readonly nextStep: string;
  readonly retry: RetryAdvice;
  /** Default: that of the row. */
  readonly cureByWaiting?: boolean;
}

/** What is known about one error code of the server. */
export interface ServerErrorEntry {
  /** As it stands in `errorCode`. */
  readonly code: string;
  /** Its number in the enum; null for a code seen outside the enums. */
  readonly number: number | null;
  readonly source: ServerErrorSource;
  /** What the server says by it, in one sentence. */
  readonly meaning: string;
  /** Why it usually happens, in one sentence. */
  readonly likelyCause: string;
  /** What to do, as an imperative clause without a full stop; fit to follow "Next: ". */
  readonly nextStep: string;
  readonly retry: RetryAdvice;
  /**
   * Whether a session may go on by itself. False: neither a wait nor another login with the same credentials cures it,
   * so trying again only does harm.
   */
  readonly cureByWaiting: boolean;
  /** Descriptions seen on the wire, word for word; ids, names and amounts in them are examples. */
  readonly seenTexts: readonly string[];
  /** How well it is known that the server sends this code in this situation. */
  readonly evidence: Evidence;
  /** For a code that says several things: what each description means. The first that matches counts. */
  readonly cases?: readonly ServerErrorCase[];
}
