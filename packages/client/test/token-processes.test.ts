import { createSandbox } from '@tickwire/sandbox';
import { until } from '@tickwire/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { startWorker } from './child.ts';
import { aCredentialsFile } from './token-support.ts';

// The whole programme is TICKWIRE_REFRESH_PROCESSES=32, and then 20 rounds.
const processes = Number(process.env['TICKWIRE_REFRESH_PROCESSES'] ?? 8);
const rounds = processes > 8 ? 20 : 2;
const timeoutMs = 20_000 + processes * 2_000;

interface ReadyWord {
  readonly is: 'status';
  readonly at: 'ready';
  readonly generation: number;
}
const isReady = (message: unknown): message is ReadyWord =>
  typeof message === 'object' && message !== null && 'at' in message && message.at === 'ready';

test(
  `T4, I9: ${processes} processes notice ${rounds} times together that the token has died, and one of them renews it`,
  async () => {
    const sandbox = await createSandbox();
    onTestFinished(() => sandbox.close());
    const path = await aCredentialsFile(sandbox.credentials('live'));
    const generations = new Map<number, number>();
    for (let index = 0; index < processes; index += 1) {
      startWorker('refresh-worker', [path, sandbox.endpoints.live.json]).on('message', (message) => {
        if (isReady(message)) generations.set(index, message.generation);
      });
    }
    const allAt = (generation: number) => () =>
      generations.size === processes && [...generations.values()].every((seen) => seen === generation);
    await until(allAt(0), { what: 'every process ready', timeoutMs });
    for (let round = 1; round <= rounds; round += 1) {
      sandbox.expireToken(sandbox.tokens().accessToken);
      await until(allAt(round), { what: `every process ready again in round ${round}`, timeoutMs });
      expect(sandbox.ledger.received[2173]).toBe(round);
    }
    expect(sandbox.ledger.sent[2174]).toBe(rounds);
    expect(sandbox.connections).toHaveLength(processes);
  },
  timeoutMs * (rounds + 1),
);
