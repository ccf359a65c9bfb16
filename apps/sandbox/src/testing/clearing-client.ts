import { EMAIL, type Json, type SandboxClient, signed, USER_ID } from './sandbox-client.js';

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

/** Sends the clearing transfer that belongs to an inquiry's answer. */
export function transferClearing(sandbox: SandboxClient, inquiry: Json, changes: Json = {}): Promise<Json> {
  const body: Json = { userId: USER_ID, timestamp: Date.now(), purpose: 'Gaji', ...inquiry, ...changes };
  body.disburseId = String(inquiry.disburseId);
  const { timestamp, bankCode, type, bankAccount, accountName, custRefNumber, amountTransfer, purpose } = body;
  const account = [bankCode, type, bankAccount, accountName, custRefNumber, amountTransfer];
  const signature = signed(EMAIL, timestamp, ...account, purpose, body.disburseId);
  return sandbox.postJson('transferclearingsandbox', { ...body, signature });
}
