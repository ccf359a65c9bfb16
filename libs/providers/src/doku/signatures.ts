/**
 * Signatures of SNAP (developers.doku.com, "Signature Component", "SNAP"), and the one of Kirim DOKU's older interface, which its
 * notifications seem to use.
 */

import { createCipheriv, createHash, createHmac, type KeyObject, sign } from 'node:crypto';
import { jakartaClock } from '#libs/platform';

/** What a request for an access token is signed over. */
export interface TokenRequest {
  readonly clientId: string;
  readonly timestamp: string;
}

/** What every other request is signed over. */
export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  /** With the query, without the host. */
  readonly path: string;
  readonly accessToken: string;
  /** The bytes that are sent. They are written without insignificant whitespace, so nothing has to be minified. */
  readonly body: Buffer;
  readonly timestamp: string;
}

/** `X-SIGNATURE` of a request for an access token: base64 of RSA PKCS#1 v1.5 with SHA-256. */
export function signTokenRequest({ clientId, timestamp }: TokenRequest, privateKey: KeyObject): string {
  return sign('sha256', Buffer.from(`${clientId}|${timestamp}`, 'utf8'), privateKey).toString('base64');
}

/** `X-SIGNATURE` of every other request: base64 of HMAC-SHA512. */
export function signRequest({ method, path, accessToken, body, timestamp }: SignedRequest, clientSecret: string) {
  const signed = [method, path, accessToken, digest(body), timestamp].join(':');
  return createHmac('sha512', clientSecret).update(signed, 'utf8').digest('base64');
}

/** Lower-case hex SHA-256: how a body enters its signature. */
export function digest(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/**
 * `signature` of the older interface (doku.com/API/kirimdoku): base64 of AES-128-ECB over agentKey and requestId. It does
 * not cover the body: an attacker who has seen one notification can forge others with it.
 *
 * @param key 16 bytes
 */
export function signNotification(agentKey: string, requestId: string, key: string): string {
  const cipher = createCipheriv('aes-128-ecb', Buffer.from(key, 'utf8'), null);
  return Buffer.concat([cipher.update(agentKey + requestId, 'utf8'), cipher.final()]).toString('base64');
}

/** `2026-11-21T09:30:00+07:00`: the time in Jakarta, which has no summer time. */
export function jakartaTimestamp(at: Date): string {
  return `${jakartaClock(at).slice(0, 19).replace(' ', 'T')}+07:00`;
}

/** `2026-11-21T02:30:00Z`: how requests for an access token say the time. */
export function utcTimestamp(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
