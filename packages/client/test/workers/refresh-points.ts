/** The moments of a refresh between which a process is killed, in their order. */
export const refreshPoints = [
  'locked',
  'read',
  'prepared',
  'intent-noted',
  'asked',
  'answered',
  'candidate-written',
  'candidate-flushed',
  'previous-kept',
  'renamed',
  'folder-flushed',
  'settled',
  'published',
  'confirmed',
] as const;

/** One of {@link refreshPoints}. */
export type RefreshPoint = (typeof refreshPoints)[number];
