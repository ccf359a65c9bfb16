import { Check, Column, type DataSource, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { rupiahColumn } from '#libs/platform';
import type { CashPickup, Outlet } from '#libs/providers';
import type {
  Confirmation,
  FailureCode,
  NameMatch,
  PayoutStatus,
  PendingReason,
  Proof,
  ReviewReason,
  WaitingReason,
} from '../law/status.js';

export type Recipient = Omit<CashPickup, 'type'>;
export interface Sender {
  readonly id: string | null;
  readonly name: string | null;
  readonly phoneNumber: string | null;
}

/**
 * What a client orders: this amount to this destination, once. Its order (amount, destination, reference) is never changed;
 * its status only by `transition.ts`, with a row of history each time. PostgreSQL enforces both. A new one is what a payout is
 * at version 1, before the fields are set that it is accepted with.
 */
@Entity('payout')
@Unique('payout_reference_is_unique', ['clientId', 'reference'])
@Unique('payout_idempotency_key_is_unique', ['clientId', 'idempotencyKey'])
@Unique('payout_replaces_once', ['replacesPayoutId'])
@Index('payout_due', ['provider', 'clientId', 'dueAt'], { where: 'due_at IS NOT NULL' })
@Index('payout_unsent_due', ['provider', 'clientId', 'dueAt'], {
  where: "due_at IS NOT NULL AND status IN ('created', 'inquired')",
})
@Index('payout_on_its_way', ['provider', 'status'], {
  where: "status IN ('transferring', 'pending', 'review')",
})
@Index('payout_waits_for_funds', ['provider', 'holdsPlace', 'clientId', 'fundsSince'], {
  where: "waiting_reason = 'funds'",
})
@Index('payout_by_client', ['clientId', 'id'])
@Index('payout_open_by_client', ['clientId', 'id'], {
  where: "status IN ('created', 'inquired', 'transferring', 'pending', 'review')",
})
@Index('payout_completed_by_client', ['clientId', 'completedAt', 'id'], { where: 'completed_at IS NOT NULL' })
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

  /** SHA-256 of the canonical request: distinguishes a replay from another request under the same key. */
  @Column('bytea')
  readonly requestHash: Buffer;

  @Column('bigint', { transformer: rupiahColumn })
  readonly amount: bigint;

  @Column('text', { default: 'IDR' })
  readonly currency: 'IDR' = 'IDR';

  /** What the client asked for: a rail or `auto`. */
  @Column('text')
  readonly requestedRail: string;

  @Column('text')
  readonly rail: string;

  /** The rail it was accepted for: the response to a repeated request names this one, even if the payout has changed rails since. */
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

  /** The recipient and the sender; see {@link SealedData.personalOf}. Null: erased. */
  @Column('bytea', { nullable: true })
  readonly personalSealed: Buffer | null;

  @Column('text', { nullable: true })
  readonly purpose: string | null;

  @Column('jsonb', { default: {} })
  readonly metadata: Record<string, string>;

  @Column('text')
  readonly confirmation: Confirmation;

  @Column('text')
  readonly status: PayoutStatus = 'created';

  /** Counts the moves: 1 when created; equals the version of the newest history row. */
  @Column('integer')
  readonly version: number = 1;

  /** See {@link SealedData.accountNameOf}. */
  @Column('bytea', { nullable: true })
  readonly accountNameSealed: Buffer | null = null;

  @Column('text', { nullable: true })
  readonly nameMatch: NameMatch | null = null;

  /** What the inquiry gave for the transfer; see {@link SealedData.ticketOf}. */
  @Column('bytea', { nullable: true })
  readonly ticketSealed: Buffer | null = null;

  @Column('text', { nullable: true })
  readonly providerReference: string | null = null;

  @Column('bigint', { nullable: true, transformer: rupiahColumn })
  readonly fee: bigint | null = null;

  /** When a person confirmed; a transfer that could not be sent is attempted again without another confirmation. */
  @Column('timestamptz', { nullable: true })
  readonly confirmedAt: Date | null = null;

  /** The actor who confirmed, as in the history; null: no person had to. */
  @Column('text', { nullable: true })
  readonly confirmedBy: string | null = null;

  /** The reason that this actor gave, for the history. */
  @Column('text', { nullable: true })
  readonly confirmedReason: string | null = null;

  @Column('text', { nullable: true })
  readonly pendingReason: PendingReason | null = null;

  @Column('text', { nullable: true })
  readonly proof: Proof | null = null;

  @Column('text', { nullable: true })
  readonly failureCode: FailureCode | null = null;

  @Column('text', { nullable: true })
  readonly failureMessage: string | null = null;

  @Column('text', { nullable: true })
  readonly failureProviderCode: string | null = null;

  @Column('text', { nullable: true })
  readonly reviewReason: ReviewReason | null = null;

  @Column('timestamptz', { nullable: true })
  readonly reviewSince: Date | null = null;

  @Column('text', { nullable: true })
  readonly waitingReason: WaitingReason | null = null;

  @Column('timestamptz', { nullable: true })
  readonly waitingUntil: Date | null = null;

  /** When it first waited for funds: its place among the payouts of its client that wait for the same provider. Kept when it is attempted again. */
  @Column('timestamptz', { nullable: true })
  readonly fundsSince: Date | null = null;

  /**
   * The balance that was known when its provider refused it for want of funds, or the lowest since: only a higher one is a
   * reason to try again. Null: it was not refused, or no balance was known.
   */
  @Column('bigint', { nullable: true, transformer: rupiahColumn })
  readonly fundsBalance: bigint | null = null;

  /**
   * Whether others wait behind it while it waits for funds. They do not when no balance that its provider ever returned covers it, nor when
   * the provider refused it although the balance covered it.
   */
  @Column('boolean', { default: true })
  readonly holdsPlace: boolean = true;

  @ForeignKey('Payout', { name: 'payout_replaces_fkey' })
  @Column('uuid', { nullable: true })
  readonly replacesPayoutId: string | null = null;

  /** When a worker looks at it next. Null: never. Written by `lease.ts` alone, like the next three. */
  @Column('timestamptz', { nullable: true })
  readonly dueAt: Date | null = null;

  /** Until when the worker with this fence works on it, if it does not extend its lease. Null: no worker does. */
  @Column('timestamptz', { nullable: true })
  readonly leasedUntil: Date | null = null;

  /** Grows with every claim; the holder of an older fence can no longer write. */
  @Column('integer')
  readonly fence: number = 1;

  /** When a command or a callback asked to have it looked at, since it was last claimed. */
  @Column('timestamptz', { nullable: true })
  readonly wantedAt: Date | null = null;

  /** How often the work of the present status was attempted. */
  @Column('integer', { default: 0 })
  readonly tries: number = 0;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  readonly updatedAt: Date;

  @Column('timestamptz', { nullable: true })
  readonly completedAt: Date | null = null;

  /** See {@link SealedData.answerOf}. */
  @Column('bytea', { nullable: true })
  readonly answerSealed: Buffer | null = null;

  /** Until when a waiting create may still be running. */
  @Column('timestamptz', { nullable: true })
  readonly answerLockedUntil: Date | null = null;

  /** When what it knew of people was erased. */
  @Column('timestamptz', { nullable: true })
  readonly erasedAt: Date | null = null;
}

