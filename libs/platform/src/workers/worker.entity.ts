import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** `inline`: the loops run inside an API process; `separate`: in a worker process. */
export type WorkerKind = 'inline' | 'separate';

/** A loop as its process last reported it. Ages are milliseconds before `seenAt`, so that no clock but the database's counts. */
export interface LoopReport {
  /** How often it runs. */
  readonly everyMs: number;
  /** The age of the run that is under way; null: none is. */
  readonly runningMs: number | null;
  /** The age of the end of the last run; null: none has ended yet. */
  readonly endedMs: number | null;
  /** Whether the last run that ended failed. */
  readonly failed: boolean;
}

/** A process that runs the loops, as its heartbeat says. It contains no secrets. */
@Entity('worker')
@Check('worker_kind_is_known', `kind in ('inline', 'separate')`)
export class Worker {
  @PrimaryColumn('uuid')
  readonly id: string;

  @Column('timestamptz', { default: () => 'now()' })
  readonly startedAt: Date;

  @Column('timestamptz', { default: () => 'now()' })
  readonly seenAt: Date;

  @Column('text')
  readonly release: string;

  @Column('text')
  readonly host: string;

  @Column('integer')
  readonly pid: number;

  @Column('text')
  readonly kind: WorkerKind;

  /** The providers that it has credentials for. */
  @Column('text', { array: true })
  readonly providers: readonly string[];

  /** Why it takes on no work, as one sentence; null: it works. */
  @Column('text', { nullable: true })
  readonly problem: string | null;

  /** By the name of the loop. */
  @Column('jsonb')
  readonly loops: Readonly<Record<string, LoopReport>>;
}
