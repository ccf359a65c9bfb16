import { randomBytes } from 'node:crypto';
import { ask, type Conversation, type Reply, sha256 } from '../kit/conversation.js';
import { type HttpRequest, ProviderHttp } from '../kit/http.js';
import { readText, writeJson } from '../kit/json.js';
import type { Redaction } from '../kit/redaction.js';
import type { ProviderMessage, SigningReadiness } from '../port/outcome.js';
import type { CallContext, PreparedTransfer, ProviderSettings } from '../port/provider.js';
import { messageOf, responseCodeOf } from './answers.js';
import { refusesToken } from './codes.js';
import type { DokuConfig, DokuCredentials } from './environment.js';
import { jakartaTimestamp, signRequest, signTokenRequest, utcTimestamp } from './signatures.js';
import { AccessTokens, type FetchedToken } from './token.js';

/** Fields of a request body in the order in which they are written; `undefined` ones are left out. */
export type Fields = Readonly<Record<string, unknown>>;

/** A query that can be repeated. */
export interface Question<Outcome> extends Pick<Conversation<Outcome>, 'step' | 'understand' | 'unsure' | 'describe'> {
  readonly path: string;
  readonly fields: Fields;
}

const TOKEN_PATH = '/authorization/v1/access-token/b2b';

/** The shared part of all calls to DOKU: connections, credentials, access tokens and signed requests. */
export class DokuClient {
  readonly http: ProviderHttp;
  readonly agentKey: string;
  readonly customerNumber: string;
  readonly #config: DokuConfig;
  readonly #credentials: DokuCredentials;
  readonly #tokens: AccessTokens;

  constructor(config: DokuConfig, credentials: DokuCredentials, settings: ProviderSettings) {
    this.#config = config;
    this.#credentials = credentials;
    this.agentKey = credentials.agentKey;
    this.customerNumber = credentials.customerNumber;
    this.http = new ProviderHttp(settings, [config.baseUrl]);
    this.#tokens = new AccessTokens((context) => this.#fetchToken(context));
  }

  /** Obtains a token that {@link prepare} can use for the next minute. */
  async prepareSigning(context: CallContext): Promise<SigningReadiness> {
    const obtained = await this.#tokens.obtain(context);
    return obtained.kind === 'token' ? { kind: 'ready' } : obtained;
  }

  /** Builds and signs a request with the current token. @throws Error when there is none */
  prepare(path: string, fields: Fields, signedAt: Date): PreparedTransfer {
    return this.#request(path, fields, this.#tokens.current(), signedAt);
  }

  /** Drops the token of a prepared request when the response rejected it, so that the next request gets a new one. */
  noteTokenOf(prepared: PreparedTransfer, reply: Reply): void {
    if (refusesToken(responseCodeOf(reply))) this.#tokens.drop(prepared.headers.authorization?.slice(7) ?? '');
  }

  /** Sends a query, and repeats it once with a new token when the token is rejected. */
  async question<Outcome>(question: Question<Outcome>, context: CallContext): Promise<Outcome> {
    const first = await this.#askOnce(question, context);
    return (first.tokenRefused ? await this.#askOnce(question, context) : first).outcome;
  }

  async #askOnce<Outcome>(
    { path, fields, understand, ...rest }: Question<Outcome>,
    context: CallContext,
  ): Promise<{ outcome: Outcome; tokenRefused: boolean }> {
    const token = await this.#tokens.obtain(context);
    if (token.kind === 'unready') return { outcome: rest.unsure(token.providerMessage), tokenRefused: false };
    const request = this.#request(path, fields, token.value, new Date());
    let tokenRefused = false;
    const understandReply = (reply: Reply) => {
      tokenRefused = refusesToken(responseCodeOf(reply));
      return understand(reply);
    };
    const outcome = await ask(
      this.http,
      { ...rest, request, redaction: dokuRedaction, understand: understandReply },
      context,
    );
    if (tokenRefused) this.#tokens.drop(token.value);
    return { outcome, tokenRefused };
  }

