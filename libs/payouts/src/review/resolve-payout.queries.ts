import type { EntityManager } from 'typeorm';
import type { Payout } from '../records/payout.entity.js';

/** What the first of two people says of a payout in review. */
export interface Proposal {
  readonly payoutId: string;
  readonly actor: string;
  readonly resolution: 'paid' | 'failed';
  readonly reason: string;
  readonly evidence: string | null;
  readonly at: Date;
}

/**
 * A proposal that nobody seconded counts no more after this time: over a weekend, but not for as long as it takes to forget
 * what it rested on, or for ever when its proposer has gone.
 */
const PROPOSAL_STANDS = `interval '3 days'`;

/** The newest proposal of the review that each payout is in, if it has not lapsed. */
const STANDING = `select distinct on (proposal.payout_id) proposal.payout_id as "payoutId", proposal.actor, proposal.resolution,
    proposal.reason, proposal.evidence, proposal.at
  from resolution_proposal proposal
  join payout on payout.id = proposal.payout_id and payout.version = proposal.version and payout.status = 'review'
  where proposal.payout_id = any ($1::uuid[]) and proposal.at > clock_timestamp() - ${PROPOSAL_STANDS}
  order by proposal.payout_id, proposal.id desc`;

/** The standing proposals of payouts. */
export function standingProposals(db: Pick<EntityManager, 'query'>, payoutIds: readonly string[]): Promise<Proposal[]> {
  return db.query(STANDING, [payoutIds]);
}

/** The standing proposal of a payout, and whether an actor is the one who made it. */
export async function standingProposal(
  tx: EntityManager,
  { id }: Payout,
  actor: string,
): Promise<(Proposal & { readonly isOwn: boolean }) | null> {
  const [proposal]: (Proposal & { isOwn: boolean })[] = await tx.query(
    `select standing.*, principal_of(standing.actor) = principal_of($2) as "isOwn" from (${STANDING}) standing`,
    [[id], actor],
  );
  return proposal ?? null;
}

/**
 * Lets those who would resolve a payout take turns.
 *
 * @returns false when it is no longer in the review it was read in
 */
export async function lockReview(tx: EntityManager, { id, version }: Payout): Promise<boolean> {
  // Not `for update`: that would wait for every transaction that only refers to the payout.
  const rows: unknown[] = await tx.query(
    `select from payout where id = $1 and version = $2 and status = 'review' for no key update`,
    [id, version],
  );
  return rows.length === 1;
}
