import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

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
