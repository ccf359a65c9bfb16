import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Each has its section in docs/RUNBOOK.md. */
export const ALERT_KINDS = [
  'illegal_event',
  'contradiction',
  'echo_mismatch',
  'commit_unknown',
  'review',
  'work_failing',
  'callback_mismatch',
  'callback_unmatched',
  'erased',
  'webhook_parked',
  'webhook_gone',
  'webhook_unreadable',
  'statement_differs',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Something a person has to see. Written in the transaction of what it tells of, and logged at level error. */
@Entity('alert')
@Index('alert_by_payout', ['payoutId'])
export class Alert {
  @PrimaryColumn('uuid')
  readonly id: string;

  @ForeignKey('Payout', { name: 'alert_payout_fkey' })
  @Column('uuid', { nullable: true })
  readonly payoutId: string | null;

  @Column('text')
  readonly kind: AlertKind;

  @Column('text')
  readonly message: string;

  @Column('jsonb', { default: {} })
  readonly detail: object;

  @Column('timestamptz', { default: () => 'now()' })
  readonly at: Date;
}
