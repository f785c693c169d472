import {
  AccountAuthReq,
  ApplicationAuthReq,
  CommonErrorRes,
  ErrorRes,
  ExecutionEvent,
  type Message,
  OrderErrorEvent,
  type Request,
} from '@tickwire/protocol';
import { ManualClock } from '@tickwire/testkit';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/index.ts';
import { Player, type Way } from '../player.ts';

/** What a case plays on: a client of a sandbox whose clock stands still until the case moves it. */
export interface Stage {
  readonly player: Player;
  readonly sandbox: Sandbox;
  /** Epoch ms. */
  readonly now: () => number;
  /** Lets time pass, and waits for what that causes. */
  readonly pass: (ms: number) => Promise<void>;
  /** Opens another connection of the same kind, on which nothing has happened. */
  readonly openAnother: () => Promise<Player>;
  /** Sends a message for the account `demo` and waits for what it causes; of what came, only what is new. */
  readonly ask: (message: Message, payload?: Loose, clientMsgId?: string) => Promise<readonly Heard[]>;
}

/** A payload in which anything may be missing or wrong. */
export type Loose = Readonly<Record<string, unknown>>;

/** One message as it came, decoded. */
export interface Heard {
  readonly name: string | undefined;
  readonly payloadType: number;
  readonly clientMsgId: string | undefined;
  readonly payload: object;
}

/** One thing that may come of one request. */
export interface Case {
  readonly request: Request;
  /** `success`, or the code of the refusal. */
  readonly outcome: string;
  /** In which situation, in a few words. */
  readonly when: string;
  /** How the sandbox differs from the default one. */
  readonly options?: SandboxOptions;
  /** Epoch ms at which the clock stands still. Default: a Monday at 10:00 UTC. */
  readonly startsAt?: number;
  /** How far the client has got before. Default: `account`. */
  readonly from?: 'connected' | 'application' | 'account';
  /** Brings about the situation; its last message is the request that counts, sent with {@link askedAs}. */
  readonly play: (stage: Stage) => Promise<unknown>;
}

/** The id that the request carries which a case is about. */
export const askedAs = 'case';

const refusalTypes: ReadonlySet<number> = new Set(
  [ErrorRes, CommonErrorRes, OrderErrorEvent].map(({ payloadType }) => payloadType),
);

/** Plays a case through one door and returns everything the client heard. */
export async function playCase(one: Case, open: (sandbox: Sandbox) => Promise<Way>): Promise<readonly Heard[]> {
  const clock = new ManualClock(one.startsAt === undefined ? {} : { wallStartAt: one.startsAt });
  const options = { feed: 'walk', clock, ...one.options } as const;
  await using sandbox = await createSandbox(options);
  const player = new Player(sandbox, await open(sandbox));
  const { clientId, clientSecret, accessToken, accountId: ctidTraderAccountId } = sandbox.credentials('demo');
  const heard = (): readonly Heard[] => player.transcript as readonly Heard[];
  const { from = 'account' } = one;
  if (from !== 'connected') await player.ask(ApplicationAuthReq, { clientId, clientSecret }, 'application');
  if (from === 'account') await player.ask(AccountAuthReq, { ctidTraderAccountId, accessToken }, 'account');
  await one.play({
    player,
    sandbox,
    now: () => clock.wallNow(),
    pass: async (ms) => {
      await clock.advance(ms);
      await player.settle();
    },
    openAnother: async () => new Player(sandbox, await open(sandbox)),
    ask: async (message, payload = {}, clientMsgId = askedAs) => {
      const before = heard().length;
      const account = 'ctidTraderAccountId' in message.fields ? { ctidTraderAccountId } : {};
      await player.ask(message, { ...account, ...payload }, clientMsgId);
      return heard().slice(before);
    },
  });
  return heard();
}

/** What came of the request: `success`, or the code of its refusal; undefined if it was not answered. */
export function outcomeOf({ request }: Case, heard: readonly Heard[]): string | undefined {
  const answers = heard.filter(({ clientMsgId }) => clientMsgId === askedAs);
  for (const { payloadType, payload } of answers) {
    const code = 'errorCode' in payload ? payload.errorCode : undefined;
    if (typeof code === 'string') return code;
    if (refusalTypes.has(payloadType)) return 'a refusal without a code';
  }
  const expected = request.isTradingCommand ? ExecutionEvent.payloadType : request.answers[0];
  return answers.some(({ payloadType }) => payloadType === expected) ? 'success' : undefined;
}
