import { Check, Column, Entity, type EntityManager, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Sql } from '../law/lease.js';
import type { Payout } from './payout.entity.js';

/**
 * What the first of two people says of a payout in review. Append-only: the newest of a review counts, and only of the
 * review that the payout is in, which its version identifies.
 */
@Entity('resolution_proposal')
@Index('resolution_proposal_by_payout', ['payoutId', 'version', 'id'])
@ForeignKey('PayoutEvent', ['payoutId', 'version'], ['payoutId', 'version'], {
  name: 'resolution_proposal_review_fkey',
})
@Check('resolution_proposal_is_known', "resolution in ('paid', 'failed')")
export class ResolutionProposal {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  readonly id: string;

  @Column('uuid')
  readonly payoutId: string;

  /** The version of the payout in this review. */
  @Column('integer')
  readonly version: number;

  /** The actor who proposes it, as in the history. */
  @Column('text')
  readonly actor: string;

  @Column('text')
  readonly resolution: 'paid' | 'failed';

  @Column('text')
  readonly reason: string;

  @Column('text', { nullable: true })
  readonly evidence: string | null;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  readonly at: Date;
}

/** The resolution that the first of two people proposes for a payout in review. */
export interface Proposal {
  readonly payoutId: string;
  readonly actor: string;
  /** For people. */
  readonly actorName: string;
  readonly resolution: 'paid' | 'failed';
  readonly reason: string;
  readonly evidence: string | null;
  readonly at: Date;
}

/**
 * A proposal that no second person confirmed expires after this time: it lasts over a weekend, and not until the reason for it
 * is forgotten or its proposer has left.
 */
const PROPOSAL_STANDS = `interval '3 days'`;

/** The newest proposal of the review that each payout is in, if it has not lapsed. */
const STANDING = `select distinct on (proposal.payout_id) proposal.payout_id as "payoutId", proposal.actor,
    name_of(proposal.actor) as "actorName", proposal.resolution, proposal.reason, proposal.evidence, proposal.at
  from resolution_proposal proposal
  join payout on payout.id = proposal.payout_id and payout.version = proposal.version and payout.status = 'review'
  where proposal.payout_id = any ($1::uuid[]) and proposal.at > clock_timestamp() - ${PROPOSAL_STANDS}
  order by proposal.payout_id, proposal.id desc`;

/** The standing proposals of payouts. */
export function standingProposals(db: Sql, payoutIds: readonly string[]): Promise<Proposal[]> {
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
 * Makes two persons who resolve a payout at once take turns.
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

/** A proposal as callers see it. */
export function proposalBody({ resolution, reason, evidence, actor, actorName, at }: Proposal) {
  return { resolution, reason, evidence, by: actor, byName: actorName, at: at.toISOString() };
}
