import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { rupiahColumn } from '#libs/platform';
import { type CashPickup, type Outlet, REFUSAL_REASONS } from '#libs/providers';
import type { PayoutStatus, Proof } from '../law/status.js';

export type Confirmation = 'automatic' | 'manual';
export type NameMatch = 'exact' | 'close' | 'different';
export type PendingReason = 'accepted' | 'ambiguous';
/** Why nobody but a person (or a late proof) can finish a payout. */
export type ReviewReason = 'unresolved' | 'not_found' | 'contradicted';
/** Why a payout failed: what a provider's refusal means, or what happened here. */
export const FAILURE_CODES = [...REFUSAL_REASONS, 'inquiry_unavailable', 'returned', 'resolved_failed'] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];
/** What a payout waits for: the hours of its rail, or money at its provider. */
export const WAITING_REASONS = ['window', 'funds'] as const;
export type WaitingReason = (typeof WAITING_REASONS)[number];
export type Recipient = Omit<CashPickup, 'type'>;
export interface Sender {
  readonly id: string | null;
  readonly name: string | null;
  readonly phoneNumber: string | null;
}

/**
 * A client's wish: this amount to this destination, once. Its order (amount, destination, reference) is never changed;
 * its status only by `transition.ts`, with a row of history each time. PostgreSQL enforces both.
 */
@Entity('payout')
@Unique('payout_reference_is_unique', ['clientId', 'reference'])
@Unique('payout_idempotency_key_is_unique', ['clientId', 'idempotencyKey'])
@Unique('payout_replaces_once', ['replacesPayoutId'])
@Index('payout_due', ['provider', 'dueAt'], { where: 'due_at IS NOT NULL' })
@Index('payout_unsent_due', ['provider', 'dueAt'], {
  where: "due_at IS NOT NULL AND status IN ('created', 'inquired')",
})
@Index('payout_on_its_way', ['provider', 'status'], {
  where: "status IN ('transferring', 'pending', 'review')",
})
@Index('payout_waits_for_funds', ['provider', 'fundsSince'], { where: "waiting_reason = 'funds'" })
@Index('payout_by_client', ['clientId', 'id'])
@Index('payout_by_destination', ['destinationHash', 'id'])
@Index('payout_to_erase', ['completedAt'], {
  where: 'completed_at IS NOT NULL AND due_at IS NULL AND erased_at IS NULL',
})
@ForeignKey('PayoutEvent', ['id', 'version', 'status'], ['payoutId', 'version', 'toStatus'], {
  name: 'payout_status_has_its_event',
  deferrable: 'INITIALLY DEFERRED',
})
@Check('payout_amount_is_positive', 'amount > 0')
@Check('payout_currency_is_rupiah', "currency = 'IDR'")
@Check(
  'payout_destination_is_complete',
  `(destination_type = 'bank_account' and bank_code is not null and outlet is null)
    or (destination_type = 'cash_pickup' and bank_code is null and outlet is not null)`,
)
@Check('payout_is_erased_as_a_whole', '(personal_sealed is null) = (erased_at is not null)')
@Check('payout_waits_for_something_known', "waiting_reason in ('window', 'funds')")
@Check('payout_confirmation_is_known', "confirmation in ('automatic', 'manual')")
@Check(
  'payout_status_is_known',
  "status in ('created', 'inquired', 'transferring', 'pending', 'review', 'succeeded', 'failed', 'cancelled', 'returned')",
)
@Check('payout_name_match_is_known', "name_match in ('exact', 'close', 'different')")
@Check(
  'payout_pending_says_why',
  "(status = 'pending') = (pending_reason is not null) and pending_reason in ('accepted', 'ambiguous')",
)
@Check(
  'payout_final_says_its_proof',
  `(status in ('succeeded', 'failed', 'returned')) = (proof is not null)
    and proof in ('api_reply', 'callback', 'status_check', 'statement', 'operator')`,
)
@Check('payout_failed_says_why', "(status = 'failed') = (failure_code is not null)")
@Check(
  'payout_review_says_why',
  "(status = 'review') = (review_reason is not null) and (review_reason is null) = (review_since is null)",
)
@Check(
  'payout_final_has_its_time',
  "(status in ('succeeded', 'failed', 'cancelled', 'returned')) = (completed_at is not null)",
)
export class Payout {
  @PrimaryColumn('uuid')
  readonly id: string;

  @ForeignKey('Client', { name: 'payout_client_fkey' })
  @Column('uuid')
  readonly clientId: string;

  @Column('text')
  readonly reference: string;

  @Column('text')
  readonly idempotencyKey: string;

  /** SHA-256 of the canonical request: tells a replay from another request under the same key. */
  @Column('bytea')
  readonly requestHash: Buffer;

