import { firstIdOf } from '#libs/platform';
import type { Sql } from '../law/lease.js';
import { POSSIBLE_DUPLICATES } from '../law/transition.js';
import type { Payout } from './payout.entity.js';

/** What a person should look at in a payout. A warning refuses nothing and delays nothing. */
export const WARNING_CODES = ['possible_duplicate', 'identity_number_unusual'] as const;
export type WarningCode = (typeof WARNING_CODES)[number];

/** A warning as callers see it. */
export interface Warning {
  readonly code: WarningCode;
  /** For people, without personal data. */
  readonly message: string;
  /** The other payouts that it is about, newest first; empty: it is about this payout alone. */
  readonly payoutIds: readonly string[];
}

/** Two payouts with the same destination and amount are taken for possible duplicates when they were created within this time. */
const DUPLICATE_DAYS = 45;

/** A warning names at most so many payouts. */
const MOST_NAMED = 10;

/** How many are compared when a payout is read, before it and after it. */
const COMPARED_WHEN_READ = 200;

/** Payouts that ended without the money being paid, or that had it returned: to pay again is what follows. */
const NOT_PAID = `('failed', 'cancelled', 'returned')`;

const DAYS = `interval '${DUPLICATE_DAYS} days'`;

/**
 * CTEs of the statement that accepts payouts, after `ordered`. `seen` has earlier payouts of the same client with the same destination
 * and amount, by the id of the new one, where there are any; `recent_payouts_to` says how far it looks. Each destination is looked up
 * once. Payouts that are accepted by the same statement are found when they are read.
 */
export const EARLIER_DUPLICATES = `recent as materialized (
    select wanted.hash, found.* from (select distinct destination_hash as hash from ordered) wanted,
      lateral recent_payouts_to(wanted.hash, now() - ${DAYS}, ${firstIdOf(`now() - ${DAYS} - interval '1 hour'`)}) found
  ), seen as materialized (
    select ordered.id, (array_agg(recent.id order by recent.id desc))[:${MOST_NAMED}] as duplicates
    from ordered join recent on recent.hash = ordered.destination_hash and recent.amount = ordered.amount
      and recent.client_id = ordered.client_id
    where recent.bank_code is not distinct from ordered.bank_code
    group by ordered.id
  )`;

/** `$1`: payouts; `$2`: whether payouts of other clients count. */
const NEAR_DUPLICATES = `select mine.id, array(
    select near.id from (
      (select id, client_id, bank_code, amount, status, created_at from payout
       where destination_hash = mine.destination_hash and id < mine.id
         and id >= ${firstIdOf(`mine.created_at - ${DAYS} - interval '1 hour'`)}
       order by id desc limit ${COMPARED_WHEN_READ})
      union all
      (select id, client_id, bank_code, amount, status, created_at from payout
       where destination_hash = mine.destination_hash and id > mine.id
         and id < ${firstIdOf(`mine.created_at + ${DAYS} + interval '1 hour'`)}
       order by id limit ${COMPARED_WHEN_READ})
    ) near
    where near.amount = mine.amount and near.status not in ${NOT_PAID} and ($2::boolean or near.client_id = mine.client_id)
      and near.bank_code is not distinct from mine.bank_code
      and near.created_at between mine.created_at - ${DAYS} and mine.created_at + ${DAYS}
    order by near.id desc limit ${MOST_NAMED}
  ) as duplicates
  from payout mine where mine.id = any ($1::uuid[])`;

/**
 * What there is to warn of in payouts, by their ids, as of now.
 *
 * @param seen `client`: compared with payouts of the same client only; `all`: with those of all clients, for operators
 */
export async function warningsOfMany(
  db: Sql,
  payouts: readonly Pick<Payout, 'id'>[],
  seen: 'client' | 'all',
): Promise<ReadonlyMap<string, readonly Warning[]>> {
  if (payouts.length === 0) return new Map();
  const rows: { id: string; duplicates: string[] }[] = await db.query(NEAR_DUPLICATES, [
    payouts.map(({ id }) => id),
    seen === 'all',
  ]);
  return new Map(rows.map(({ id, duplicates }) => [id, warningsOf(duplicates)]));
}

/** What the maker was warned of when the payout was created. */
export async function warningsWhenCreated(db: Sql, payoutId: string): Promise<readonly Warning[]> {
  const [event]: { duplicates: string[] | null }[] = await db.query(
    `select detail -> '${POSSIBLE_DUPLICATES}' as duplicates from payout_event where payout_id = $1 and version = 1`,
    [payoutId],
  );
  return warningsOf(event?.duplicates ?? []);
}

const NONE: readonly Warning[] = [];

/** @param duplicates ids of other payouts with the same destination and amount, newest first */
export function warningsOf(duplicates: readonly string[]): readonly Warning[] {
  if (duplicates.length === 0) return NONE;
  const others = duplicates.length === 1 ? 'Another payout has' : `${duplicates.length} other payouts have`;
  const message = `${others} the same destination and amount within ${DUPLICATE_DAYS} days: check that the same debt is not paid twice`;
  return [{ code: 'possible_duplicate', message, payoutIds: duplicates }];
}

/** Two digits of the province, two of the regency, two of the district; date of birth; a serial number. */
const IDENTITY_NUMBER = /^(\d\d)\d{4}(\d\d)(\d\d)(\d\d)\d{4}$/;
/** Codes of provinces, Aceh to Papua Barat Daya. */
const [FIRST_PROVINCE, LAST_PROVINCE] = [11, 96];
/** Women have 40 added to the day of their birth. */
const WOMEN = 40;

const UNUSUAL: readonly Warning[] = [
  {
    code: 'identity_number_unusual',
    message:
      'The identity number has no date of birth in digits 7 to 12, or no province in the first two: compare it with the identity card, which the receiver must show',
    payoutIds: [],
  },
];

/**
 * Warns of the number (NIK) of an Indonesian identity card that may be mistyped. Numbers without a date of birth exist, so it is no
 * reason to refuse a payout.
 *
 * @param identityNumber null: the payout has none, or it was erased
 */
export function warningsOfIdentity(identityNumber: string | null): readonly Warning[] {
  if (identityNumber === null) return NONE;
  const [province, day, month, year] = (IDENTITY_NUMBER.exec(identityNumber) ?? []).slice(1).map(Number);
  if (province === undefined || day === undefined || month === undefined || year === undefined) return UNUSUAL;
  const isProvince = province >= FIRST_PROVINCE && province <= LAST_PROVINCE;
  return isProvince && isDate(year, month, day > WOMEN ? day - WOMEN : day) ? NONE : UNUSUAL;
}

/** The number has no century; 1900 had no 29 February, and no living person was born then. */
function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000 + year, month - 1, day));
  return month >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
