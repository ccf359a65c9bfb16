import { createHmac, randomBytes } from 'node:crypto';

/**
 * What is kept of a key: HMAC-SHA256 with the pepper, which is not in the database, so that a copy of the database neither
 * opens anything nor lets anybody test guesses. Keys are random and long: a slow hash would protect nothing more.
 *
 * @param pepper `API_KEY_PEPPER`; with another one, no key made before works
 */
export function hashOfKey(key: string, pepper: string): Buffer {
  return createHmac('sha256', pepper).update(key).digest();
}

const SECRET_BYTES = 32;

/** A new key: `salur_<its id>_<secret>`. What begins it tells a person, and a scanner for leaked secrets, what was found. */
export function newKeyText(id: string): string {
  return `salur_${id.replaceAll('-', '')}_${randomBytes(SECRET_BYTES).toString('hex')}`;
}
