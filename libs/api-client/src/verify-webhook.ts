import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { WebhookEvent } from './types.js';

export { WebhookVerificationError };

/** Node's `request.headers`, or the `headers` of a `Request`. */
export type ReceivedHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Verifies that Salur sent a webhook within the last five minutes, and returns its event.
 *
 * An event may arrive more than once, always with the same `webhook-id`, and after a newer one: compare `data.version`.
 *
 * @param rawBody the bytes, or the text, as received: JSON that was parsed and printed again has another signature
 * @param secret of the endpoint, `whsec_...`
 * @throws WebhookVerificationError if the signature is not valid: respond with 401 and do nothing
 */
export function verifyWebhook(rawBody: string | Uint8Array, headers: ReceivedHeaders, secret: string): WebhookEvent {
  const received = headers instanceof Headers ? Object.fromEntries(headers) : headers;
  const text = typeof rawBody === 'string' ? rawBody : new TextDecoder('utf-8', { ignoreBOM: true }).decode(rawBody);
  return new Webhook(secret).verify(text, received as Record<string, string>) as WebhookEvent;
}
