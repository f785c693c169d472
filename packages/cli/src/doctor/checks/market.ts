import type { Session } from '@tickwire/client';
import { SpotEvent, SubscribeSpotsReq, SymbolsListReq } from '@tickwire/protocol';
import type { Check, Finding } from '../check.ts';
import { type Examination, take } from '../examination.ts';
import { toRed } from '../failures.ts';
import { clockTexts, quoteTexts, symbolTexts } from '../texts.ts';

const bestKnown = 'EURUSD';

/** What can be traded. */
export const symbols: Check = {
  id: 'symbols',
  title: symbolTexts.title,
  looksAt: symbolTexts.looksAt,
  needs: ['account-login'],
  async run(examination) {
    const { found, signal } = examination;
    const { ctidTraderAccountId } = take(examination, 'account');
    try {
      const request = take(examination, 'home').request(SymbolsListReq, { ctidTraderAccountId }, { signal });
      const { symbol = [] } = await request;
      const chosen = symbol.find(({ symbolName }) => symbolName === bestKnown) ?? symbol[0];
      if (chosen === undefined) return symbolTexts.none();
      const { symbolId, symbolName = String(symbolId) } = chosen;
      found.symbol = { symbolId, name: symbolName };
      return symbolTexts.fine(symbol.length);
    } catch (error) {
      signal.throwIfAborted();
      return toRed(examination, error, symbolTexts.next);
    }
  },
};

/** Whether prices arrive. The subscription ends with the connection. */
export const quote: Check = {
  id: 'quote',
  title: quoteTexts.title,
  looksAt: quoteTexts.looksAt,
  needs: ['symbols'],
  async run(examination) {
    const { found, signal, options } = examination;
    const { symbolId, name } = take(examination, 'symbol');
    const { ctidTraderAccountId } = take(examination, 'account');
    const session = take(examination, 'home');
    const first = waitForQuote(examination, session, symbolId);
    try {
      const payload = { ctidTraderAccountId, symbolId: [symbolId], subscribeToSpotTimestamp: true };
      await session.request(SubscribeSpotsReq, payload, { signal });
      const event = await first.came;
      if (event === undefined) return quoteTexts.missing(name, options.timeout);
      if (event.timestamp !== undefined) found.quotedAt = event.timestamp;
      return quoteTexts.fine(name);
    } catch (error) {
      signal.throwIfAborted();
      return toRed(examination, error, quoteTexts.next);
    } finally {
      first.stop();
    }
  },
};

/** The first price of a symbol; undefined when none has come in time. */
function waitForQuote({ surroundings, options }: Examination, session: Session, symbolId: number) {
  let stop: () => void = () => {};
  const came = new Promise<SpotEvent | undefined>((resolve) => {
    const stopListening = session.on(SpotEvent, (event) => {
      if (event.symbolId === symbolId) resolve(event);
    });
    const stopWaiting = surroundings.clock.schedule(options.timeout, () => resolve(undefined));
    stop = () => {
      stopListening();
      stopWaiting();
    };
  });
  return { came, stop: () => stop() };
}

const adviceFromMs = 5_000;
const wrongFromMs = 60_000;

/** What time it is, asked of whoever tells it: a web server, or else the last price. */
export const clock: Check = {
  id: 'clock',
  title: clockTexts.title,
  looksAt: clockTexts.looksAt,
  needs: ['ports'],
  async run(examination) {
    const { places, found, surroundings } = examination;
    for (const url of places.timeUrls) {
      const offMs = await measureOffset(examination, url);
      if (offMs !== undefined) return judgeOffset(offMs, `the Date header of ${new URL(url).host}`);
    }
    if (found.quotedAt === undefined) return clockTexts.unknown;
    // A price may be old, but it never comes from the future.
    const aheadMs = surroundings.clock.wallNow() - found.quotedAt;
    return aheadMs < 0 ? judgeOffset(aheadMs, 'the time of the last price') : clockTexts.notBehind('the last price');
  },
};

/** How far this machine's clock is ahead, in milliseconds, or undefined when nobody says. */
async function measureOffset({ surroundings, probes, options }: Examination, url: string): Promise<number | undefined> {
  const before = surroundings.clock.wallNow();
  const { date } = await probes.readTime(url, options.timeout).catch(() => ({ date: undefined }));
  const after = surroundings.clock.wallNow();
  if (date === undefined) return undefined;
  // The header has whole seconds, and was written at any moment of the round trip: what lies within proves nothing.
  if (before > date + 999) return before - (date + 999);
  return after < date ? after - date : 0;
}

function judgeOffset(offMs: number, witness: string): Finding {
  if (Math.abs(offMs) >= wrongFromMs) return clockTexts.wrong(offMs, witness);
  return Math.abs(offMs) >= adviceFromMs ? clockTexts.off(offMs, witness) : clockTexts.fine(offMs, witness);
}
