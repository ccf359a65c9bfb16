import { Webhook } from 'standardwebhooks';

/** What is to be signed. */
export interface SignedMessage {
  readonly eventId: string;
  readonly body: string;
  /** The present secret, and the one before while both sign. */
  readonly secrets: readonly string[];
}

/** The headers of one try by the Standard Webhooks specification: the time is the try's, the id the event's. */
export function signedHeaders({ eventId, body, secrets }: SignedMessage, at: Date): Record<string, string> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(eventId, at, body));
  return {
    'content-type': 'application/json',
    'user-agent': 'Salur-Webhooks/1',
    'webhook-id': eventId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': signatures.join(' '),
  };
}
