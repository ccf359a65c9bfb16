import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
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

  /** What explains the move: the provider's code and words, the reason a person gave. No account numbers, no secrets. */
  @Column('jsonb', { default: {} })
  readonly detail: Record<string, unknown>;
}
