/** The prices of one moment. In 1/100000 of the quote asset. */
export interface Quote {
  readonly bid: number;
  readonly ask: number;
  /** Epoch ms of the newer of the two. */
  readonly at: number;
}

/** What comes next: the side or sides that change at one moment. */
export interface NextChange {
  /** Epoch ms. */
  readonly at: number;
  readonly bid: number | undefined;
  readonly ask: number | undefined;
}
