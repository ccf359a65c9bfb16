import { randomBytes } from 'node:crypto';

/** What no receiver knows and no sender can guess: by the Standard Webhooks specification 24 to 64 random bytes. */
const SECRET_BYTES = 32;

/** A new secret in the form that receivers' libraries take. */
export function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** What is kept of a secret. Everything that stores one goes through here. */
export function sealSecret(secret: string): string {
  return secret;
}

/** The secret as its owner knows it. Everything that signs goes through here. */
export function openSecret(sealed: string): string {
  return sealed;
}
