import { Logger } from '@nestjs/common';
import { Check, Column, Entity, type EntityManager, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { newId } from '#libs/platform';

/** Each has its section in docs/RUNBOOK.md. */
export const ALERT_KINDS = [
  'illegal_event',
  'contradiction',
  'echo_mismatch',
  'commit_unknown',
  'review',
  'work_failing',
  'row_unreadable',
  'callback_mismatch',
  'callback_unmatched',
  'erased',
  'webhook_parked',
  'webhook_gone',
  'webhook_unreadable',
  'statement_differs',
  'waits_despite_funds',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Something a person has to see. Written in the transaction of what it is about, and logged at level error. */
@Entity('alert')
@Index('alert_by_payout', ['payoutId'])
@Index('alert_by_subject', ['subject', 'at'], { where: 'subject IS NOT NULL' })
@Index('alert_unacknowledged', ['id'], { where: 'acknowledged_at IS NULL' })
@Index('alert_unsent', ['kind', 'id'], { where: 'sent_at IS NULL AND acknowledged_at IS NULL' })
@Check('alert_is_acknowledged_by_somebody', '(acknowledged_at is null) = (acknowledged_by is null)')
export class Alert {
  @PrimaryColumn('uuid')
  readonly id: string;

  @ForeignKey('Payout', { name: 'alert_payout_fkey' })
  @Column('uuid', { nullable: true })
  readonly payoutId: string | null;

  @Column('text')
  readonly kind: AlertKind;

  /** What it is about, `<table>/<id>`, for an alert that is raised once for that; see `alertOnce`. */
  @Column('text', { nullable: true })
  readonly subject: string | null;

  @Column('text')
  readonly message: string;

  @Column('jsonb', { default: {} })
  readonly detail: object;

  @Column('timestamptz', { default: () => 'now()' })
  readonly at: Date;

  /** When a person acknowledged it; null: not yet. */
  @Column('timestamptz', { nullable: true })
  readonly acknowledgedAt: Date | null;

  @Column('text', { nullable: true })
  readonly acknowledgedBy: string | null;

  @Column('text', { nullable: true })
  readonly acknowledgedReason: string | null;

  /** When `ALERT_WEBHOOK_URL` took it. */
  @Column('timestamptz', { nullable: true })
  readonly sentAt: Date | null;
}

const logger = new Logger('Alert');

/** Alerts a person: a row in `alert`, in the transaction of what it is about, and a log line at level error. */
export async function raiseAlert(
  tx: EntityManager,
  alert: { payoutId: string | null; kind: AlertKind; message: string; detail?: Readonly<Record<string, unknown>> },
): Promise<void> {
  const detail = { ...alert.detail };
  await tx.insert(Alert, { id: newId(), payoutId: alert.payoutId, kind: alert.kind, message: alert.message, detail });
  logger.error({ alert: alert.kind, payoutId: alert.payoutId, msg: alert.message });
}
