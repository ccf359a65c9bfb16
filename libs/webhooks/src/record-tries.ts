import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { GatherWrites, inTransaction, newId } from '#libs/platform';
import { alertOncePerDay, disableGone, type TriedDelivery, writeTried } from './deliver-webhooks.queries.js';
import { type TakenJob, WebhookJobs } from './webhook-jobs.js';

/** What became of a job: of its delivery, unless there was nothing to do. */
export interface DoneJob {
  readonly endpointId: string;
  readonly job: TakenJob;
  readonly tried: TriedDelivery | null;
  /** The receiver said that it is gone for good. */
  readonly isGone: boolean;
  /** Somebody is to be told if nothing more is tried. */
  readonly matters: boolean;
}

interface Alert {
  readonly kind: 'webhook_parked' | 'webhook_gone';
  readonly message: string;
  readonly endpointId: string;
}

/** Writes what became of jobs, gathering those that end together: the try, the delivery, its next job, and what to see to. */
@Injectable()
export class RecordTries {
  private readonly logger = new Logger(RecordTries.name);
  private readonly writes: GatherWrites<DoneJob, undefined>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly jobs: WebhookJobs,
  ) {
    this.writes = new GatherWrites((done) => this.writeAll(done));
  }

  /** Resolves when it is committed. */
  async record(done: DoneJob): Promise<void> {
    await this.writes.write(done);
  }

  private async writeAll(done: readonly DoneJob[]): Promise<undefined[]> {
    const alerts = await inTransaction(this.dataSource, (tx) => this.write(tx, done));
    for (const { kind, message } of alerts) this.logger.error({ alert: kind, msg: message });
    return done.map(() => undefined);
  }

  private async write(tx: EntityManager, done: readonly DoneJob[]): Promise<Alert[]> {
    const tried = done.flatMap((each) => each.tried ?? []);
    const written = tried.length === 0 ? [] : await writeTried(tx, tried);
    const turnOf = new Map(written.map(({ id, turn }) => [id, turn]));
    const raised: Alert[] = [];
    // In one order everywhere, because endpoints are written to.
    const byEndpoint = [...Map.groupBy(done, ({ endpointId }) => endpointId)].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [endpointId, ofEndpoint] of byEndpoint) {
      const jobs = ofEndpoint.map(({ job }) => job);
      await this.jobs.remove(tx, endpointId, jobs);
      const next = ofEndpoint.flatMap(({ tried }) => {
        const turn = tried === null ? undefined : turnOf.get(tried.deliveryId);
        if (tried?.waitMs == null || turn === undefined) return [];
        return [{ deliveryId: tried.deliveryId, turn, waitMs: tried.waitMs }];
      });
      if (next.length > 0) await this.jobs.plan(tx, endpointId, next);
      raised.push(...(await this.raise(tx, endpointId, ofEndpoint, turnOf)));
    }
    return raised;
  }

  private async raise(
    tx: EntityManager,
    endpointId: string,
    done: readonly DoneJob[],
    turnOf: ReadonlyMap<string, number>,
  ): Promise<Alert[]> {
    const wanted: Alert[] = [];
    if (done.some(({ isGone }) => isGone) && (await disableGone(tx, endpointId))) {
      wanted.push({ kind: 'webhook_gone', message: 'A receiver of webhooks is gone (410): its endpoint', endpointId });
    }
    const isParked = ({ tried, matters }: DoneJob) =>
      matters && tried?.becomes === 'parked' && turnOf.has(tried.deliveryId);
    if (done.some(isParked)) {
      wanted.push({
        kind: 'webhook_parked',
        message: 'Webhooks were parked after their last try: endpoint',
        endpointId,
      });
    }
    const raised: Alert[] = [];
    for (const alert of wanted) {
      const message = `${alert.message} ${endpointId}`;
      if (await alertOncePerDay(tx, { ...alert, id: newId(), message })) raised.push({ ...alert, message });
    }
    return raised;
  }
}
