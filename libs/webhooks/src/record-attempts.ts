import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { alertOnce, GatherWrites, inTransaction, type StoredRow } from '#libs/platform';
import { type AttemptedDelivery, disableGone, writeAttempted } from './deliver-webhooks.queries.js';

/** The result of a claimed delivery. */
export interface DoneDelivery {
  readonly endpointId: string;
  readonly attempted: AttemptedDelivery;
  /** What an operator has to look at, or null. */
  readonly concern: Concern | null;
  /** Of what is unreadable: which row, why, and the remedy. */
  readonly unreadable?: UnreadableWebhook | null;
}

/** A row of which no webhook can be made. */
export interface UnreadableWebhook {
  readonly row: StoredRow;
  /** Why it is left out, and the remedy. */
  readonly words: string;
}

/**
 * `webhook_parked`: its last attempt failed. `webhook_gone`: the receiver said that it is gone for good. `webhook_unreadable`:
 * its body or a secret of its endpoint cannot be opened.
 */
export type Concern = keyof typeof MESSAGES;

const MESSAGES = {
  webhook_parked: 'Webhooks were parked after their last attempt: endpoint',
  webhook_gone: 'A receiver of webhooks is gone (410): its endpoint',
  webhook_unreadable: 'Webhooks cannot be read and are not sent: endpoint',
};

const DAY_MS = 86_400_000;

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
  readonly unreadable?: UnreadableWebhook | null;
}

/** An alert that was raised. */
export type RaisedAlert = EndpointConcern & { readonly message: string };

/** A receiver that is gone raises an alert whichever process writes the delivery; the other concerns need this write to have parked it. */
function concernsOf(done: readonly DoneDelivery[], written: ReadonlySet<string>): EndpointConcern[] {
  return done.flatMap(({ endpointId, concern, attempted, unreadable = null }) => {
    if (concern === null) return [];
    const isOurs = concern === 'webhook_gone' || written.has(attempted.deliveryId);
    return isOurs ? [{ endpointId, kind: concern, unreadable }] : [];
  });
}

/** Raises alerts, one a day of each kind for an endpoint. @returns those that are new */
export async function raiseAlerts(tx: EntityManager, concerns: readonly EndpointConcern[]): Promise<RaisedAlert[]> {
  const distinct = new Map(concerns.map((each) => [`${each.endpointId} ${each.kind}`, each]));
  const raised: RaisedAlert[] = [];
  // In one order everywhere, because endpoints and alerts are locked.
  for (const [, { endpointId, kind, unreadable = null }] of [...distinct].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (kind === 'webhook_gone' && !(await disableGone(tx, endpointId))) continue;
    const example = unreadable === null ? '' : `. ${unreadable.words} Possibly more of this endpoint`;
    const message = `${MESSAGES[kind]} ${endpointId}${example}`;
    const detail = { endpointId, ...unreadable?.row };
    const subject = `webhook_endpoint/${endpointId}`;
    if (await alertOnce(tx, { kind, subject, message, detail }, DAY_MS)) raised.push({ kind, endpointId, message });
  }
  return raised;
}

/** Also in the log, after the commit. */
export function logAlerts(logger: Logger, alerts: readonly RaisedAlert[]): void {
  for (const { kind, message } of alerts) logger.error({ alert: kind, msg: message });
}
