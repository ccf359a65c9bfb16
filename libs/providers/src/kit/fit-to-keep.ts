/**
 * Sanitises outcomes before they are stored. Whatever a provider folder lets through, this removes text that PostgreSQL rejects,
 * that an index cannot hold or that misleads a reader.
 */
import type { CallbackReading } from '../port/callback.js';
import type { InquiryOutcome, ProviderMessage, StatusOutcome, TransferOutcome } from '../port/outcome.js';
import type { ProviderBank } from '../port/provider.js';
import { isPlain, isStorable, plainName } from './safe-text.js';

/** The maximum size of a ticket. It is opaque, so it is not sanitised; a verbatim name is its longest part. */
const LONGEST_TICKET = 128 * 1024;
const LONGEST_CODE = 32;
/** Bank codes have three digits, those of e-wallets four or more. */
const BANK_CODE = /^[A-Za-z0-9_-]{1,32}$/;

/** An inquiry whose ids cannot be stored verbatim is unusable; a name can be made plain. */
export function fitInquiry(outcome: InquiryOutcome): InquiryOutcome {
  const providerMessage = fitMessage(outcome.providerMessage);
  if (outcome.kind !== 'passed') return { ...outcome, providerMessage };
  const { accountName, ticket, providerReference } = outcome;
  if (!Object.entries(ticket).flat().every(isStorable) || sizeOf(ticket) > LONGEST_TICKET)
    return { kind: 'unavailable', providerMessage };
  return {
    ...outcome,
    providerMessage,
    accountName: plainName(accountName),
    providerReference: plainOrNull(providerReference),
  };
}

/** The outcome of a transfer stays valid whatever its texts are. */
export function fitTransfer(outcome: TransferOutcome): TransferOutcome {
  const providerMessage = fitMessage(outcome.providerMessage);
  if (!('transferDetails' in outcome) || outcome.transferDetails?.providerReference === undefined)
    return { ...outcome, providerMessage };
  const { transferDetails } = outcome;
  return {
    ...outcome,
    providerMessage,
    transferDetails: { ...transferDetails, providerReference: plainOrNull(transferDetails.providerReference ?? null) },
  };
}

export function fitStatus(outcome: StatusOutcome): StatusOutcome {
  return { ...outcome, providerMessage: fitMessage(outcome.providerMessage) };
}

/** A bank without a usable code cannot receive payouts. */
export function fitBanks(banks: readonly ProviderBank[] | null): readonly ProviderBank[] | null {
  return (
    banks
      ?.filter(({ bankCode }) => BANK_CODE.test(bankCode))
      .map((bank) => ({ ...bank, name: plainName(bank.name).trim() || bank.bankCode })) ?? null
  );
}

/** A key that is not plain cannot be one of our transfers. */
export function fitReading(reading: CallbackReading): CallbackReading {
  if (reading.kind !== 'genuine') return { ...reading, why: plainName(reading.why) };
  const { keys, providerMessage, order } = reading;
  return {
    ...reading,
    keys: keys.filter(isPlain),
    providerMessage: fitMessage(providerMessage),
    order: { ...order, bankCode: plainOrNull(order.bankCode), accountNumber: plainOrNull(order.accountNumber) },
  };
}

function fitMessage({ code, message }: ProviderMessage): ProviderMessage {
  return {
    code: code === null ? null : plainName(code).slice(0, LONGEST_CODE).toWellFormed(),
    message: plainName(message),
  };
}

function plainOrNull(text: string | null): string | null {
  return text !== null && isPlain(text) ? text : null;
}

function sizeOf(ticket: Readonly<Record<string, string>>): number {
  return Object.values(ticket).reduce((sum, text) => sum + text.length, 0);
}
