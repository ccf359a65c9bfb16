import { createHmac } from 'node:crypto';
import type { Secret } from '../../../libs/providers/src/port/secret.js';

/**
 * REPLACE: how it signs. Here: lower-case hex HMAC-SHA256 over the time and the very bytes of the body. Whatever it is, test
 * it with an example of the documents.
 */
export function sign(secretKey: Secret, timestamp: string, body: Buffer): string {
  return createHmac('sha256', secretKey.reveal()).update(`${timestamp}.`).update(body).digest('hex');
}
