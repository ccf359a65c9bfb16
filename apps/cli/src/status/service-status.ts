import type { AlertKind, OverduePayouts, StandingCount } from '#libs/payouts';
import type { WorkerState } from '#libs/platform';
import type { CircuitState, KnownBalance, SharedCircuit } from '#libs/rails';

/** Alerts of one kind that the receiver of alerts does not take. */
export interface FailingNotice {
  readonly kind: AlertKind;
  readonly failures: number;
  readonly lastError: string | null;
}

export interface ProviderStatus {
  readonly provider: string;
  readonly state: CircuitState;
  readonly circuit: SharedCircuit | undefined;
  readonly balance: KnownBalance | null;
}

/** What waits in a queue beside payouts, and how late its oldest entry is. */
export interface Backlog {
  readonly count: number;
  readonly lateMs: number;
}

export interface Backlogs {
  readonly callbacks: Backlog;
  /** Moves of which no webhook delivery exists yet. */
  readonly outbox: Backlog;
  readonly webhooks: Backlog;
  readonly parkedWebhooks: number;
}

export interface AlertStatus {
  /** Not acknowledged; counting ends at 10,000. */
  readonly count: number;
  readonly newest: { readonly id: string; readonly kind: AlertKind; readonly at: Date } | null;
  readonly failing: readonly FailingNotice[];
}

/** The service as a whole, as `salur status` reads it. */
export interface ServiceStatus {
  /** By the database's clock. */
  readonly now: Date;
  readonly database: {
    /** `salur at db.example:5432`. */
    readonly name: string;
    /** The newest migration that is applied: the schema. */
    readonly schema: string;
    /** Why it cannot be used, as one sentence; null: it can. */
    readonly problem: string | null;
  };
  readonly workers: readonly WorkerState[];
  readonly providers: readonly ProviderStatus[];
  readonly standings: readonly StandingCount[];
  readonly overdue: OverduePayouts;
  readonly backlogs: Backlogs;
  readonly alerts: AlertStatus;
}
