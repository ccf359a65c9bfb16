import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { PayoutEventName, PayoutStatus } from '../law/status.js';

/** One row of a payout's history: append-only, gapless, each continuing the one before. */
@Entity('payout_event')
@Unique('payout_event_names_its_status', ['payoutId', 'version', 'toStatus'])
@ForeignKey('PayoutTransition', ['fromStatus', 'event', 'toStatus'], ['fromStatus', 'event', 'toStatus'], {
  name: 'payout_event_is_legal',
})
@Check(
  'payout_event_first_is_created',
  `(version = 1 and event = 'created' and from_status is null and to_status = 'created')
    or (version > 1 and from_status is not null)`,
)
export class PayoutEvent {
  @ForeignKey('Payout', { name: 'payout_event_payout_fkey' })
  @PrimaryColumn('uuid')
  readonly payoutId: string;

  @PrimaryColumn('integer')
  readonly version: number;

  @Column('text')
  readonly event: PayoutEventName | 'created';

  @Column('text', { nullable: true })
  readonly fromStatus: PayoutStatus | null;

  @Column('text')
  readonly toStatus: PayoutStatus;

  @Column('timestamptz', { default: () => 'now()' })
  readonly at: Date;

  /** `client:<id>`, `key:<id>`, `operator:<name>` at the command line, or `salur` for what the service does by itself. */
  @Column('text')
  readonly actor: string;

  /** What explains the move: the provider's code and message, the reason of a person. No account numbers, no secrets. */
  @Column('jsonb', { default: {} })
  readonly detail: Record<string, unknown>;
}

/** The state machine as PostgreSQL knows it: history may only name moves that are rows here. */
@Entity('payout_transition')
@Unique('payout_transition_is_unique', ['fromStatus', 'event', 'toStatus'])
export class PayoutTransition {
  @PrimaryColumn('text')
  readonly fromStatus: string;

  @PrimaryColumn('text')
  readonly event: string;

  @Column('text')
  readonly toStatus: string;
}

/** A move that an endpoint of the client wants, written in the transaction that moved the payout; gone once it is delivered. */
@Entity('outbox')
@Unique('outbox_event_is_unique', ['payoutId', 'version'])
@Index('outbox_open', ['id'], { where: 'snapshot IS NOT NULL' })
@ForeignKey('PayoutEvent', ['payoutId', 'version'], ['payoutId', 'version'], { name: 'outbox_event_fkey' })
export class OutboxEntry {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  readonly id: string;

  @Column('uuid')
  readonly payoutId: string;

  @Column('integer')
  readonly version: number;

  /** `payout.<status>`. */
  @Column('text')
  readonly type: string;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;

  /** This and the snapshot are null in entries that the release before wrote. */
  @Column('uuid', { nullable: true })
  readonly clientId: string | null;

  /** The payout as of the move; see `payout-view.ts`. What names people is sealed in it. */
  @Column('jsonb', { nullable: true })
  readonly snapshot: Readonly<Record<string, unknown>> | null;
}
