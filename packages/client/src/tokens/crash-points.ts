/** A moment in the work of a file store at which a process may die. */
type CrashPoint =
  | 'locked'
  | 'prepared'
  | 'intent-noted'
  | 'candidate-written'
  | 'candidate-flushed'
  | 'previous-kept'
  | 'renamed'
  | 'folder-flushed'
  | 'settled'
  | 'confirmed';

/** Told when the work has come to a point. For tests; it may return a promise to hold the work there. */
export type OnPoint = (point: CrashPoint) => void | Promise<void>;
