import type { EntityManager } from 'typeorm';
import { newId } from '../ids/new-id.js';

/** An alert about one thing, which is raised again only after a while. */
export interface AlertOnce {
  /** See `ALERT_KINDS`. */
  readonly kind: string;
  /** What it is about: `<table>/<id>`. */
  readonly subject: string;
  readonly message: string;
  readonly payoutId?: string | null;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** A cause that lasts is reported again after this. */
const AGAIN_AFTER_MS = 7 * 86_400_000;

/**
 * Writes an alert unless its subject has one of its kind that is younger than `againAfterMs`, whichever process wrote that.
 *
 * @returns whether it was written
 */
export async function alertOnce(
  tx: EntityManager,
  { kind, subject, message, payoutId = null, detail = {} }: AlertOnce,
  againAfterMs = AGAIN_AFTER_MS,
): Promise<boolean> {
  // An alert that another process writes at the same time is waited for, and then seen by the next statement.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`alert ${kind} ${subject}`]);
  const rows: unknown[] = await tx.query(
    `insert into alert (id, payout_id, kind, subject, message, detail)
     select $1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::jsonb
     where not exists (select from alert
       where subject = $4::text and kind = $3::text and at > now() - $7::float8 * interval '1 millisecond')
     returning id`,
    [newId(), payoutId, kind, subject, message, JSON.stringify(detail), againAfterMs],
  );
  return rows.length > 0;
}
