import { type Reply, readProviderMessage, sha256 } from '../kit/conversation.js';
import { type HttpRequest, ProviderHttp } from '../kit/http.js';
import { isNumber, type JsonObject, readText, readWhole, writeJson } from '../kit/json.js';
import type { Redaction } from '../kit/redaction.js';
import type { ProviderMessage } from '../port/outcome.js';
import type { PreparedTransfer, ProviderSettings } from '../port/provider.js';
import type { DuitkuConfig, DuitkuCredentials } from './environment.js';
import { type SignatureKind, sign } from './signatures.js';

/** Fields of a request body in the order in which they are written; `undefined` ones are left out. */
export type Fields = Readonly<Record<string, string | number | bigint | undefined>>;

/** The shared part of Duitku's rails: connections, credentials, addresses and signed bodies. */
export class DuitkuClient {
  readonly http: ProviderHttp;
  readonly #config: DuitkuConfig;
  readonly #credentials: DuitkuCredentials;

  constructor(config: DuitkuConfig, credentials: DuitkuCredentials, settings: ProviderSettings) {
    this.#config = config;
    this.#credentials = credentials;
    this.http = new ProviderHttp(settings, [config.baseUrl, config.cashOutBaseUrl]);
  }

  /** Inquiry and transfer have different paths in Duitku's sandbox (`inquirysandbox`). */
  orderUrl(path: string): string {
    return this.queryUrl(this.#config.environment === 'sandbox' ? `${path}sandbox` : path);
  }

  /** Status, balance and bank list have the same paths everywhere. */
  queryUrl(path: string): string {
    return `${this.#config.baseUrl}/webapi/api/disbursement/${path}`;
  }

  /** Cash Out has a host of its own, with the same paths in the sandbox and in production. */
  cashOutUrl(path: string): string {
    return `${this.#config.cashOutBaseUrl}/api/cashout/${path}`;
  }

  /** Builds and signs a request. The body is serialised once: these bytes are hashed, stored and sent. */
  request(kind: SignatureKind, url: string, fields: Fields, signedAt: Date): HttpRequest & PreparedTransfer {
    const { userId, email, secretKey } = this.#credentials;
    const unsigned = { userId, email, ...fields, timestamp: signedAt.getTime() };
    const body = writeJson({ ...unsigned, signature: sign(kind, unsigned, secretKey.reveal()) });
    return {
      url,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body,
      sha256: sha256(body),
    };
  }
}

/** Duitku's code and message: documented as `responseCode` and `responseDesc`, sometimes `responseMessage` or `Message`. */
export function messageOf({ httpStatus, body }: Reply): ProviderMessage {
  const message = ['responseDesc', 'responseMessage', 'Message', 'message']
    .map((field) => readText(body, field))
    .find((text) => text);
  return readProviderMessage(readText(body, 'responseCode'), message ?? null, `HTTP ${httpStatus} without words`);
}

/** Duitku's id of an order as text; null: none, which failed responses write as 0. */
export function readDisburseId(body: JsonObject): string | null {
  const text = readWhole(body, 'disburseId');
  return text === null || text === '' || /^-?0+(\.0+)?$/.test(text.trim()) ? null : text;
}

/** A bank code has three digits or more; one that arrives as a number has lost its leading zeros. */
export function readBankCode(body: JsonObject): string | null {
  const code = readWhole(body, 'bankCode');
  return code !== null && isNumber(body, 'bankCode') ? code.padStart(3, '0') : code;
}

/** The fields of Duitku's requests, responses and callbacks that evidence keeps; deliberately without `userId`, `email`, `signature`, `token` and `pin`. */
export const duitkuRedaction: Redaction = {
  shown: new Set([
    'amountTransfer',
    'balance',
    'bankCode',
    'bankName',
    'custRefNumber',
    'disburseId',
    'effectiveBalance',
    'maxAmountTransfer',
    'responseCode',
    'statusCode',
    'timestamp',
    'type',
  ]),
  words: new Set(['responseDesc', 'responseMessage', 'Message', 'message', 'statusDesc', 'errorMessage']),
  accounts: new Set(['bankAccount', 'phoneNumber', 'accountIdentity']),
  names: new Set(['accountName', 'senderName']),
};
