import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { GatherWrites, inTransaction, newId } from '#libs/platform';
import { type AttemptedDelivery, alertOncePerDay, disableGone, writeAttempted } from './deliver-webhooks.queries.js';

/** The result of a claimed delivery. */
export interface DoneDelivery {
  readonly endpointId: string;
  readonly attempted: AttemptedDelivery;
  /** What an operator has to look at, or null. */
  readonly concern: Concern | null;
}

/**
 * `webhook_parked`: its last attempt failed. `webhook_gone`: the receiver said that it is gone for good. `webhook_unreadable`:
 * its body or a secret of its endpoint cannot be opened.
 */
export type Concern = keyof typeof MESSAGES;

const MESSAGES = {
  webhook_parked: 'Webhooks were parked after their last attempt: endpoint',
  webhook_gone: 'A receiver of webhooks is gone (410): its endpoint',
  webhook_unreadable: 'Webhooks cannot be opened with DATA_KEYS and are not sent: endpoint',
};

/** Writes the results of deliveries, gathering those that end together: the attempt, the delivery, and what needs an operator. */
@Injectable()
export class RecordAttempts {
  private readonly logger = new Logger(RecordAttempts.name);
  private readonly writes: GatherWrites<DoneDelivery, undefined>;

  constructor(private readonly dataSource: DataSource) {
    this.writes = new GatherWrites((done) => this.writeAll(done));
  }

  /** Resolves when it is committed. */
  async record(done: DoneDelivery): Promise<void> {
    await this.writes.write(done);
  }

  private async writeAll(done: readonly DoneDelivery[]): Promise<undefined[]> {
    const attempted = done.map((each) => each.attempted);
    if (done.every(({ concern }) => concern === null)) {
      await writeAttempted(this.dataSource, attempted);
    } else {
      const alerts = await inTransaction(this.dataSource, async (tx) => {
        const written = new Set(await writeAttempted(tx, attempted));
        return raiseAlerts(tx, concernsOf(done, written));
      });
      logAlerts(this.logger, alerts);
    }
    return done.map(() => undefined);
  }
}

/** What needs an operator at an endpoint. */
export interface EndpointConcern {
  readonly endpointId: string;
  readonly kind: Concern;
}

/** An alert that was raised. */
export type RaisedAlert = EndpointConcern & { readonly message: string };

/** A receiver that is gone raises an alert whichever process writes the delivery; the other concerns need this write to have parked it. */
function concernsOf(done: readonly DoneDelivery[], written: ReadonlySet<string>): EndpointConcern[] {
  return done.flatMap(({ endpointId, concern, attempted }) => {
    if (concern === null) return [];
    return concern === 'webhook_gone' || written.has(attempted.deliveryId) ? [{ endpointId, kind: concern }] : [];
  });
}

/** Raises alerts, one a day of each kind for an endpoint. @returns those that are new */
export async function raiseAlerts(tx: EntityManager, concerns: readonly EndpointConcern[]): Promise<RaisedAlert[]> {
  const distinct = new Map(concerns.map((each) => [`${each.endpointId} ${each.kind}`, each]));
  const raised: RaisedAlert[] = [];
  // In one order everywhere, because endpoints are locked.
  for (const [, { endpointId, kind }] of [...distinct].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (kind === 'webhook_gone' && !(await disableGone(tx, endpointId))) continue;
    const message = `${MESSAGES[kind]} ${endpointId}`;
    if (await alertOncePerDay(tx, { id: newId(), kind, message, endpointId }))
      raised.push({ kind, endpointId, message });
  }
  return raised;
}

/** Also in the log, after the commit. */
export function logAlerts(logger: Logger, alerts: readonly RaisedAlert[]): void {
  for (const { kind, message } of alerts) logger.error({ alert: kind, msg: message });
}
