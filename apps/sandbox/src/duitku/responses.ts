import type { Inquiry } from '../books.js';
import type { Override, ProviderAnswer } from '../misbehave.js';
import { BANKS } from './banks.js';
import type { PickupPapers } from './destinations.js';
import { describeCode } from './response-codes.js';

/** One JSON member: its name and its value already written as JSON, because `50000.0` is no number JavaScript can print. */
type Member = readonly [name: string, json: string];

/** A response before it is written. */
export interface Answer {
  readonly code: string;
  readonly members: readonly Member[];
}

type Values = Readonly<Record<string, string>>;

/** The response to an inquiry: with the account's name and the two numbers, or with the documented empty fields and disburseId 0. */
export function inquiryAnswer(code: string, asked: Values, inquiry: Inquiry | null, description?: string): Answer {
  return answer(code, description, [
    ['email', text(asked.email)],
    ['bankCode', text(asked.bankCode)],
    ['bankAccount', text(asked.bankAccount)],
    ['amountTransfer', decimal(asked.amountTransfer, 1)],
    ['accountName', text(inquiry?.accountName)],
    ['custRefNumber', text(inquiry?.custRefNumber)],
    ['disburseId', inquiry?.disburseId ?? '0'],
    ...clearingType(asked),
  ]);
}

/** The response to a transfer; refused ones too repeat what was asked. */
export function transferAnswer(code: string, asked: Values, description?: string): Answer {
  return answer(code, description, [
    ['email', text(asked.email)],
    ['bankCode', text(asked.bankCode)],
    ['bankAccount', text(asked.bankAccount)],
    ['amountTransfer', decimal(asked.amountTransfer, 1)],
    ['accountName', text(asked.accountName)],
    ['custRefNumber', text(asked.custRefNumber)],
    ...clearingType(asked),
  ]);
}

/** The response to a cash out: with its numbers and the token, or with disburseId and token 0. Only Pos Indonesia has a pin. */
export function cashOutAnswer(code: string, asked: Values, papers: PickupPapers | null, description?: string): Answer {
  return answer(code, description, [
    ['disburseId', papers?.disburseId ?? '0'],
    ['amountTransfer', integer(asked.amountTransfer)],
    ['custRefNumber', text(papers?.custRefNumber ?? asked.custRefNumber)],
    ['accountName', text(asked.accountName)],
    ['email', text(asked.email)],
    ['phoneNumber', text(asked.phoneNumber)],
    ['token', papers?.token ?? '0'],
    ...(papers?.pin ? [['pin', text(papers.pin)] as const] : []),
  ]);
}

/** The response to a status check; with empty fields when that id is unknown. */
export function statusAnswer(code: string, inquiry: Inquiry | null, description?: string): Answer {
  return answer(code, description, [
    ['bankCode', text(inquiry?.bankCode)],
    ['bankAccount', text(inquiry?.bankAccount)],
    ['amountTransfer', decimal(inquiry ? String(inquiry.amount) : undefined, 2)],
    ['accountName', text(inquiry?.accountName)],
    ['custRefNumber', text(inquiry?.custRefNumber)],
  ]);
}

/** The response to a balance check; amounts in whole rupiah, null when the check was refused. */
export function balanceAnswer(
  code: string,
  asked: Values,
  funds: { balance: number; effectiveBalance: number } | null,
  description?: string,
): Answer {
  return answer(code, description, [
    ['userId', /^\d+$/.test(asked.userId ?? '') ? String(Number(asked.userId)) : '0'],
    ['email', text(asked.email)],
    ['balance', decimal(String(funds?.balance ?? 0), 2)],
    ['effectiveBalance', decimal(String(funds?.effectiveBalance ?? 0), 2)],
  ]);
}

/** Returns the bank list, or with an empty one when refused. The document names the list with a capital. */
export function banksAnswer(code: string, description?: string): Answer {
  const banks = BANKS.map(({ code: bankCode, name, maxAmount }) => ({
    bankCode,
    bankName: name.toUpperCase(),
    maxAmountTransfer: String(maxAmount),
  }));
  const { members } = answer(code, description, []);
  return { code, members: [...members, ['Banks', JSON.stringify(code === '00' ? banks : [])]] };
}

// Written as bare numbers, though requests carry them as text.
const NUMBERS = ['disburseId', 'token'];

/** The same response with other values in some fields, for the `echo` fault. Fields that the response lacks stay out. */
function overrideAnswer(answer: Answer, override: Override): Answer {
  const members = answer.members.map(([name, json]): Member => {
    const value = override[name as keyof typeof override];
    if (value === undefined || typeof value === 'object') return [name, json];
    if (typeof value === 'number')
      return [name, json.includes('.') ? decimal(String(value), json.endsWith('.00') ? 2 : 1) : String(value)];
    const isNumber = NUMBERS.includes(name) && /^(0|[1-9]\d*)$/.test(value);
    return [name, isNumber ? value : text(value)];
  });
  return { ...answer, members };
}

/** The response as JSON over HTTP: always 200, as the provider does even when it refuses. */
export function providerAnswer(answer: Answer): ProviderAnswer {
  const text = `{${answer.members.map(([name, json]) => `"${name}":${json}`).join(',')}}`;
  return {
    code: answer.code,
    write: () => ({ status: 200, text }),
    override: (fields) => providerAnswer(overrideAnswer(answer, fields)),
  };
}

function answer(code: string, description: string | undefined, members: readonly Member[]): Answer {
  return {
    code,
    members: [...members, ['responseCode', text(code)], ['responseDesc', text(description ?? describeCode(code))]],
  };
}

// Only clearing requests have a type among their parameters.
function clearingType({ type }: Values): readonly Member[] {
  return type === undefined ? [] : [['type', text(type)]];
}

function integer(value: string | undefined): string {
  return /^(0|[1-9]\d*)$/.test(value ?? '') ? String(value) : '0';
}

function text(value: string | undefined): string {
  return JSON.stringify(value ?? '');
}

// Integers gain the decimals the provider prints; anything else a caller sent as a number is repeated as it stood.
function decimal(value: string | undefined, digits: 1 | 2): string {
  if (value === undefined) return `0.${'0'.repeat(digits)}`;
  if (/^-?(0|[1-9]\d*)$/.test(value)) return `${value}.${'0'.repeat(digits)}`;
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? value : `0.${'0'.repeat(digits)}`;
}
