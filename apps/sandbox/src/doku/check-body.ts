import type { DokuStep } from '../steps.js';
import { type Refusal, refusal } from './response-codes.js';

/** The members of a body as text, nested ones by their path: `amount.value`. Members of another type are left out. */
export type Values = Readonly<Record<string, string>>;

/** A body as read, whether refused or not. */
export interface CheckedBody {
  readonly values: Values;
  /** Whole rupiah; null when the body has none or an invalid one. */
  readonly amount: number | null;
  readonly refusal: Refusal | null;
}

interface Parameter {
  readonly path: string;
  readonly required: boolean;
  readonly format: RegExp;
}

const upTo = (length: number) => new RegExp(`^[^]{1,${length}}$`);
const required = (path: string, format: RegExp): Parameter => ({ path, required: true, format });
const optional = (path: string, format: RegExp): Parameter => ({ path, required: false, format });

// Rupiah have two decimals here, and they are always zero: the books have whole rupiah only.
const AMOUNT: readonly Parameter[] = [
  required('amount.value', /^[1-9]\d{0,14}\.00$/),
  required('amount.currency', /^IDR$/),
];
const CHANNEL = optional('additionalInfo.channelCode', /^(07|11)$/);
const BANK_CODE = /^\d{3}$/;

/**
 * The documented parameters of each call. Where the live API is known to be stricter than the document, as with the
 * holder's name and the sender's country in an inquiry, it is followed.
 */
const PARAMETERS: Readonly<Record<DokuStep, readonly Parameter[]>> = {
  doku_token: [required('grantType', /^client_credentials$/)],
  doku_inquiry: [
    required('partnerReferenceNo', upTo(64)),
    required('customerNumber', /^\d{1,32}$/),
    ...AMOUNT,
    required('beneficiaryAccountNumber', upTo(32)),
    required('additionalInfo.beneficiaryBankCode', BANK_CODE),
    required('additionalInfo.beneficiaryAccountName', upTo(255)),
    required('additionalInfo.senderCountryCode', /^[A-Z]{2}$/),
    CHANNEL,
  ],
  doku_transfer: [
    required('partnerReferenceNo', upTo(64)),
    required('customerNumber', /^\d{1,32}$/),
    required('beneficiaryAccountNumber', upTo(32)),
    required('beneficiaryBankCode', BANK_CODE),
    ...AMOUNT,
    required('sessionId', upTo(25)),
    optional('feeType', upTo(25)),
    optional('additionalInfo.remark', upTo(255)),
    CHANNEL,
  ],
  doku_status: [
    required('originalPartnerReferenceNo', upTo(64)),
    optional('originalReferenceNo', upTo(64)),
    optional('originalExternalId', upTo(32)),
    required('serviceCode', /^43$/),
  ],
  doku_balance: [optional('partnerReferenceNo', upTo(64)), required('accountNo', upTo(16))],
};

/** Reads a body and checks it: JSON 400nn00, required members there 400nn02, members in their form 400nn01. Never throws. */
export function checkBody(step: DokuStep, body: Buffer): CheckedBody {
  const members = parse(body);
  const found = PARAMETERS[step].map((parameter) => ({ ...parameter, value: find(members, parameter.path) }));
  const texts = found.flatMap(({ path, value }) => (typeof value === 'string' ? [[path, value] as const] : []));
  const values: Values = Object.fromEntries(texts);
  return { values, amount: readAmount(values), refusal: refuse(step, members, found) };
}

function refuse(
  step: DokuStep,
  members: object | null,
  found: readonly (Parameter & { value: unknown })[],
): Refusal | null {
  if (members === null) return refusal(step, '400..00');
  const missing = found.find(({ required, value }) => required && isEmpty(value));
  if (missing) return refusal(step, '400..02', missing.path);
  const malformed = found.find(
    ({ value, format }) => !isEmpty(value) && !(typeof value === 'string' && format.test(value)),
  );
  return malformed ? refusal(step, '400..01', malformed.path) : null;
}

function parse(body: Buffer): object | null {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof parsed === 'object' && !Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function find(members: object | null, path: string): unknown {
  let value: unknown = members;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  }
  return value;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function readAmount(values: Values): number | null {
  const text = values['amount.value'] ?? '';
  return AMOUNT[0]?.format.test(text) ? Number(text) : null;
}
