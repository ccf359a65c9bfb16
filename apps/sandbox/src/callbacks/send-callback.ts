import type { WrittenCallback } from './callback.js';

/** A callback in the form it leaves in. */
export interface EncodedCallback {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ANSWER_WAIT_MS = 5_000;

/** As JSON, which the documents say, or as a form, which Duitku's payments use. */
export function encodeCallback({ fields, headers }: WrittenCallback, encoding: 'json' | 'form'): EncodedCallback {
  if (encoding === 'json')
    return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(fields) };
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  return { headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: form.toString() };
}

/** @returns the receiver's answer, or null when there was none in 5 s. */
export async function sendCallback(
  url: string,
  { headers, body }: EncodedCallback,
  stopped: AbortSignal,
): Promise<{ status: number; text: string } | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(ANSWER_WAIT_MS)]),
    });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return null;
  }
}
