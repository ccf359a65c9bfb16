import { type DuitkuCredentials, isHttpUrl } from '../sandbox.settings.js';
import type { DuitkuStep } from '../steps.js';
import { findBank } from './banks.js';
import { findClearingType, findOutlet } from './destinations.js';
import { isSignedBy } from './signature.js';

/** A request as read: field values as text, numbers exactly as they stood, and the code that refuses it, if any. */
export interface CheckedRequest {
  readonly values: Readonly<Record<string, string>>;
  /** Whole rupiah; null when the request has none or an invalid one. */
  readonly amount: number | null;
  readonly refusal: string | null;
}

type Parameter = [name: string, type: 'number' | 'text', presence: 'required' | 'optional'];

const CALLER: readonly Parameter[] = [
  ['userId', 'number', 'required'],
  ['email', 'text', 'required'],
  ['timestamp', 'number', 'required'],
  ['signature', 'text', 'required'],
];
const DESTINATION: readonly Parameter[] = [
  ['bankCode', 'text', 'required'],
  ['bankAccount', 'text', 'required'],
  ['amountTransfer', 'number', 'required'],
];

/** The documented parameters of each call. Note that purpose is optional in the inquiry and required in the transfer. */
const PARAMETERS: Readonly<Record<DuitkuStep, readonly Parameter[]>> = {
  inquiry: [
    ...CALLER,
    ...DESTINATION,
    ['purpose', 'text', 'optional'],
    ['senderId', 'number', 'optional'],
    ['senderName', 'text', 'optional'],
  ],
  transfer: [
    ...CALLER,
    ...DESTINATION,
    ['disburseId', 'text', 'required'],
    ['accountName', 'text', 'required'],
    ['custRefNumber', 'text', 'required'],
    ['purpose', 'text', 'required'],
  ],
  clearing_inquiry: [
    ...CALLER,
    ...DESTINATION,
    ['type', 'text', 'required'],
    ['custRefNumber', 'text', 'optional'],
    ['purpose', 'text', 'optional'],
    ['senderId', 'number', 'optional'],
    ['senderName', 'text', 'optional'],
  ],
  clearing_transfer: [
    ...CALLER,
    ...DESTINATION,
    ['type', 'text', 'required'],
    ['disburseId', 'text', 'required'],
    ['accountName', 'text', 'required'],
    ['custRefNumber', 'text', 'required'],
    ['purpose', 'text', 'required'],
  ],
  cash_out: [
    ...CALLER,
    ['amountTransfer', 'number', 'required'],
    ['bankCode', 'text', 'required'],
    ['accountName', 'text', 'required'],
    ['accountIdentity', 'text', 'required'],
    ['phoneNumber', 'text', 'required'],
    ['custRefNumber', 'text', 'optional'],
    ['accountAddress', 'text', 'optional'],
    ['purpose', 'text', 'optional'],
    ['callbackUrl', 'text', 'optional'],
  ],
  status: [...CALLER, ['disburseId', 'text', 'required']],
  balance: CALLER,
  banks: CALLER,
};

const MAX_TEXT_LENGTH = 255;
const MIN_AMOUNT = 10_000;
const PHONE = /^\+?\d{8,15}$/;
const TIMESTAMP_VALID_MS = 5 * 60_000;

/**
 * Reads a request from its raw bytes and checks it in the provider's order: parameters -952, user -120, email -213,
 * signature -191, timestamp -960, bank -149, bank not for this type -148 or -149, amount -141, callback URL -161. Never
 * throws.
 */
export function checkRequest(
  step: DuitkuStep,
  bytes: Buffer,
  credentials: DuitkuCredentials,
  nowMs: number,
): CheckedRequest {
  const members = parse(bytes);
  const values = readValues(step, members);
  return { values, amount: readAmount(values), refusal: refuse(step, members, values, credentials, nowMs) };
}

/** A JSON number kept as it was written: `50000.0` and `50000` sign differently. */
class NumberText {
  constructor(readonly text: string) {}
}