  /** The body is serialised once: these bytes are hashed, signed, stored and sent. */
  #request(path: string, fields: Fields, accessToken: string, signedAt: Date): HttpRequest & PreparedTransfer {
    const { clientId, clientSecret } = this.#credentials;
    const url = `${this.#config.baseUrl}${this.#config.pathPrefix}${path}`;
    const body = writeJson(fields);
    const timestamp = jakartaTimestamp(signedAt);
    const signed = { method: 'POST', path: new URL(url).pathname, accessToken, body, timestamp } as const;
    return {
      url,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: `Bearer ${accessToken}`,
        'channel-id': 'H2H',
        'x-external-id': newExternalId(signedAt),
        'x-partner-id': clientId,
        'x-signature': signRequest(signed, clientSecret.reveal()),
        'x-timestamp': timestamp,
      },
      body,
      sha256: sha256(body),
    };
  }

  #fetchToken(context: CallContext): Promise<FetchedToken> {
    const { clientId, privateKey } = this.#credentials;
    const timestamp = utcTimestamp(new Date());
    const request: HttpRequest = {
      url: `${this.#config.baseUrl}${TOKEN_PATH}`,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-client-key': clientId,
        'x-timestamp': timestamp,
        'x-signature': signTokenRequest({ clientId, timestamp }, privateKey),
      },
      body: writeJson({ grantType: 'client_credentials' }),
    };
    const unsure = (providerMessage: ProviderMessage): FetchedToken => ({ kind: 'unready', providerMessage });
    const describe = (fetched: FetchedToken) =>
      fetched.kind === 'token'
        ? { kind: 'told', code: null }
        : { kind: fetched.kind, code: fetched.providerMessage.code };
    return ask(
      this.http,
      { step: 'token', request, redaction: dokuRedaction, understand: readToken, unsure, describe },
      context,
    );
  }
}

/** Documented: 2007300 with `accessToken` and `expiresIn`. A value that a header cannot contain is not a token. */
function readToken(reply: Reply): FetchedToken {
  const providerMessage = messageOf(reply);
  const value = readText(reply.body, 'accessToken') ?? '';
  const granted = reply.httpStatus === 200 && (providerMessage.code === null || providerMessage.code === '2007300');
  if (!granted || !/^[\x21-\x7e]{1,8192}$/.test(value)) return { kind: 'unready', providerMessage };
  const expiresIn = readText(reply.body, 'expiresIn') ?? '';
  return { kind: 'token', value, lifeSeconds: /^[1-9]\d{0,9}$/.test(expiresIn) ? Number(expiresIn) : null };
}

/** 32 digits, unique per request: milliseconds and 19 random digits. */
function newExternalId(at: Date): string {
  const random = randomBytes(8).readBigUInt64BE() % 10n ** 19n;
  return `${at.getTime()}${random.toString().padStart(19, '0')}`;
}

/**
 * The fields of DOKU's requests and responses that evidence keeps; deliberately without access tokens, the client, `accountNo` (our
 * agent key), our `customerNumber`, phone and identity numbers, and remarks.
 */
export const dokuRedaction: Redaction = {
  shown: new Set([
    'activityCode',
    'beneficiaryAmount',
    'beneficiaryBankCode',
    'beneficiaryBankName',
    'beneficiaryBankShortName',
    'cashInTime',
    'channelCode',
    'createdTime',
    'currency',
    'expiresIn',
    'feeAmount',
    'feeCurrency',
    'feeType',
    'forexOriginCurrency',
    'forexRate',
    'grantType',
    'invoiceNumber',
    'latestTransactionStatus',
    'originalPartnerReferenceNo',
    'originalReferenceNo',
    'originalResponseCode',
    'partnerReferenceNo',
    'processDate',
    'referenceNo',
    'referenceNumber',
    'responseCode',
    'senderCountryCode',
    'senderPersonalIdType',
    'sendTrxId',
    'serviceCode',
    'sessionId',
    'tokenType',
    'transactionDate',
    'transactionId',
    'transactionStatus',
    // in a transfer's response; an object everywhere else
    'amount',
    'value',
  ]),
  words: new Set(['message', 'originalResponseMessage', 'responseMessage', 'transactionStatusDesc']),
  accounts: new Set(['beneficiaryAccountNumber']),
  names: new Set([
    'beneficiaryAccountName',
    'beneficiaryFirstName',
    'beneficiaryLastName',
    'senderFirstName',
    'senderLastName',
  ]),
};
