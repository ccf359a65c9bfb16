import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * What the first of two people says of a payout in review. Append-only: the newest of a review counts, and only of the
 * review that the payout is in, which its version tells.
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

  /** Who proposes it, as in the history. */
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