function parse(bytes: Buffer): Record<string, unknown> | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const keepNumbers = (_key: string, value: unknown, context: { source: string }) =>
      typeof value === 'number' ? new NumberText(context.source) : value;
    // TypeScript's library does not declare the third argument yet; Node has passed it since version 21.
    const parsed: unknown = JSON.parse(text, keepNumbers as (key: string, value: unknown) => unknown);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

// Also for a request that will be refused: the books and the response repeat what could be read.
function readValues(step: DuitkuStep, members: Record<string, unknown> | null): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name] of PARAMETERS[step]) {
    const value = members?.[name];
    if (value instanceof NumberText) values[name] = value.text;
    else if (typeof value === 'string') values[name] = value;
  }
  return values;
}

function refuse(
  step: DuitkuStep,
  members: Record<string, unknown> | null,
  values: Record<string, string>,
  credentials: DuitkuCredentials,
  nowMs: number,
): string | null {
  if (members === null || !PARAMETERS[step].every((parameter) => isAsDocumented(members, parameter))) return '-952';
  if (!hasClearingParameters(step, values)) return '-952';
  if (step === 'cash_out' && !PHONE.test(values.phoneNumber ?? '')) return '-952';
  if (values.userId !== credentials.userId) return '-120';
  if (values.email !== credentials.email) return '-213';
  if (!isSignedBy(step, values, credentials.secretKey)) return '-191';
  if (Math.abs(nowMs - Number(values.timestamp)) > TIMESTAMP_VALID_MS) return '-960';
  if (step === 'inquiry' || step === 'transfer') return refuseOnline(values);
  if (isClearing(step)) return refuseClearing(values);
  if (step === 'cash_out') return refuseCashOut(values);
  return null;
}

function refuseOnline(values: Record<string, string>): string | null {
  const bank = findBank(values.bankCode ?? '');
  if (!bank) return '-149';
  const amount = readAmount(values);
  if (amount === null || amount < MIN_AMOUNT || amount > bank.maxAmount) return '-141';
  return null;
}

function refuseClearing(values: Record<string, string>): string | null {
  const bank = findBank(values.bankCode ?? '');
  const type = findClearingType(values.type ?? '');
  if (!bank || !type) return '-149';
  if (!type.reaches(bank.code)) return type.unreachableCode;
  const amount = readAmount(values);
  if (amount === null || amount < type.minAmount || amount > type.maxAmount) return '-141';
  return null;
}

function refuseCashOut(values: Record<string, string>): string | null {
  const outlet = findOutlet(values.bankCode ?? '');
  if (!outlet) return '-149';
  const amount = readAmount(values);
  if (amount === null || amount < outlet.minAmount || amount > outlet.maxAmount) return '-141';
  if (amount % outlet.step !== 0) return '-141';
  return values.callbackUrl && !isHttpUrl(values.callbackUrl) ? '-161' : null;
}

function isClearing(step: DuitkuStep): boolean {
  return step === 'clearing_inquiry' || step === 'clearing_transfer';
}

// The reference is the caller's in the clearing inquiry only; the transfer repeats what the inquiry returned.
function hasClearingParameters(step: DuitkuStep, values: Record<string, string>): boolean {
  if (!isClearing(step)) return true;
  if (!findClearingType(values.type ?? '')) return false;
  return step === 'clearing_transfer' || /^\d{0,9}$/.test(values.custRefNumber ?? '');
}

function isAsDocumented(members: Record<string, unknown>, [name, type, presence]: Parameter): boolean {
  const value = members[name];
  if (value === undefined || value === null || value === '') return presence === 'optional';
  if (type === 'number') return value instanceof NumberText;
  return typeof value === 'string' && value.length <= MAX_TEXT_LENGTH;
}

// "No decimal code and no decimal digit": 50000 is an amount; 50000.0, 5e4, 050000 and -50000 are not.
function readAmount(values: Record<string, string>): number | null {
  const text = values.amountTransfer ?? '';
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}
