import type { IdentifierForm, StatementLayout } from '../port/provider.js';
import type { DailyWindow, RailDeclaration } from '../port/rail-declaration.js';

/** Duitku's general minimum of a transfer. Source: docs.duitku.com/en/disbursement-feature/overview */
const MIN_AMOUNT = 10_000n;
const BILLION = 1_000_000_000n;
/** RTGS has no documented maximum. Above this an amount is rather a mistake than a payout; the ceiling is ours. */
const MOST_BY_RTGS = 100n * BILLION;

/** The hours of LLG and RTGS at Duitku. Source: docs.duitku.com/disbursement, Clearing. */
const CLEARING_HOURS: DailyWindow = { opens: '08:00', closes: '15:00' };

/**
 * Duitku's rails. Amounts in whole rupiah. Limits and hours: docs.duitku.com/disbursement. Fees are the published ones per kind of
 * transfer; a contract can differ.
 *
 * The maximum per bank of Duitku's bank list applies to Transfer Online, to whose calls that list belongs and whose documented range
 * it has (50 to 100 million by bank). It is not applied to Clearing: it would exclude every RTGS transfer, and LLG and BI-FAST have
 * documented limits of their own far above it.
 */
export const DUITKU_RAILS: readonly RailDeclaration[] = [
  {
    name: 'duitku.online',
    carries: { type: 'bank_account', limits: { min: MIN_AMOUNT, max: 100_000_000n }, banks: 'all', bankLimits: true },
    window: null,
    fee: 6_500n,
    usualSeconds: 10,
    settles: 'at_once',
  },
  {
    name: 'duitku.llg',
    carries: { type: 'bank_account', limits: { min: MIN_AMOUNT, max: BILLION }, banks: 'banks', bankLimits: false },
    window: CLEARING_HOURS,
    // the most that Bank Indonesia lets a bank take
    fee: 2_900n,
    // settled in nine rounds a day, and booked by the payee's bank after that
    usualSeconds: 3 * 3600,
    settles: 'by_end_of_business_day',
  },
  {
    name: 'duitku.rtgs',
    carries: {
      type: 'bank_account',
      limits: { min: 100_000_000n, max: MOST_BY_RTGS },
      banks: 'banks',
      bankLimits: false,
    },
    window: CLEARING_HOURS,
    // banks publish 25,000 to 35,000
    fee: 25_000n,
    usualSeconds: 3600,
    settles: 'by_end_of_business_day',
  },
  {
    name: 'duitku.h2h',
    carries: {
      type: 'bank_account',
      // the banks' own limits are not published; above a billion only RTGS is documented to carry a transfer
      limits: { min: MIN_AMOUNT, max: BILLION },
      // BRI, Mandiri, BNI, Permata, CIMB Niaga
      banks: ['002', '008', '009', '013', '022'],
      bankLimits: false,
    },
    // each bank has its own hours, which are not published
    window: null,
    // by contract, nothing is published: as dear as Transfer Online, so that it is not preferred on a guess
    fee: 6_500n,
    usualSeconds: 60,
    settles: 'at_once',
  },
  {
    name: 'duitku.bifast',
    // Bank Indonesia starts at 1 rupiah, Duitku at its general minimum
    carries: {
      type: 'bank_account',
      limits: { min: MIN_AMOUNT, max: 250_000_000n },
      banks: 'bi_fast',
      bankLimits: false,
    },
    window: null,
    // the most that Bank Indonesia lets a bank take
    fee: 2_500n,
    usualSeconds: 25,
    settles: 'at_once',
  },
  {
    name: 'duitku.cash_out',
    carries: {
      type: 'cash_pickup',
      outlets: {
        indomaret: { min: 50_000n, max: 1_000_000n, step: 50_000n },
        pos_indonesia: { min: 50_000n, max: 2_000_000n },
      },
    },
    // the token is given out at any time; the counters have hours of their own
    window: null,
    // by contract, nothing is published, and no other rail competes for it
    fee: 6_500n,
    // the person has to go there
    usualSeconds: 24 * 3600,
    settles: 'at_once',
    callsBack: 'cash-out',
    callbackIsProof: true,
    // How long a token is good for is not documented; a week is longer than cash is usually left.
    mayStayOpenMs: 7 * 24 * 3_600_000,
  },
];

/**
 * The key of Duitku's id of a transfer, in callbacks and statements. A key starts with its kind, and leading zeros are dropped:
 * a number can be text in one place and a number in another.
 */
export function disburseIdKey(disburseId: string): string {
  return `disburseId:${withoutZeros(disburseId)}`;
}

/** The key of the reference that Duitku assigned to a transfer, or that we assigned to a cash out. */
export function custRefNumberKey(custRefNumber: string): string {
  return `custRefNumber:${withoutZeros(custRefNumber)}`;
}

function withoutZeros(text: string): string {
  return text.replace(/^0+(?=.)/, '');
}

/** Both numbers have nine to twelve digits in Duitku's documents; a longer one is not refused. */
const DIGITS: IdentifierForm = { pattern: /^\d{1,30}$/, words: 'digits' };

/** Duitku's own id first; for a cash out whose response was lost only our reference is known. */
export const duitkuStatement: StatementLayout = {
  keys: [
    { column: 'disburseId', headers: ['disburseId'], form: DIGITS, keyOf: disburseIdKey },
    { column: 'custRefNumber', headers: ['custRefNumber'], form: DIGITS, keyOf: custRefNumberKey },
  ],
};
