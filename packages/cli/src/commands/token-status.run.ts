import type { Context } from '../context.ts';
import { ExitCode } from '../exit-codes.ts';
import { readTokenFacts, repeatPlace, type TokenFacts } from '../login/token-facts.ts';
import { formatLongSpan, formatMoment } from '../output/durations.ts';
import { documentVersion } from '../output/failure.ts';
import { formatTable } from '../output/table.ts';
import { defuse, toJsonText } from '../output/terminal.ts';
import type { TokenStatusFlags } from './token.ts';

/** Shows how the stored tokens are. */
export async function runTokenStatus(context: Context, flags: TokenStatusFlags): Promise<void> {
  const facts = await readTokenFacts(context, flags);
  const report = toReport(facts, context.clock.wallNow(), `tickwire login${repeatPlace(flags)}`);
  const { stdout } = context;
  if (flags.json === true) stdout.write(`${toJsonText(report)}\n`);
  else stdout.write(defuse(`${render(report).join('\n')}\n`));
  if (report.next !== null) context.process.exitCode = ExitCode.LOGIN_NEEDED;
}

/** A refresh of these tokens: none is open, one is under way (or its process died), or one is in doubt. */
type RefreshState = 'none' | 'unfinished' | 'in-doubt';

type Report = ReturnType<typeof toReport>;

/** Life of an access token, where only its end is known (PROTOCOL.md, "Tokens"). */
const usualLifeMs = 2_628_000_000;

function toReport({ found, state }: TokenFacts, now: number, loginCommand: string) {
  const { tokens, intent } = state ?? {};
  const refresh: RefreshState = intent === undefined ? 'none' : intent.state === 'in-doubt' ? 'in-doubt' : 'unfinished';
  const hasAccess = found.accessToken !== undefined;
  const expiresAt = tokens?.expiresAt;
  const leftMs = expiresAt === undefined ? undefined : expiresAt - now;
  const isDead = leftMs !== undefined && leftMs <= 0 && tokens === undefined;
  return {
    v: documentVersion,
    file: found.tokenFile ?? null,
    source: found.sources.accessToken ?? null,
    hasAccessToken: hasAccess,
    hasRefreshToken: found.refreshToken !== undefined,
    isRenewable: tokens !== undefined && refresh !== 'in-doubt',
    generation: tokens?.generation ?? null,
    expiresAt: expiresAt ?? null,
    leftMs: leftMs ?? null,
    ageMs: leftMs === undefined ? null : Math.max(0, usualLifeMs - leftMs),
    refresh,
    refreshStartedAt: intent?.startedAt ?? null,
    serverCode: intent?.serverCode ?? null,
    next: !hasAccess || isDead || refresh === 'in-doubt' ? loginCommand : null,
  };
}

const describeRefresh: Readonly<Record<RefreshState, string>> = {
  none: 'none open',
  unfinished: 'under way, or its process died: the next one settles it',
  'in-doubt': 'in doubt: the answer never came, and the token was then refused',
};

function render(report: Report): readonly string[] {
  const { file, source, expiresAt, leftMs, ageMs, generation, refresh, refreshStartedAt, serverCode, next } = report;
  const since = refreshStartedAt === null ? '' : `, since ${formatMoment(refreshStartedAt)}`;
  const rows: (readonly [string, string])[] = [
    ['tokens', file ?? (source === null ? 'none' : `from ${source}, so they are not renewed`)],
    ['access token', describeAccess(report)],
    ['age', ageMs === null ? 'not known' : formatLongSpan(ageMs)],
    ['expires', expiresAt === null || leftMs === null ? 'not known until the next refresh' : formatMoment(expiresAt)],
    ['refresh token', report.hasRefreshToken ? 'there' : 'none'],
    ['generation', generation === null ? '–' : generation === 0 ? '0, written by hand' : String(generation)],
    ['refresh', `${describeRefresh[refresh]}${serverCode === null ? '' : ` (${serverCode})`}${since}`],
    ...(next === null ? [] : [['next', next] as const]),
  ];
  return formatTable([{ head: '' }, { head: '' }], rows).slice(1);
}

function describeAccess({ hasAccessToken, leftMs, isRenewable }: Report): string {
  if (!hasAccessToken) return 'none';
  if (leftMs === null) return 'there';
  if (leftMs > 0) return `good for ${formatLongSpan(leftMs)}`;
  return isRenewable ? 'expired; the next session renews it' : 'expired';
}