  @Column('bigint', { transformer: rupiahColumn })
  readonly amount: bigint;

  @Column('text', { default: 'IDR' })
  readonly currency: 'IDR';

  /** What the client asked for: a rail or `auto`. */
  @Column('text')
  readonly requestedRail: string;

  @Column('text')
  readonly rail: string;

  /** The rail it was accepted for: a repeated request hears of this one, whatever became of the payout since. */
  @Column('text')
  readonly createdRail: string;

  @Column('text')
  readonly provider: string;

  @Column('text')
  readonly destinationType: 'bank_account' | 'cash_pickup';

  @Column('text', { nullable: true })
  readonly bankCode: string | null;

  /** Where the cash is collected, for a cash pickup. */
  @Column('text', { nullable: true })
  readonly outlet: Outlet | null;

  /** What the destination is found by, also after it was erased; see {@link SealedData.destinationHash}. */
  @Column('bytea')
  readonly destinationHash: Buffer;

  /** Who is paid and who pays; see {@link SealedData.personalOf}. Null: erased. */
  @Column('bytea', { nullable: true })
  readonly personalSealed: Buffer | null;

  @Column('text', { nullable: true })
  readonly purpose: string | null;

  @Column('jsonb', { default: {} })
  readonly metadata: Record<string, string>;

  @Column('text')
  readonly confirmation: Confirmation;

  @Column('text')
  readonly status: PayoutStatus;

  /** Counts the moves: 1 when created; equals the version of the newest history row. */
  @Column('integer')
  readonly version: number;

  /** See {@link SealedData.accountNameOf}. */
  @Column('bytea', { nullable: true })
  readonly accountNameSealed: Buffer | null;

  @Column('text', { nullable: true })
  readonly nameMatch: NameMatch | null;

  /** What the inquiry gave for the transfer; see {@link SealedData.ticketOf}. */
  @Column('bytea', { nullable: true })
  readonly ticketSealed: Buffer | null;

  @Column('text', { nullable: true })
  readonly providerReference: string | null;

  @Column('bigint', { nullable: true, transformer: rupiahColumn })
  readonly fee: bigint | null;

  /** When a person confirmed; a transfer that could not be sent is then tried again without asking twice. */
  @Column('timestamptz', { nullable: true })
  readonly confirmedAt: Date | null;

  /** Who confirmed, as in the history; null: nobody had to. */
  @Column('text', { nullable: true })
  readonly confirmedBy: string | null;

  @Column('text', { nullable: true })
  readonly pendingReason: PendingReason | null;

  @Column('text', { nullable: true })
  readonly proof: Proof | null;

  @Column('text', { nullable: true })
  readonly failureCode: FailureCode | null;

  @Column('text', { nullable: true })
  readonly failureMessage: string | null;

  @Column('text', { nullable: true })
  readonly failureProviderCode: string | null;

  @Column('text', { nullable: true })
  readonly reviewReason: ReviewReason | null;

  @Column('timestamptz', { nullable: true })
  readonly reviewSince: Date | null;

  @Column('text', { nullable: true })
  readonly waitingReason: WaitingReason | null;

  @Column('timestamptz', { nullable: true })
  readonly waitingUntil: Date | null;

  /** When it first waited for funds: its place among those who wait for the same provider. Kept when it is tried again. */
  @Column('timestamptz', { nullable: true })
  readonly fundsSince: Date | null;

  /**
   * The balance that was known when its provider refused it for want of funds, or the lowest since: only a higher one is a
   * reason to try again. Null: it was not refused, or no balance was known.
   */
  @Column('bigint', { nullable: true, transformer: rupiahColumn })
  readonly fundsBalance: bigint | null;

  @ForeignKey('Payout', { name: 'payout_replaces_fkey' })
  @Column('uuid', { nullable: true })
  readonly replacesPayoutId: string | null;

  /** When somebody has to look at it next; while somebody does, when the lease ends. Null: never. */
  @Column('timestamptz', { nullable: true })
  readonly dueAt: Date | null;

  /** Grows with every claim; who holds an older fence can no longer write. */
  @Column('integer')
  readonly fence: number;

  /** How often the work of the present status was tried. */
  @Column('integer', { default: 0 })
  readonly tries: number;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  readonly updatedAt: Date;

  @Column('timestamptz', { nullable: true })
  readonly completedAt: Date | null;

  /** See {@link SealedData.answerOf}. */
  @Column('bytea', { nullable: true })
  readonly answerSealed: Buffer | null;

  /** Until when a waiting create may still be running. */
  @Column('timestamptz', { nullable: true })
  readonly answerLockedUntil: Date | null;

  /** When what it knew of people was erased. */
  @Column('timestamptz', { nullable: true })
  readonly erasedAt: Date | null;
}
