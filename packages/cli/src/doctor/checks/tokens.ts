import type { TokenState } from '@tickwire/client';
import type { Check, Finding } from '../check.ts';
import { type Examination, take } from '../examination.ts';
import { toRed } from '../failures.ts';
import { credentialsTexts, refreshTexts, tokenAgeTexts } from '../texts.ts';

/** Whether there is something to log in with. */
export const credentials: Check = {
  id: 'credentials',
  title: credentialsTexts.title,
  looksAt: credentialsTexts.looksAt,
  needs: ['file-mode'],
  async run(examination) {
    const { surroundings, given, options, found } = examination;
    const { resolveCredentials } = await surroundings.loadClient();
    try {
      found.credentials = await resolveCredentials({
        ...(given === undefined ? {} : { credentials: given }),
        needsAccount: options.account === undefined,
      });
    } catch (error) {
      return toRed(examination, error, credentialsTexts.next);
    }
    const sources = [...new Set(Object.values(found.credentials.sources))];
    return credentialsTexts.fine(sources.map((source) => (options.sandbox === true ? 'the sandbox' : source)));
  },
};

/** The usual life of an access token, in milliseconds (PROTOCOL.md, "Tokens"). */
const usualLifeMs = 2_628_000_000;
const latestShare = 0.2;

/** How long the access token lives, as far as somebody has noted it. */
export const tokenAge: Check = {
  id: 'token-age',
  title: tokenAgeTexts.title,
  looksAt: tokenAgeTexts.looksAt,
  needs: ['file-link', 'credentials'],
  run: (examination) =>
    readState(examination, tokenAgeTexts, ({ tokens }) => {
      if (tokens?.expiresAt === undefined) return tokenAgeTexts.unknown;
      const { expiresAt, generation } = tokens;
      const leftMs = expiresAt - examination.surroundings.clock.wallNow();
      if (leftMs <= 0) return tokenAgeTexts.expired(expiresAt);
      return leftMs < usualLifeMs * latestShare ? tokenAgeTexts.old(leftMs) : tokenAgeTexts.fine(leftMs, generation);
    }),
};

/** Whether a refresh has left something behind. */
export const refresh: Check = {
  id: 'refresh',
  title: refreshTexts.title,
  looksAt: refreshTexts.looksAt,
  needs: ['file-link', 'credentials'],
  run: (examination) =>
    readState(examination, refreshTexts, ({ tokens, intent }) => {
      if (tokens === undefined) return refreshTexts.noToken;
      if (intent === undefined) return refreshTexts.fine;
      return intent.state === 'in-doubt'
        ? refreshTexts.inDoubt(intent.startedAt)
        : refreshTexts.unfinished(intent.startedAt);
    }),
};

async function readState(
  examination: Examination,
  { noFile, next }: { readonly noFile: Finding; readonly next: string },
  judge: (state: TokenState) => Finding,
): Promise<Finding> {
  const { tokenFile } = take(examination, 'credentials');
  if (tokenFile === undefined) return noFile;
  const { readTokenState } = await examination.surroundings.loadClient();
  try {
    return judge(await readTokenState(tokenFile));
  } catch (error) {
    return toRed(examination, error, next);
  }
}
