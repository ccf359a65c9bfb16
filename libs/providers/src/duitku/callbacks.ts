/**
 * Duitku's callbacks: the results of H2H transfers and of cash outs. The signature proves which transfer Duitku refers to; it covers
 * neither the status nor a time, so the status is a hint. The signed fields are concatenated without separators, so a digit can
 * move from one field to the next: the caller must compare the callback with the order.
 */
import { parseRupiah } from '#libs/platform';
import { readCallbackBody, sameInConstantTime } from '../kit/callback-body.js';
import { readProviderMessage } from '../kit/conversation.js';
import { type JsonObject, readText, readWhole } from '../kit/json.js';
import type { CallbackHint, CallbackReading, CallbackRequest, CallbackRoute } from '../port/callback.js';
import { readBankCode, readDisburseId } from './client.js';
import { CALLBACK_CODES } from './codes.js';
import type { DuitkuCredentials } from './environment.js';
import { custRefNumberKey, disburseIdKey } from './rails.js';
import { SIGNED_FIELDS, sign } from './signatures.js';

/** The callback of one kind of transfer: its signed fields, and the field of the destination. */
interface CallbackKind {
  readonly signature: 'clearingCallback' | 'cashOutCallback';
  readonly accountField: 'bankAccount' | 'phoneNumber';
  /** The transfer's keys in addition to the `disburseId`. */
  readonly otherKeys: (body: JsonObject) => string[];
}

const CLEARING: CallbackKind = { signature: 'clearingCallback', accountField: 'bankAccount', otherKeys: () => [] };
const CASH_OUT: CallbackKind = {
  signature: 'cashOutCallback',
  accountField: 'phoneNumber',
  otherKeys: (body) => [custRefNumberKey(readText(body, 'custRefNumber') ?? '')],
};

/** The callbacks of Clearing ("for type H2H only") and of Cash Out. Source: docs.duitku.com/disbursement */
export function duitkuCallbacks(credentials: DuitkuCredentials): readonly CallbackRoute[] {
  const read = (kind: CallbackKind) => (request: CallbackRequest) => readCallback(kind, request, credentials);
  const answer = () => ({ httpStatus: 200, contentType: 'text/plain', body: 'SUCCESS' });
  return [
    { path: 'clearing', addressedBy: 'content', read: read(CLEARING), answer },
    { path: 'cash-out', addressedBy: 'secret', read: read(CASH_OUT), answer },
  ];
}

function readCallback(kind: CallbackKind, request: CallbackRequest, credentials: DuitkuCredentials): CallbackReading {
  const body = readCallbackBody(request);
  if (body === null) return { kind: 'unreadable', why: 'the body is neither one JSON object nor a form' };
  const disburseId = readDisburseId(body);
  if (disburseId === null) return { kind: 'unreadable', why: 'it names no disburseId' };
  const why = forgery(kind, body, credentials);
  if (why !== null) return { kind: 'forged', why };
  return {
    kind: 'genuine',
    keys: [disburseIdKey(disburseId), ...kind.otherKeys(body)],
    // It depends on the signed fields and our key alone.
    signed: readText(body, 'signature'),
    hint: readHint(body),
    providerMessage: readMessage(body),
    order: {
      amount: parseRupiah(readText(body, 'amountTransfer') ?? ''),
      bankCode: readBankCode(body),
      accountNumber: readWhole(body, kind.accountField),
    },
  };
}

/** Why the callback is not from Duitku to us; null: it is. */
function forgery({ signature }: CallbackKind, body: JsonObject, credentials: DuitkuCredentials): string | null {
  const fields = Object.fromEntries(SIGNED_FIELDS[signature].map((field) => [field, readText(body, field)]));
  const absent = Object.keys(fields).find((field) => fields[field] === null);
  if (absent !== undefined) return `it has no ${absent}`;
  const userId = readText(body, 'userId');
  if (fields.email !== credentials.email) return 'its email is not ours';
  if (userId !== null && userId !== String(credentials.userId)) return 'its userId is not ours';
  const theirs = readText(body, 'signature') ?? '';
  const secretKey = credentials.secretKey.reveal();
  const bankCodes = [...new Set([fields.bankCode, readBankCode(body)])];
  const isSigned = bankCodes.some((bankCode) =>
    amountsAsSigned(fields.amountTransfer).some((amountTransfer) =>
      sameInConstantTime(theirs, sign(signature, { ...fields, bankCode, amountTransfer }, secretKey)),
    ),
  );
  return isSigned ? null : 'its signature is wrong';
}

/** The amount as printed, and without decimals: Duitku signs 50000 and prints 50000.0. */
function amountsAsSigned(printed: string | null | undefined): string[] {
  const whole = parseRupiah(printed ?? '')?.toString() ?? '';
  return [...new Set([printed ?? '', whole])];
}

function readHint(body: JsonObject): CallbackHint {
  const statusCode = readText(body, 'statusCode') ?? '';
  if (!Object.hasOwn(CALLBACK_CODES, statusCode)) return 'unknown';
  return CALLBACK_CODES[statusCode as keyof typeof CALLBACK_CODES].hint;
}

function readMessage(body: JsonObject) {
  const texts = ['statusDesc', 'errorMessage'].map((field) => readText(body, field)).filter((text) => text?.trim());
  return readProviderMessage(readText(body, 'statusCode'), [...new Set(texts)].join(': '), 'without words');
}
