/** Something that happens later by itself. */
export type Task = {
  /** Epoch ms. */
  readonly dueAt: number;
  readonly clientMsgId: string | undefined;
} & (
  | { readonly does: 'execute'; readonly orderId: number }
  /** Brings the protective order in line with its position; the levels are those of the order that was filled. */
  | { readonly does: 'protect'; readonly positionId: number; readonly orderId: number }
);
