// Runs around all tests, in the process that prints: whatever reaches the terminal is scanned for the secrets of sandboxes.
// Invented ones stand in the source lines that a failing test shows, so they are left to the scan in each test file.
import { describeLeaks, OutputWatch } from '../../packages/testkit/src/secret-scan.ts';

/** Starts listening; what it returns ends the run with a failure if a secret came by. */
export function setup(): () => void {
  const watch = new OutputWatch('generated');
  const restore = (['stdout', 'stderr'] as const).map((name) => {
    const stream = process[name];
    const { write } = stream;
    stream.write = (chunk: string | Uint8Array, ...rest: never[]) => {
      watch.note(`${name} of the test run`, chunk);
      return write.call(stream, chunk, ...rest);
    };
    return () => {
      stream.write = write;
    };
  });
  return () => {
    for (const undo of restore) undo();
    const leaks = watch.takeLeaks();
    if (leaks.length === 0) return;
    process.stderr.write(`${describeLeaks(leaks)}\n`);
    process.exitCode = 1;
  };
}
