import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

export type AttemptResult = 'paid' | 'refused' | 'not_sent' | 'returned';

/** How one transfer on one rail was meant, recorded before its request left. At most one per payout is live. */
@Entity('attempt')
@Unique('attempt_number_is_unique', ['payoutId', 'number'])
@Unique('attempt_reference_is_unique', ['reference'])
@Index('attempt_one_live', ['payoutId'], {
  unique: true,
  where: "result is null or result not in ('refused', 'not_sent')",
})
@Check('attempt_result_is_known', "result in ('paid', 'refused', 'not_sent', 'returned')")
@Check('attempt_callback_hint_is_known', "callback_hint in ('paid', 'failed', 'returned', 'pending')")
@Check('attempt_result_has_its_time', '(result is null) = (result_at is null)')
export class Attempt {
  @PrimaryColumn('uuid')
  readonly id: string;

  @ForeignKey('Payout', { name: 'attempt_payout_fkey' })
  @Column('uuid')
  readonly payoutId: string;

  /** 1 for a payout's first attempt. */
  @Column('integer')
  readonly number: number;

  @Column('text')
  readonly rail: string;

  @Column('text')
  readonly provider: string;

  /** Nine digits of ours, unique: for providers that take a reference. */
  @Column('text')
  readonly reference: string;

  /** The owner's name that it was signed with; see {@link SealedData.attemptNameOf}. Null: erased. */
  @Column('bytea', { nullable: true })
  readonly accountNameSealed: Buffer | null;

  /** The payout's ticket as it was used; see {@link SealedData.attemptTicketOf}. Null: erased. */
  @Column('bytea', { nullable: true })
  readonly ticketSealed: Buffer | null;

  /** Lower-case hex SHA-256 of the very bytes that were to be sent. */
  @Column('text')
  readonly requestSha256: string;

  @Column('integer')
  readonly fence: number;

  /** The process that was to send, as shown in pg_stat_activity. */
  @Column('text')
  readonly owner: string;

  /** The time that the provider judges the request's age by; the service's clock. */
  @Column('timestamptz')
  readonly signedAt: Date;

  /** When the intent was recorded; the database's clock. */
  @Column('timestamptz', { default: () => 'now()' })
  readonly intentAt: Date;

  /** Null: live, the outcome is not known yet. */
  @Column('text', { nullable: true })
  readonly result: AttemptResult | null;

  @Column('text', { nullable: true })
  readonly resultCode: string | null;

  @Column('text', { nullable: true })
  readonly resultMessage: string | null;

  @Column('timestamptz', { nullable: true })
  readonly resultAt: Date | null;

  /** The provider's own id of the transfer, when its response has one. */
  @Column('text', { nullable: true })
  readonly providerReference: string | null;

  /** The result according to the newest genuine callback. A hint; see `RailDeclaration.callbackIsProof`. */
  @Column('text', { nullable: true })
  readonly callbackHint: 'paid' | 'failed' | 'returned' | 'pending' | null;

  /** How often in a row the provider, asked late enough, did not know this transfer. */
  @Column('integer', { default: 0 })
  readonly notFoundCount: number;
}

/**
 * A text by which a callback or a statement of a provider may name an attempt, written before the transfer leaves: `<kind>:<text>` in the
 * provider's own kinds, and `secret:<hex SHA-256>` for the secret in an address of its own.
 */
@Entity('attempt_key')
export class AttemptKey {
  @PrimaryColumn('text')
  readonly provider: string;

  @PrimaryColumn('text')
  readonly key: string;

  @ForeignKey('Attempt', { name: 'attempt_key_attempt_fkey' })
  @PrimaryColumn('uuid')
  readonly attemptId: string;
}

/**
 * What the recipient shows at the counter to collect the money. Kept apart from the payout, so that no list, log, history or
 * webhook carries it by accident.
 */
@Entity('cash_pickup')
@Index('cash_pickup_by_payout', ['payoutId'])
export class CashPickupCode {
  @ForeignKey('Payout', { name: 'cash_pickup_payout_fkey' })
  @Column('uuid')
  readonly payoutId: string;

  @ForeignKey('Attempt', { name: 'cash_pickup_attempt_fkey' })
  @PrimaryColumn('uuid')
  readonly attemptId: string;

  /** See {@link SealedData.pickupCodeOf}. */
  @Column('bytea')
  readonly codeSealed: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;
}
