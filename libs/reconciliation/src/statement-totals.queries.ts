import type { DataSource } from 'typeorm';
import type { DifferenceKind } from './difference-kinds.js';
import type { LineKind } from './read-cells.js';
import type { Statement } from './statement.entity.js';

interface RawTotal {
  readonly count: number;
  /** Digits. */
  readonly rupiah: string;
}

/** The lines of a statement by kind. @param foreign only those about payouts of other clients than the statement's */
export function readLineTotals(
  db: DataSource,
  { id, clientId }: Statement,
  { foreign }: { readonly foreign: boolean },
): Promise<(RawTotal & { readonly kind: LineKind })[]> {
  return db.query(
    `select line.kind, count(*)::int as count, sum(line.amount)::text as rupiah
     from statement_line line left join payout on payout.id = line.payout_id
     where line.statement_id = $1 and line.kind in ('paid', 'returned') and (not $2 or payout.client_id <> $3) group by line.kind`,
    [id, foreign, clientId],
  );
}

/**
 * The payouts that a statement concerns and whose last transfer was sent in its period.
 *
 * An id begins with the clock time of the process that created it; the clocks of our processes differ by less than an hour.
 */
const SENT = `select payout.* from payout join (
    select distinct payout_id from attempt
    where id > (lpad(to_hex((extract(epoch from $2::timestamptz - interval '1 hour') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
      and id < (lpad(to_hex((extract(epoch from $3::timestamptz + interval '1 hour') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
      and provider = $1 and intent_at >= $2 and intent_at < $3
  ) sent on sent.payout_id = payout.id
  where $4::uuid is null or payout.client_id = $4`;

/** Payouts of the period of a statement whose money left and, of these, came back. */
export async function readPayoutTotals(
  db: DataSource,
  { provider, coversFrom, coversTo, clientId }: Statement,
): Promise<Record<'paid' | 'returned', RawTotal>> {
  const [row] = await db.query(
    `select count(*)::int as paid, coalesce(sum(amount), 0)::text as paid_rupiah,
       count(*) filter (where status = 'returned')::int as returned,
       coalesce(sum(amount) filter (where status = 'returned'), 0)::text as returned_rupiah
     from (${SENT}) sent where status in ('succeeded', 'returned')`,
    [provider, coversFrom, coversTo, clientId],
  );
  return {
    paid: { count: row.paid, rupiah: row.paid_rupiah },
    returned: { count: row.returned, rupiah: row.returned_rupiah },
  };
}

/** Open differences of these payouts, or found with the statement, by kind; the rupiah are those of the payout or of the line. */
export function readDifferenceTotals(
  db: DataSource,
  { id, provider, coversFrom, coversTo, clientId }: Statement,
): Promise<(RawTotal & { readonly kind: DifferenceKind })[]> {
  return db.query(
    `select difference.kind, count(*)::int as count,
       sum(coalesce(payout.amount, (difference.found ->> 'amount')::bigint))::text as rupiah
     from difference left join payout on payout.id = difference.payout_id
     where difference.status = 'open' and difference.provider = $1 and ($4::uuid is null or difference.client_id = $4)
       and (difference.statement_id = $5 or difference.payout_id in (select id from (${SENT}) sent))
     group by difference.kind order by difference.kind`,
    [provider, coversFrom, coversTo, clientId, id],
  );
}