/** Fields that a payout is given when it is accepted. All others begin as the class initialises them, or come from the database. */
export type AcceptedField =
  | 'id'
  | 'clientId'
  | 'reference'
  | 'idempotencyKey'
  | 'requestHash'
  | 'amount'
  | 'requestedRail'
  | 'rail'
  | 'provider'
  | 'destinationType'
  | 'bankCode'
  | 'outlet'
  | 'destinationHash'
  | 'personalSealed'
  | 'purpose'
  | 'metadata'
  | 'confirmation';

/** What a payout that was only just accepted does not know yet. */
export const NOT_YET_KNOWN = Object.fromEntries(
  Object.entries(new Payout()).filter(([, value]) => value !== undefined),
) as unknown as Omit<Payout, AcceptedField | 'createdRail' | 'createdAt' | 'updatedAt'>;

/** A row by column name, as hand-written SQL returns it, as the entity. */
export function payoutOf(dataSource: DataSource, row: Readonly<Record<string, unknown>>): Payout {
  const payout: Record<string, unknown> = {};
  for (const { databaseName, propertyName, transformer } of dataSource.getMetadata(Payout).columns) {
    const value = row[databaseName];
    payout[propertyName] = transformer !== undefined && !Array.isArray(transformer) ? transformer.from(value) : value;
  }
  return Object.assign(new Payout(), payout);
}
