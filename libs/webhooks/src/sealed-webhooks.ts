import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { Vault } from '#libs/platform';

/** What no receiver knows and no sender can guess: by the Standard Webhooks specification 24 to 64 random bytes. */
const SECRET_BYTES = 32;

/** A new secret in the form that receivers' libraries take. */
export function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** Seals what is not to be read in the database: secrets of endpoints, and bodies, which name people. */
@Injectable()
export class SealedWebhooks {
  constructor(private readonly vault: Vault) {}

  /** Also for the column of the secret before, into which this one moves with a rotation. */
  sealSecret(endpointId: string, secret: string): Buffer {
    return this.vault.seal(secret, { table: 'webhook_endpoint', column: 'secret_sealed', id: endpointId });
  }

  openSecret(endpointId: string, sealed: Buffer): string {
    return this.vault.openText(sealed, { table: 'webhook_endpoint', column: 'secret_sealed', id: endpointId });
  }

  sealBody(deliveryId: string, body: string): Buffer {
    return this.vault.seal(body, { table: 'webhook_delivery', column: 'body_sealed', id: deliveryId });
  }

  /** The bytes that every try sends. */
  openBody(deliveryId: string, sealed: Buffer): string {
    return this.vault.openText(sealed, { table: 'webhook_delivery', column: 'body_sealed', id: deliveryId });
  }
}

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
