import { OUTLETS, type Outlet } from '#libs/providers';
import { BANK_CODE, type RailRequest } from '#libs/rails';
import { TextField, WordField } from '../validation/fields.js';
import { readQuery, wrongField } from '../validation/read-query.js';

const UNKNOWN_BANK = 'unknown bank: GET /v1/banks lists the codes';
const MOST = BigInt(Number.MAX_SAFE_INTEGER);
const AMOUNT = { regex: /^[1-9]\d{0,15}$/, words: `send whole rupiah, digits only, from 1 to ${MOST}` };

/** The query of GET /v1/rails: nothing, or an amount and where it is to go. */
export class ListRailsQuery {
  @TextField({
    max: 16,
    pattern: AMOUNT,
    integer: { minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    problemOf: (text) => (BigInt(text) > MOST ? AMOUNT.words : null),
    optional: true,
    description: 'Whole rupiah. With `bankCode` or `outlet`: judge every rail for this payout.',
    example: 50_000,
  })
  readonly amount?: string;

  @TextField({
    max: 32,
    pattern: { regex: BANK_CODE, words: UNKNOWN_BANK },
    optional: true,
    description: 'A bank or e-wallet as GET /v1/banks lists it. Wants `amount`.',
    example: '014',
  })
  readonly bankCode?: string;

  @WordField(OUTLETS, {
    optional: true,
    description: 'Where cash is to be collected. Wants `amount`, and no `bankCode`.',
  })
  readonly outlet?: Outlet;
}

/**
 * @returns the payout that rails are to be judged for, or null when none is asked about
 * @param knowsBank whether a payout can name a bank
 * @throws Problem `validation_failed`, also when the query says half of a payout
 */
export function readRailRequest(query: unknown, knowsBank: (code: string) => boolean): RailRequest | null {
  const { amount, bankCode, outlet } = readQuery(ListRailsQuery, query);
  if (bankCode !== undefined && !knowsBank(bankCode)) throw wrongField('bankCode', UNKNOWN_BANK);
  if (bankCode !== undefined && outlet !== undefined) throw wrongField('outlet', 'send bankCode or outlet, not both');
  if (amount === undefined) {
    if (bankCode === undefined && outlet === undefined) return null;
    throw wrongField('amount', 'send the amount too: which rails there are depends on it');
  }
  if (bankCode !== undefined) return { amount: BigInt(amount), destination: { type: 'bank_account', bankCode } };
  if (outlet !== undefined) return { amount: BigInt(amount), destination: { type: 'cash_pickup', outlet } };
  throw wrongField('bankCode', 'send bankCode or outlet too: which rails there are depends on it');
}
