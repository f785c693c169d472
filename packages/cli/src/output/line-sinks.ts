import type { Surroundings } from '../context.ts';
import type { LineSink } from './status-lines.ts';
import { defuse } from './terminal.ts';

/** Line by line, as the seed prints: for files, pipes, and terminals that cannot redraw. */
export function makePlainSink({ stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>): LineSink {
  return {
    print: (line) => stdout.write(`${line}\n`),
    repeat(line) {
      if (!stdout.isBacklogged) stdout.write(`${line}\n`);
    },
    talk: (sentence) => stderr.write(`${defuse(sentence)}\n`),
  };
}
