import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DifferenceKind } from './difference-kinds.js';

export const DIFFERENCE_STATUSES = ['open', 'closed'] as const;
export type DifferenceStatus = (typeof DIFFERENCE_STATUSES)[number];

/** One side of a difference; amounts are whole rupiah in digits. */
export type Side = Readonly<Record<string, string | number | null>>;

/** A closing that did not last, because the evidence grew. */
export interface ClosedBefore {
  /** ISO 8601 */
  readonly closedAt: string;
  readonly closedBy: string;
  readonly reason: string;
  /** What the statements had then. */
  readonly found: Side;
}

/**
 * A difference between a statement and a payout. Reported once; open until both agree or it is closed with a reason. It opens again
 * when they disagree again, or when the evidence grows that a person closed it with.
 */
@Entity('difference')
@Unique('difference_is_found_once', ['key'])
@Index('difference_by_client', ['clientId', 'id'])
@Index('difference_by_payout', ['payoutId'], { where: 'payout_id IS NOT NULL' })
@Index('difference_by_line', ['lineId'], { where: 'line_id IS NOT NULL' })
@Index('difference_by_statement', ['statementId', 'id'])
@Check(
  'difference_kind_is_known',
  `kind in ('unknown_line', 'missing_line', 'missing_return', 'paid_twice', 'paid_unexpectedly', 'returned_unexpectedly',
    'refused_unexpectedly', 'amount_differs', 'fee_differs', 'statement_ahead')`,
)
@Check('difference_is_about_something', 'payout_id is not null or line_id is not null')
@Check('difference_status_is_known', "status in ('open', 'closed')")
@Check(
  'difference_closed_says_when_and_why',
  `(status = 'closed') = (closed_at is not null) and (closed_at is null) = (closed_because is null)
    and closed_because in ('agrees', 'person')`,
)
@Check(
  'difference_a_person_gives_a_reason',
  `(closed_because is not distinct from 'person') = (closed_by is not null) and (closed_by is null) = (reason is null)`,
)
@Check('difference_closed_before_is_a_list', "jsonb_typeof(closed_before) = 'array'")
export class Difference {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'difference_pkey' })
  readonly id: string;

  /** Identifies the difference when it is found again: its kind, and its payout or line. */
  @Column('text')
  readonly key: string;

  @Column('text')
  readonly kind: DifferenceKind;

  @Column('text')
  readonly provider: string;

  /** The payout's client, or the client that imported the line; null: an operator imported it. */
  @ForeignKey('Client', { name: 'difference_client_fkey' })
  @Column('uuid', { nullable: true })
  readonly clientId: string | null;

  @ForeignKey('Payout', { name: 'difference_payout_fkey' })
  @Column('uuid', { nullable: true })
  readonly payoutId: string | null;

  @ForeignKey('StatementLine', { name: 'difference_line_fkey' })
  @Column('uuid', { nullable: true })
  readonly lineId: string | null;

  /** The statement whose import found it; null: it was found when the payout moved. */
  @ForeignKey('Statement', { name: 'difference_statement_fkey' })
  @Column('uuid', { nullable: true })
  readonly statementId: string | null;

  /** The values in Salur. */
  @Column('jsonb')
  readonly expected: Side;

  /** The values in the statement. */
  @Column('jsonb')
  readonly found: Side;

  @Column('text', { default: 'open' })
  readonly status: DifferenceStatus;

  @Column('timestamptz', { default: () => 'now()' })
  readonly foundAt: Date;

  @Column('timestamptz', { nullable: true })
  readonly closedAt: Date | null;

  /** `agrees`: statement and payout now agree. `person`: an operator or client closed it with a reason. */
  @Column('text', { nullable: true })
  readonly closedBecause: 'agrees' | 'person' | null;

  /** The actor, as in the audit trail. */
  @Column('text', { nullable: true })
  readonly closedBy: string | null;

  @Column('text', { nullable: true })
  readonly reason: string | null;

  /** How persons closed it before it opened again, oldest first. */
  @Column('jsonb', { default: () => "'[]'" })
  readonly closedBefore: readonly ClosedBefore[];
}

/** The comparison state of a payout. There is one for each payout that a statement covers or names. */
@Entity('comparison')
@Index('comparison_unsettled', ['payoutId'], { where: 'NOT settled' })
export class Comparison {
  @ForeignKey('Payout', { name: 'comparison_payout_fkey' })
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'comparison_pkey' })
  readonly payoutId: string;

  /** The payout's version at the last comparison; null: there is something new to compare. */
  @Column('integer', { nullable: true })
  readonly payoutVersion: number | null;

  /** true: no further change is expected. A new line, or an unexpected move of the payout, sets it to false. */
  @Column('boolean', { default: false })
  readonly settled: boolean;

  /** When the newest statement in the comparison was imported, or one withdrawn; null: there was none, or it was never compared. */
  @Column('timestamptz', { nullable: true })
  readonly comparedWith: Date | null;

  /** How often in a row it could not be compared, because something about it cannot be read. */
  @Column('integer', { default: 0 })
  readonly failures: number;

  /** When it is attempted again after such a failure. */
  @Column('timestamptz', { nullable: true })
  readonly againAt: Date | null;

  /** true: settled by statements of its client alone, so one of an operator that covers it has it compared again. */
  @Column('boolean', { default: false })
  readonly byClient: boolean;
}
