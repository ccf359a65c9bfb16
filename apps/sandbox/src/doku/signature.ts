import { createCipheriv, createHash, createHmac, timingSafeEqual, verify } from 'node:crypto';

/** What a signed call consists of. `path` is with the query, without the host; `body` the bytes as they came. */
export interface SignedCall {
  readonly method: string;
  readonly path: string;
  readonly accessToken: string;
  readonly body: Buffer;
  /** The X-TIMESTAMP header, verbatim. */
  readonly timestamp: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const WHITESPACE: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];

/** JSON without the whitespace between its values. Whitespace inside strings stays, and no byte is rewritten. */
export function minify(body: Buffer): Buffer {
  const kept = Buffer.alloc(body.length);
  let length = 0;
  let inString = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] as number;
    if (!inString && WHITESPACE.includes(byte)) continue;
    kept[length] = byte;
    length += 1;
    if (byte === QUOTE) inString = !inString;
    else if (inString && byte === BACKSLASH && index + 1 < body.length) {
      index += 1;
      kept[length] = body[index] as number;
      length += 1;
    }
  }
  return kept.subarray(0, length);
}

/** SHA-256 of the minified body, lower-case hex. */
export function digestBody(body: Buffer): string {
  return createHash('sha256').update(minify(body)).digest('hex');
}

/** X-SIGNATURE of a call: HMAC-SHA512 over `METHOD:path:token:digest:timestamp`, base64. Source: Kirim DOKU, headers. */
export function signCall({ method, path, accessToken, body, timestamp }: SignedCall, clientSecret: string): string {
  return createHmac('sha512', clientSecret)
    .update(`${method}:${path}:${accessToken}:${digestBody(body)}:${timestamp}`)
    .digest('base64');
}

export function isSignedBy(call: SignedCall, given: string, clientSecret: string): boolean {
  const expected = Buffer.from(signCall(call, clientSecret));
  const bytes = Buffer.from(given);
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

/** Whether the merchant signed `clientId|timestamp` with SHA256withRSA. @param publicKey PEM. */
export function isTokenRequestSignedBy(
  { clientId, timestamp, signature }: { clientId: string; timestamp: string; signature: string },
  publicKey: string,
): boolean {
  return verify('sha256', Buffer.from(`${clientId}|${timestamp}`), publicKey, Buffer.from(signature, 'base64'));
}

/**
 * The `signature` header of a notification: AES-128-ECB over agentKey and requestId, base64. The document does not say
 * how it is made; this is the older Kirim DOKU API's way. It covers nothing of the body.
 * @param notificationKey 16 bytes of ASCII.
 */
export function signNotification(agentKey: string, requestId: string, notificationKey: string): string {
  const cipher = createCipheriv('aes-128-ecb', Buffer.from(notificationKey), null);
  return Buffer.concat([cipher.update(agentKey + requestId), cipher.final()]).toString('base64');
}
