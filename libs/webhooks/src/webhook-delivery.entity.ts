import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

export const DELIVERY_STATUSES = ['pending', 'delivered', 'parked'] as const;
/** `parked`: every attempt failed, or the endpoint is gone; it is sent again on order only. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One event for one endpoint. */
@Entity('webhook_delivery')
@Unique('webhook_delivery_is_made_once', ['outboxId', 'endpointId'])
@Index('webhook_delivery_due', ['endpointId', 'dueAt'], { where: 'due_at IS NOT NULL' })
@Index('webhook_delivery_by_payout', ['payoutId'])
@Index('webhook_delivery_by_client', ['clientId', 'createdAt', 'id'])
@Index('webhook_delivery_parked', ['clientId', 'createdAt', 'id'], { where: "status = 'parked'" })
@Check('webhook_delivery_status_is_known', "status in ('pending', 'delivered', 'parked')")
@Check('webhook_delivery_is_due_while_pending', "(status = 'pending') = (due_at is not null)")
@Check('webhook_delivery_is_leased_while_pending', "leased_until is null or status = 'pending'")
@Check('webhook_delivery_delivered_has_its_time', "(status = 'delivered') = (delivered_at is not null)")
export class WebhookDelivery {
  @PrimaryColumn('uuid')
  readonly id: string;

  @Column('uuid')
  readonly clientId: string;

  @ForeignKey('WebhookEndpoint', { name: 'webhook_delivery_endpoint_fkey' })
  @Column('uuid')
  readonly endpointId: string;

  /** The entry of the outbox that it was made of, which is gone since; null: no event of a payout, but a test. */
  @Column('bigint', { nullable: true })
  readonly outboxId: string | null;

  /** The `webhook-id` of every attempt, the same for every endpoint that receives the event. */
  @Column('text')
  readonly eventId: string;

  @Column('text')
  readonly type: string;

  @Column('uuid', { nullable: true })
  readonly payoutId: string | null;

  /** The bytes that every try sends; see {@link SealedWebhooks}. */
  @Column('bytea', { select: false })
  readonly bodySealed: Buffer;

  @Column('text', { default: 'pending' })
  readonly status: DeliveryStatus;

  /** The fence: grows with each claim and each order. A worker that holds an older turn changes nothing. */
  @Column('integer', { default: 1 })
  readonly turn: number;

  /** Attempts since it was made, or since it was ordered again. */
  @Column('integer', { default: 0 })
  readonly tries: number;

  /** When the next attempt is due; null: there is none. */
  @Column('timestamptz', { nullable: true, default: () => 'now()' })
  readonly dueAt: Date | null;

  /** Until then one process works on it, and no other claims it. */
  @Column('timestamptz', { nullable: true })
  readonly leasedUntil: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;

  @Column('timestamptz', { nullable: true })
  readonly deliveredAt: Date | null;
}

/** One try of a delivery and what came of it. */
@Entity('webhook_attempt')
@Check('webhook_attempt_answer_is_short', 'octet_length(answer) <= 1024')
export class WebhookAttempt {
  @ForeignKey('WebhookDelivery', { name: 'webhook_attempt_delivery_fkey' })
  @PrimaryColumn('uuid')
  readonly deliveryId: string;

  /** Sorts by time. */
  @PrimaryColumn('uuid')
  readonly id: string;

  @Column('timestamptz')
  readonly at: Date;

  @Column('integer')
  readonly durationMs: number;

  /** Null: no answer. */
  @Column('integer', { nullable: true })
  readonly httpStatus: number | null;

  /** Why there is no answer, in a word of ours. */
  @Column('text', { nullable: true })
  readonly error: string | null;

  /** The beginning of the receiver's answer. */
  @Column('text', { nullable: true })
  readonly answer: string | null;
}
