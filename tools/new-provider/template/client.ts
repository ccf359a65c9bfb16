import { createHmac } from 'node:crypto';
import { type Reply, readProviderMessage, sha256 } from '../../../libs/providers/src/kit/conversation.js';
import { type HttpRequest, ProviderHttp } from '../../../libs/providers/src/kit/http.js';
import { readText, writeJson } from '../../../libs/providers/src/kit/json.js';
import type { Redaction } from '../../../libs/providers/src/kit/redaction.js';
import type { ProviderMessage } from '../../../libs/providers/src/port/outcome.js';
import type { PreparedTransfer, ProviderSettings } from '../../../libs/providers/src/port/provider.js';
import type { Secret } from '../../../libs/providers/src/port/secret.js';
import type { AcmeCredentials } from './environment.js';

/** The shared part of its rails: connections, credentials and signed requests. */
export class AcmeClient {
  readonly http: ProviderHttp;
  readonly #baseUrl: string;
  readonly #credentials: AcmeCredentials;

  constructor(baseUrl: string, credentials: AcmeCredentials, settings: ProviderSettings) {
    this.#baseUrl = baseUrl;
    this.#credentials = credentials;
    this.http = new ProviderHttp(settings, [baseUrl]);
  }

  /**
   * Builds and signs a request. The body is serialised once: these bytes are signed, hashed, stored and sent. REPLACE: headers and
   * signature. If it wants an access token, fetch it in `prepareSigning` of the rail: nothing may ask the network in here.
   */
  request(
    path: string,
    fields: Readonly<Record<string, string | bigint>>,
    signedAt: Date,
  ): HttpRequest & PreparedTransfer {
    const { clientId, secretKey } = this.#credentials;
    const body = writeJson(fields);
    const timestamp = signedAt.toISOString();
    return {
      url: `${this.#baseUrl}${path}`,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-client-id': clientId,
        'x-timestamp': timestamp,
        'x-signature': sign(secretKey, timestamp, body),
      },
      body,
      sha256: sha256(body),
    };
  }
}

/** Its code and message. REPLACE: the fields' names. */
export function messageOf({ httpStatus, body }: Reply): ProviderMessage {
  return readProviderMessage(readText(body, 'code'), readText(body, 'message'), `HTTP ${httpStatus} without words`);
}

/**
 * What may be kept of requests and answers. A field in none of these is dropped. REPLACE: its fields; never list a key, a
 * signature or a token.
 */
export const acmeRedaction: Redaction = {
  shown: new Set(['amount', 'bankCode', 'code', 'inquiryId', 'reference', 'transferId']),
  words: new Set(['message', 'purpose']),
  accounts: new Set(['accountNumber']),
  names: new Set(['accountName']),
};

/**
 * REPLACE: how it signs. Here: lower-case hex HMAC-SHA256 over the time and the very bytes of the body. Whatever it is, test
 * it with an example of the documents.
 */
export function sign(secretKey: Secret, timestamp: string, body: Buffer): string {
  return createHmac('sha256', secretKey.reveal()).update(`${timestamp}.`).update(body).digest('hex');
}
