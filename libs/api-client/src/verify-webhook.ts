import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { WebhookEvent } from './types.js';

export { WebhookVerificationError };

/** As Node's `request.headers`, or as an object of `fetch`. */
type ReceivedHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The event that a webhook tells, if Salur has sent it: signed with the endpoint's secret, within five minutes of now.
 *
 * It may arrive more than once, always with the same `webhook-id`, and later than a newer one: compare `data.version`.
 *
 * @param secret what POST /v1/webhook-endpoints has told, `whsec_...`
 * @param rawBody the very bytes, or the very text, that arrived: parsed and printed again it has another signature
 * @throws WebhookVerificationError when it is not: answer 401 and do nothing
 */
export function verifyWebhook(secret: string, headers: ReceivedHeaders, rawBody: string | Buffer): WebhookEvent {
  const given = headers instanceof Headers ? Object.fromEntries(headers) : headers;
  return new Webhook(secret).verify(rawBody, given as Record<string, string>) as WebhookEvent;
}
