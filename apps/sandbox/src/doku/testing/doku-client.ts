import { createHash, createHmac, createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'undici';
import { openSandbox } from '../../open-sandbox.js';
import { readSettings } from '../../sandbox.settings.js';
import { type Json, SandboxClient } from '../../testing/sandbox-client.js';

/** The sandbox merchant, as the guide names it. */
export const CLIENT_ID = 'BRN-0240-1657686175289';
export const CLIENT_SECRET = 'SK-test-secret-0123456789';
export const AGENT_KEY = 'A41418';
export const NOTIFICATION_KEY = 'pl6jn16fvkb64fit';
export const PRIVATE_KEY = readFileSync(new URL('../fixtures/merchant-private-key.pem', import.meta.url), 'utf8');
/** The sample account of the document. */
export const GOOD_ACCOUNT = '8377388292';

/** A response of the provider face. `body` is what the text parses to, or the text when it is no JSON. */
export interface DokuReply {
  readonly status: number;
  readonly text: string;
  readonly body: Json;
}

interface CallOptions {
  /** Headers that replace or, when undefined, remove what the client would send. */
  readonly headers?: Record<string, string | undefined>;
  readonly prefix?: string;
  /** The prefix it is sent to, when that is not the one that was signed. */
  readonly sentTo?: string;
  /** Sent in place of the body that was signed. */
  readonly sentBody?: string;
}

let lastExternalId = Date.now();

/** Starts a sandbox on a free port. */
export async function startDokuSandbox(env: Record<string, string> = {}): Promise<DokuClient> {
  return new DokuClient(new SandboxClient(await openSandbox(readSettings({ SANDBOX_PORT: '0', ...env }))));
}

/** Starts one for a single test, and closes it however that test ends. */
export async function withDokuSandbox(
  env: Record<string, string>,
  test: (doku: DokuClient) => Promise<void>,
): Promise<void> {
  const doku = await startDokuSandbox(env);
  await test(doku).finally(() => doku.close());
}

/** A client of Kirim DOKU written from the document alone: it shares no code with what it tests. */
export class DokuClient {
  private token = '';

  constructor(readonly sandbox: SandboxClient) {}

  close(): Promise<void> {
    return this.sandbox.close();
  }

  control(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) {
    return this.sandbox.control(method, path, body);
  }

  /** Everything back to the start, and a fresh token in the hand. */
  async reset(): Promise<void> {
    await this.control('POST', 'reset');
    this.token = (await this.askToken()).body.accessToken;
  }

  /** Goes on with this token. */
  useToken(token: string): void {
    this.token = token;
  }

  askToken(headers: Record<string, string | undefined> = {}, body = '{"grantType":"client_credentials"}') {
    const timestamp = headers['X-TIMESTAMP'] ?? new Date().toISOString();
    const signature = createSign('sha256').update(`${CLIENT_ID}|${timestamp}`).sign(PRIVATE_KEY, 'base64');
    return this.post('/authorization/v1/access-token/b2b', body, {
      'X-CLIENT-KEY': CLIENT_ID,
      'X-TIMESTAMP': timestamp,
      'X-SIGNATURE': signature,
      ...headers,
    });
  }

  /** Signs and sends one call. @param body text is sent as it is. */
  call(
    path: string,
    body: Json | string,
    { headers = {}, prefix = '/v1.0', sentTo = prefix, sentBody }: CallOptions = {},
  ) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const timestamp = headers['X-TIMESTAMP'] ?? jakartaTime();
    const digest = createHash('sha256').update(compact(text)).digest('hex');
    const signed = `POST:${prefix}/${path}:${this.token}:${digest}:${timestamp}`;
    lastExternalId += 1;
    return this.post(`${sentTo}/${path}`, sentBody ?? text, {
      Authorization: `Bearer ${this.token}`,
      'CHANNEL-ID': 'H2H',
      'X-PARTNER-ID': CLIENT_ID,
      'X-EXTERNAL-ID': String(lastExternalId),
      'X-TIMESTAMP': timestamp,
      'X-SIGNATURE': createHmac('sha512', CLIENT_SECRET).update(signed).digest('base64'),
      ...headers,
    });
  }

  inquire(changes: Json = {}, options?: CallOptions): Promise<DokuReply> {
    return this.call('emoney/bank-account-inquiry', inquiryBody(changes), options);
  }

  /** Sends the transfer that belongs to an inquiry's response. */
  transfer(inquiry: Json, changes: Json = {}, options?: CallOptions): Promise<DokuReply> {
    return this.call('emoney/transfer-bank', transferBody(inquiry, changes), options);
  }

  /** Inquires and transfers; both have to be accepted. */
  async pay(changes: Json = {}): Promise<{ inquiry: Json; transfer: Json }> {
    const { additionalInfo = {}, ...fields } = changes;
    const inquiry = await this.inquire({ ...fields, additionalInfo });
    const transfer = await this.transfer(inquiry.body, { additionalInfo });
    if (transfer.status !== 200) throw new Error(transfer.text);
    return { inquiry: inquiry.body, transfer: transfer.body };
  }

  checkStatus(partnerReferenceNo: string, changes: Json = {}, options?: CallOptions): Promise<DokuReply> {
    const body = { originalPartnerReferenceNo: partnerReferenceNo, serviceCode: '43', ...changes };
    return this.call('qr/qr-mpm-status', body, options);
  }

  /** The result of a status check now. */
  async statusOf(partnerReferenceNo: string): Promise<string> {
    return (await this.checkStatus(partnerReferenceNo)).body.latestTransactionStatus;
  }

  readBalance(changes: Json = {}, options?: CallOptions): Promise<DokuReply> {
    return this.call('balance-inquiry', { accountNo: AGENT_KEY, ...changes }, options);
  }

  private async post(path: string, body: string, headers: Record<string, string | undefined>): Promise<DokuReply> {
    const sent = Object.entries({ 'content-type': 'application/json', ...headers }).filter(([, value]) => value);
    const answer = await request(`${this.sandbox.url}${path}`, {
      method: 'POST',
      headers: Object.fromEntries(sent) as Record<string, string>,
      body,
      headersTimeout: 5_000,
      bodyTimeout: 5_000,
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, text, body: parseOr(text) as Json };
  }
}

/** A new reference, so that tests never meet each other's. */
export function newReference(): string {
  lastExternalId += 1;
  return `hsjk${lastExternalId}`;
}

export function inquiryBody({ additionalInfo = {}, ...changes }: Json = {}): Json {
  return {
    partnerReferenceNo: newReference(),
    customerNumber: '628115678890',
    amount: { value: '200000.00', currency: 'IDR' },
    beneficiaryAccountNumber: GOOD_ACCOUNT,
    ...changes,
    additionalInfo: {
      channelCode: '07',
      beneficiaryBankCode: '014',
      beneficiaryAccountName: 'FHILEA HERMANUS',
      senderCountryCode: 'ID',
      ...additionalInfo,
    },
  };
}

export function transferBody(inquiry: Json, { additionalInfo = {}, ...changes }: Json = {}): Json {
  const { partnerReferenceNo, beneficiaryAccountNumber, beneficiaryBankCode, amount, sessionId } = inquiry;
  return {
    ...{ partnerReferenceNo, customerNumber: '628115678890', beneficiaryAccountNumber, beneficiaryBankCode, amount },
    ...{ sessionId, feeType: '' },
    ...changes,
    additionalInfo: { channelCode: '07', beneficiaryFirstName: 'FHILEA', remark: 'Remark test', ...additionalInfo },
  };
}

/** Now in the form of the document: `2020-12-21T14:56:11+07:00`. */
export function jakartaTime(offsetSeconds = 0): string {
  return `${new Date(Date.now() + (7 * 3_600 + offsetSeconds) * 1000).toISOString().slice(0, 19)}+07:00`;
}

function compact(text: string): string {
  const parsed = parseOr(text);
  return typeof parsed === 'string' ? text.replace(/\s/g, '') : JSON.stringify(parsed);
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
