import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { EventType } from './webhook-events.js';

export type EndpointStatus = 'enabled' | 'disabled' | 'deleted';
/** Why nothing is sent any more: the receiver said that it is gone (410). */
export type DisabledReason = 'gone';

/** A URL at which a client receives events of its payouts. A deleted one stays, because deliveries refer to it. */
@Entity('webhook_endpoint')
@Index('webhook_endpoint_by_client', ['clientId'], { where: "status <> 'deleted'" })
@Check('webhook_endpoint_status_is_known', "status in ('enabled', 'disabled', 'deleted')")
@Check('webhook_endpoint_wants_some_events', 'cardinality(events) > 0')
@Check('webhook_endpoint_disabled_says_why', "(status = 'disabled') = (disabled_reason is not null)")
@Check('webhook_endpoint_previous_secret_ends', '(previous_secret_sealed is null) = (previous_secret_until is null)')
export class WebhookEndpoint {
  @PrimaryColumn('uuid')
  readonly id: string;

  @ForeignKey('Client', { name: 'webhook_endpoint_client_fkey' })
  @Column('uuid')
  readonly clientId: string;

  @Column('text')
  readonly url: string;

  @Column('text', { array: true })
  readonly events: EventType[];

  @Column('text', { nullable: true })
  readonly description: string | null;

  /** See {@link SealedWebhooks}. */
  @Column('bytea')
  readonly secretSealed: Buffer;

  /** The one before the last rotation: signs too until `previousSecretUntil`. */
  @Column('bytea', { nullable: true })
  readonly previousSecretSealed: Buffer | null;

  @Column('timestamptz', { nullable: true })
  readonly previousSecretUntil: Date | null;

  @Column('text', { default: 'enabled' })
  readonly status: EndpointStatus;

  @Column('text', { nullable: true })
  readonly disabledReason: DisabledReason | null;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  readonly updatedAt: Date;
}
