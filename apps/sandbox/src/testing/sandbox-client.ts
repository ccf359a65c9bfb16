import { createHash } from 'node:crypto';
import { request } from 'undici';
import { type OpenSandbox, openSandbox } from '../open-sandbox.js';
import { readSettings } from '../sandbox.settings.js';

/** The document's test merchant, as the sandbox expects it by default. */
export const USER_ID = 3551;
export const EMAIL = 'test@chakratechnology.com';
export const SECRET_KEY = 'de56f832487bc1ce1de5ff2cfacf8d9486c61da69df6fd61d5537b6b7d6d354d';
/** The test account that always succeeds. */
export const GOOD_ACCOUNT = '8760673566';
export const CASH_OUT = '/api/cashout/inquiry';

type Fields = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by the tests, which fail on what is not there
export type Json = Record<string, any>;

/** Starts a sandbox on a free port. */
export async function startSandbox(env: Record<string, string> = {}): Promise<SandboxClient> {
  return new SandboxClient(await openSandbox(readSettings({ SANDBOX_PORT: '0', ...env })));
}

/** A client written from the document alone: it shares no code with what it tests. */
export class SandboxClient {
  constructor(private readonly sandbox: OpenSandbox) {}

  get url(): string {
    return this.sandbox.url;
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  /** POSTs to the provider face; a body that is not text is sent as JSON. */
  async post(path: string, body: Fields | string) {
    // A path with a slash in front is one of another face.
    const answer = await request(`${this.url}${path.startsWith('/') ? '' : '/webapi/api/disbursement/'}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headersTimeout: 5_000,
      bodyTimeout: 5_000,
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, text };
  }

  async postJson(path: string, body: Fields | string): Promise<Json> {
    return JSON.parse((await this.post(path, body)).text);
  }

  inquire(bankAccount = GOOD_ACCOUNT, changes: Fields = {}): Promise<Json> {
    return this.postJson('inquirysandbox', inquiryRequest({ bankAccount, ...changes }));
  }

  /** Sends the transfer that belongs to an inquiry's response. */
  transfer(inquiry: Json, changes: Fields = {}): Promise<Json> {
    return this.postJson('transfersandbox', transferRequest(inquiry, changes));
  }

  cashOut(changes: Fields = {}): Promise<Json> {
    return this.postJson(CASH_OUT, cashOutRequest(changes));
  }

  async checkStatus(inquiry: Json): Promise<Json> {
    return this.postJson('inquirystatus', statusRequest(String(inquiry.disburseId)));
  }

  async control(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) {
    const answer = await request(`${this.url}/control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.statusCode, body: (await answer.body.json()) as Json };
  }

  /** Orders a fault and returns its id. */
  async orderFault(order: Fields): Promise<string> {
    const { status, body } = await this.control('POST', 'faults', order);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.id;
  }

  /** Waits until so many transfers have come back. */
  async untilReturned(count: number): Promise<void> {
    for (let tries = 0; (await this.books()).totals.returnedCount < count; tries += 1) {
      if (tries === 500) throw new Error(`less than ${count} transfers came back`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async books(query = ''): Promise<Json> {
    return (await this.control('GET', `books${query}`)).body;
  }

  /** A provider's statement as it came: CSV. The moments are ISO 8601. */
  async statement(provider: 'duitku' | 'doku', from: string, to: string): Promise<string> {
    const answer = await request(`${this.url}/control/statements/${provider}?${new URLSearchParams({ from, to })}`);
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(text);
    return text;
  }

  /** Waits on the sandbox's own long poll until it has booked that many requests. */
  async waitForRequests(query: string, atLeast = 1): Promise<Json> {
    const { body } = await this.control('GET', `requests?${query}&atLeast=${atLeast}&waitMs=4000`);
    if (body.count < atLeast) throw new Error(`only ${body.count} requests for ${query}`);
    return body;
  }
}

export function cashOutRequest(changes: Fields = {}): Fields {
  const fields: Fields = {
    userId: USER_ID,
    amountTransfer: 50_000,
    custRefNumber: '000000001278',
    bankCode: '2010',
    accountName: 'Test Account',
    accountAddress: 'Jl. Raya Perjuangan 1, RT.3/RW.7, Kb. Jeruk',
    accountIdentity: '1234567889',
    email: EMAIL,
    phoneNumber: '082211789110',
    purpose: 'Test inquiry CashOut',
    timestamp: Date.now(),
    ...changes,
  };
  return { signature: signed(fields.email, fields.timestamp, fields.amountTransfer, fields.purpose), ...fields };
}

export function inquiryRequest(changes: Fields = {}): Fields {
  const fields: Fields = {
    userId: USER_ID,
    email: EMAIL,
    timestamp: Date.now(),
    bankCode: '014',
    bankAccount: GOOD_ACCOUNT,
    amountTransfer: 50_000,
    purpose: 'Test Disbursement with duitku',
    ...changes,
  };
  const { email, timestamp, bankCode, bankAccount, amountTransfer, purpose } = fields;
  return { signature: signed(email, timestamp, bankCode, bankAccount, amountTransfer, purpose), ...fields };
}

export function transferRequest(inquiry: Json, changes: Fields = {}): Fields {
  const fields: Fields = {
    disburseId: String(inquiry.disburseId),
    userId: USER_ID,
    email: EMAIL,
    bankCode: inquiry.bankCode,
    bankAccount: inquiry.bankAccount,
    amountTransfer: inquiry.amountTransfer,
    accountName: inquiry.accountName,
    custRefNumber: inquiry.custRefNumber,
    purpose: 'Test Disbursement with duitku',
    timestamp: Date.now(),
    ...changes,
  };
  const { email, timestamp, bankCode, bankAccount, accountName, custRefNumber, amountTransfer, purpose } = fields;
  const signature = signed(
    ...[email, timestamp, bankCode, bankAccount, accountName, custRefNumber, amountTransfer, purpose],
    fields.disburseId,
  );
  return { signature, ...fields };
}

export function statusRequest(disburseId: string, changes: Fields = {}): Fields {
  const fields: Fields = { disburseId, userId: USER_ID, email: EMAIL, timestamp: Date.now(), ...changes };
  return { signature: signed(fields.email, fields.timestamp, fields.disburseId), ...fields };
}

/** The request of both the balance check and the bank list. */
export function callerRequest(changes: Fields = {}): Fields {
  const fields: Fields = { userId: USER_ID, email: EMAIL, timestamp: Date.now(), ...changes };
  return { signature: signed(fields.email, fields.timestamp), ...fields };
}

/** SHA-256 over the parts and the secret key, hex. */
export function signed(...parts: unknown[]): string {
  return createHash('sha256')
    .update(parts.map((part) => part ?? '').join('') + SECRET_KEY)
    .digest('hex');
}

export function inquireClearing(
  sandbox: SandboxClient,
  bankAccount: string,
  type = 'LLG',
  changes: Json = {},
): Promise<Json> {
  const caller = { userId: USER_ID, email: EMAIL, timestamp: Date.now(), purpose: 'Gaji' };
  const body: Json = { ...caller, bankCode: '002', bankAccount, amountTransfer: 200_000_000, type, ...changes };
  const { timestamp, bankCode, amountTransfer, purpose } = body;
  const signature = signed(EMAIL, timestamp, bankCode, body.type, bankAccount, amountTransfer, purpose);
  return sandbox.postJson('inquiryclearingsandbox', { ...body, signature });
}

/** Sends the clearing transfer that belongs to an inquiry's response. */
export function transferClearing(sandbox: SandboxClient, inquiry: Json, changes: Json = {}): Promise<Json> {
  const body: Json = { userId: USER_ID, timestamp: Date.now(), purpose: 'Gaji', ...inquiry, ...changes };
  body.disburseId = String(inquiry.disburseId);
  const { timestamp, bankCode, type, bankAccount, accountName, custRefNumber, amountTransfer, purpose } = body;
  const account = [bankCode, type, bankAccount, accountName, custRefNumber, amountTransfer];
  const signature = signed(EMAIL, timestamp, ...account, purpose, body.disburseId);
  return sandbox.postJson('transferclearingsandbox', { ...body, signature });
}
