import type { Override } from '../misbehave.js';
import { wibTime } from '../wib.js';
import type { Shape } from './doku.settings.js';
import { describeCode, httpStatusOf, type Refusal, STATUS_WORDS } from './response-codes.js';

/** A response before it is written. `members` come after responseCode and responseMessage. */
export interface DokuAnswer {
  readonly code: string;
  readonly message: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/** The names here of the fields that orders share for all faces. */
const NAME_OF_SHARED: Readonly<Partial<Record<keyof Override, readonly string[]>>> = {
  bankAccount: ['beneficiaryAccountNumber'],
  bankCode: ['beneficiaryBankCode'],
  accountName: ['beneficiaryAccountName'],
  disburseId: ['partnerReferenceNo', 'originalPartnerReferenceNo'],
  custRefNumber: ['referenceNo', 'originalReferenceNo'],
};

/** A response with nothing but its code and text. */
export function bareAnswer({ code, message }: Refusal): DokuAnswer {
  return { code, message, members: {} };
}

/** A response with the text of its code, unless another text is given. */
export function codeAnswer(code: string, message?: string, members: DokuAnswer['members'] = {}): DokuAnswer {
  return { code, message: message ?? describeCode(code), members };
}

/**
 * The response as JSON, and its HTTP status. The document prints `responseCode` as a number, the live API
 * as text. A code that is no number stays text.
 */
export function writeAnswer({ code, message, members }: DokuAnswer, shape: Shape): { status: number; text: string } {
  const asNumber = shape === 'document' && /^[1-9]\d{0,14}$/.test(code);
  const body = { responseCode: asNumber ? Number(code) : code, responseMessage: message, ...members };
  return { status: httpStatusOf(code), text: JSON.stringify(body) };
}

/** `{"value":"200000.00","currency":"IDR"}`. @param amount whole rupiah. */
export function money(amount: number): { value: string; currency: 'IDR' } {
  return { value: `${amount}.00`, currency: 'IDR' };
}

/** `2022-11-11T10:51:48+07:00`, Jakarta time. */
export function writeTime(at: Date): string {
  return `${wibTime(at).slice(0, 19)}+07:00`;
}

/** `2024-09-17 13:56:57`, Jakarta time. */
export function writePlainTime(at: Date): string {
  return wibTime(at).slice(0, 19).replace('T', ' ');
}

/** `2024-09-17T14:41:52. 022+07:00` with the space in it, as the document prints the date of a status response. */
export function writeDocumentedStatusTime(at: Date): string {
  const time = wibTime(at);
  return `${time.slice(0, 20)} ${time.slice(20, 23)}+07:00`;
}

/** `2024-01-12'T'07:30:12` with the quotes in it, as the document prints the date of a notification. Jakarta time. */
export function writeProcessDate(at: Date): string {
  return wibTime(at).slice(0, 19).replace('T', "'T'");
}

/** What a status check returns for a transfer. */
export interface StatusReport {
  readonly referenceNo: string;
  readonly partnerReferenceNo: string;
  readonly sessionId: string;
  /** Whole rupiah. */
  readonly amount: number;
  readonly remark: string;
  readonly receivedAtMs: number;
  /** A value of `latestTransactionStatus`. */
  readonly status: string;
}

/** The members of a status response, as the document prints them. */
export function statusMembers(report: StatusReport, shape: Shape): DokuAnswer['members'] {
  const { referenceNo, partnerReferenceNo, sessionId, amount, remark, receivedAtMs, status } = report;
  const receivedAt = new Date(receivedAtMs);
  const words = STATUS_WORDS[status] ?? 'Unknown';
  return {
    originalReferenceNo: referenceNo,
    originalPartnerReferenceNo: partnerReferenceNo,
    serviceCode: shape === 'document' ? 43 : '43',
    latestTransactionStatus: status,
    amount: money(amount),
    transactionDate: shape === 'document' ? writeDocumentedStatusTime(receivedAt) : writeTime(receivedAt),
    originalResponseCode: 0,
    originalResponseMessage: status === '00' ? 'Transfer Approve' : words,
    transactionStatusDesc: words,
    sessionId,
    additionalInfo: {
      cashInTime: writePlainTime(receivedAt),
      remark,
      beneficiaryAmount: money(amount).value,
    },
  };
}

/** The members of a balance response: in the document an object with a misspelt balance, on the live API a list. */
export function balanceMembers(agentKey: string, available: number, shape: Shape): DokuAnswer['members'] {
  const holdAmount = money(0);
  const accountInfos =
    shape === 'document'
      ? { holdAmount, avaliableBalance: money(available) }
      : [{ holdAmount, availableBalance: money(available) }];
  return {
    accountNo: agentKey,
    name: 'Simulator Indo Agent',
    accountInfos,
    additionalInfo: { creditAlertLimit: { value: '65000.00', currency: 'IDR' } },
  };
}

/** The same response with other values in some members, for the `echo` fault. Members that the response lacks stay out. */
export function overrideAnswer(answer: DokuAnswer, override: Override): DokuAnswer {
  const { amountTransfer, ...named } = override;
  const values: Record<string, unknown> = { ...named };
  for (const [shared, own] of Object.entries(NAME_OF_SHARED)) {
    const value = override[shared as keyof Override];
    for (const name of own) if (value !== undefined) values[name] ??= value;
  }
  if (amountTransfer !== undefined) values.amount ??= money(amountTransfer);
  const members = Object.entries(answer.members).map(([name, value]) => [name, values[name] ?? value] as const);
  return { ...answer, members: overrideNested(Object.fromEntries(members), values) };
}

// A transfer's response has session and amount one level down, the amount as plain text.
function overrideNested(members: Record<string, unknown>, values: Record<string, unknown>): DokuAnswer['members'] {
  const { additionalInfo } = members;
  if (typeof additionalInfo !== 'object' || additionalInfo === null) return members;
  const changed: Record<string, unknown> = { ...additionalInfo };
  if ('sessionId' in changed && values.sessionId !== undefined) changed.sessionId = values.sessionId;
  if ('amount' in changed && values.amount !== undefined) changed.amount = (values.amount as { value: string }).value;
  return { ...members, additionalInfo: changed };
}
