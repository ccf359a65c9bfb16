import type { EntityManager } from 'typeorm';
import type { Payout } from '../records/payout.entity.js';

/**
 * What a step of work leaves behind: the payout as it is now and whether the same worker goes on with it at once.
 * Null: somebody else has taken it over.
 */
export type Worked = { readonly payout: Payout; readonly goOn: boolean } | null;

/** Puts the payout aside for a while, in the same status, and counts the try; frees it for any replica. */
export async function later(tx: EntityManager, payout: Payout, delayMs: number | null): Promise<Worked> {
  const [rows]: [unknown[], number] = await tx.query(
    `update payout set tries = tries + 1, due_at = now() + $4::double precision * interval '1 millisecond'
     where id = $1 and version = $2 and fence = $3 returning id`,
    [payout.id, payout.version, payout.fence, delayMs],
  );
  return rows.length === 1 ? { payout, goOn: false } : null;
}
