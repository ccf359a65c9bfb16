import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AlertKind } from './alert.js';

/** How alerts of one kind are sent to `ALERT_WEBHOOK_URL`: one process at a time, gathered, again after a failure. */
@Entity('alert_notice')
export class AlertNotice {
  @PrimaryColumn('text')
  readonly kind: AlertKind;

  /** When the next message may be sent. */
  @Column('timestamptz', { default: () => 'now()' })
  readonly dueAt: Date;

  /** Until when one process sends. */
  @Column('timestamptz', { nullable: true })
  readonly leasedUntil: Date | null;

  /** Failed attempts since the last message that was taken. */
  @Column('integer', { default: 0 })
  readonly failures: number;

  @Column('timestamptz', { nullable: true })
  readonly lastSentAt: Date | null;

  /** Why the last attempt failed, in a word or an HTTP status. */
  @Column('text', { nullable: true })
  readonly lastError: string | null;
}
