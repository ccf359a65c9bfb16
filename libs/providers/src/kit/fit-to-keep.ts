/**
 * Sanitises outcomes before they are stored. Whatever a provider folder lets through, this removes text that PostgreSQL rejects,
 * that an index cannot hold or that misleads a reader.
 */
import type { CallbackReading } from '../port/callback.js';
import type { InquiryOutcome, ProviderWords, StatusOutcome, TransferOutcome } from '../port/outcome.js';
import type { ProviderBank } from '../port/provider.js';
import { isPlain, isStorable, plainName } from './safe-text.js';

/** The maximum size of a ticket. It is opaque, so it is not sanitised; a verbatim name is its longest part. */
const LONGEST_TICKET = 128 * 1024;
const LONGEST_CODE = 32;
/** Bank codes have three digits, those of e-wallets four or more. */
const BANK_CODE = /^[A-Za-z0-9_-]{1,32}$/;

/** An inquiry whose ids cannot be stored verbatim is unusable; a name can be made plain. */
export function fitInquiry(outcome: InquiryOutcome): InquiryOutcome {
  const words = fitWords(outcome.words);
  if (outcome.kind !== 'passed') return { ...outcome, words };
  const { accountName, ticket, providerReference } = outcome;
  if (!Object.entries(ticket).flat().every(isStorable) || sizeOf(ticket) > LONGEST_TICKET)
    return { kind: 'unavailable', words };
  return { ...outcome, words, accountName: plainName(accountName), providerReference: plainOrNull(providerReference) };
}

/** The outcome of a transfer stays valid whatever its texts are. */
export function fitTransfer(outcome: TransferOutcome): TransferOutcome {
  const words = fitWords(outcome.words);
  if (!('learned' in outcome) || outcome.learned?.providerReference === undefined) return { ...outcome, words };
  const { learned } = outcome;
  return {
    ...outcome,
    words,
    learned: { ...learned, providerReference: plainOrNull(learned.providerReference ?? null) },
  };
}

export function fitStatus(outcome: StatusOutcome): StatusOutcome {
  return { ...outcome, words: fitWords(outcome.words) };
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
  const { keys, words, about } = reading;
  return {
    ...reading,
    keys: keys.filter(isPlain),
    words: fitWords(words),
    about: { ...about, bankCode: plainOrNull(about.bankCode), accountNumber: plainOrNull(about.accountNumber) },
  };
}

function fitWords({ code, message }: ProviderWords): ProviderWords {
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
