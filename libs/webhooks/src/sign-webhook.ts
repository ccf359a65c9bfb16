import { Webhook } from 'standardwebhooks';
import { openSecret } from './endpoint-secret.js';

/** What is to be signed. */
export interface SignedMessage {
  readonly eventId: string;
  readonly body: string;
  /** As stored: the present secret, and the one before while both sign. */
  readonly secrets: readonly string[];
}

/** The headers of one try by the Standard Webhooks specification: the time is the try's, the id the event's. */
export function signedHeaders({ eventId, body, secrets }: SignedMessage, at: Date): Record<string, string> {
  const signatures = secrets.map((sealed) => new Webhook(openSecret(sealed)).sign(eventId, at, body));
  return {
    'content-type': 'application/json',
    'user-agent': 'Salur-Webhooks/1',
    'webhook-id': eventId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': signatures.join(' '),
  };
}
