import type { Step } from './steps.js';

/** What the hook is told of a transfer request before it is booked. `sha256` is of the raw request bytes, lower-case hex. */
export interface Receipt {
  readonly step: Step;
  readonly disburseId: string;
  readonly custRefNumber: string;
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
}

// The asker holds the provider's answer back meanwhile; longer than this would look like a provider timeout.
const WAIT_MS = 5_000;

/**
 * Tells the hook of a received transfer and waits for its word. It lets a test look into the client's database at the
 * very moment the request arrives: was the intent recorded first?
 * @returns failed on a non-2xx, no answer in 5 s, or no connection; null when there is no hook.
 */
export async function askReceiptHook(url: string | null, receipt: Receipt): Promise<'passed' | 'failed' | null> {
  if (url === null) return null;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(receipt),
      redirect: 'manual',
      signal: AbortSignal.timeout(WAIT_MS),
    });
    await answer.body?.cancel();
    return answer.ok ? 'passed' : 'failed';
  } catch {
    return 'failed';
  }
}
