import { providerWords, type Reply, sha256 } from '../../../libs/providers/src/kit/conversation.js';
import { type HttpRequest, ProviderHttp } from '../../../libs/providers/src/kit/http.js';
import { readText, writeJson } from '../../../libs/providers/src/kit/json.js';
import type { ProviderWords } from '../../../libs/providers/src/port/outcome.js';
import type { PreparedTransfer, ProviderSettings } from '../../../libs/providers/src/port/provider.js';
import type { AcmeCredentials } from './environment.js';
import { sign } from './signature.js';

/** What its rails share: connections, credentials, and signed requests. */
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
   * Writes and signs a request. The body is written once: these bytes are signed, hashed, kept and sent. REPLACE: headers and
   * signature. If it wants an access token, fetch it in `makeReady` of the rail: nothing may ask the network in here.
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

/** Its code and words. REPLACE: the fields' names. */
export function wordsOf({ httpStatus, body }: Reply): ProviderWords {
  return providerWords(readText(body, 'code'), readText(body, 'message'), `HTTP ${httpStatus} without words`);
}
