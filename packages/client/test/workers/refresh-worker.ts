// A session that keeps its tokens in a file. With a point, it refreshes once it is ready and kills itself there.
import { dial } from '#websocket';
import { connect, type Dial, type TokenStore } from '../../src/index.ts';
import { storeFiles } from '../../src/platform-store.node.ts';
import { createFileStore } from '../../src/tokens/file-store.ts';
import type { RefreshPoint } from './refresh-points.ts';

const [path = '', live = '', point] = process.argv.slice(2);
let isMine = false;
let generation: number | undefined;

// The first login may finish what the process before has left: only our own refresh is the one to die in.
function pass(at: RefreshPoint): void {
  if (isMine && at === point) process.kill(process.pid, 'SIGKILL');
}

const files = createFileStore(path, storeFiles, pass);
const tokenStore: TokenStore = {
  ...files,
  transact: (work) =>
    files.transact((transaction) =>
      work({
        read: async () => {
          const state = await transaction.read();
          pass('read');
          return state;
        },
        prepare: () => transaction.prepare(),
        noteIntent: (intent) => transaction.noteIntent(intent),
        save: (tokens, base) => {
          pass('answered');
          return transaction.save(tokens, base);
        },
        settle: () => transaction.settle(),
      }),
    ),
};

const watchedDial: Dial = (target, handlers, clock) => {
  const wire = dial(target, handlers, clock);
  return {
    ...wire,
    send(frame) {
      const isTaken = wire.send(frame);
      if (String(frame).includes('"payloadType":2173')) pass('asked');
      return isTaken;
    },
  };
};

const untilLogin = () => new Promise((resolve) => process.once('message', resolve));

async function open() {
  for (;;) {
    try {
      return await connect({
        credentials: path,
        endpoint: { live, demo: live },
        environment: 'live',
        tokenStore,
        dial: watchedDial,
        backoff: { minMs: 10, capMs: 50 },
        onStatus: ({ at }) => tell({ is: 'status', at, generation }),
        onTokens: (report) => {
          generation = report.generation;
          if (!report.isUnsaved) pass('published');
        },
      });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      const loggedIn = untilLogin();
      tell({ is: 'refused', code });
      await loggedIn;
    }
  }
}

const tell = (message: object) => void process.send?.(message);

const session = await open();
tell({ is: 'ready', generation: session.tokens.generation });
if (point !== undefined) {
  isMine = true;
  await session.refreshTokens();
  // The last points follow once the new pair has passed a login; a point that is never reached is a failure.
  setTimeout(() => process.exit(3), 2_000);
}
process.on('disconnect', () => process.exit());
