import type { SendForm } from './ports.ts';

/** Longer answers are cut: a token endpoint has little to say. */
export const longestAnswer = 65_536;

/** Posts a form with the platform's `fetch`. Redirects are refused: the form holds secrets. */
export async function postForm(
  send: typeof fetch,
  url: string,
  form: Readonly<Record<string, string>>,
  signal: AbortSignal,
): ReturnType<SendForm> {
  const answer = await send(url, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(form),
    redirect: 'error',
    signal,
  });
  const text = (await answer.text()).slice(0, longestAnswer);
  return { status: answer.status, retryAfter: answer.headers.get('retry-after') ?? undefined, text };
}
