import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction, newId, Vault } from '#libs/platform';
import { DeliverWebhooks } from './deliver-webhooks.js';
import { type ClaimedEvent, insertDeliveries, type NewDelivery, takeEvents, takeTurn } from './drain-outbox.queries.js';
import { eventBody, eventId } from './event-body.js';
import { SealedWebhooks } from './sealed-webhooks.js';
import { WebhookJobs } from './webhook-jobs.js';

/** Enough to make few commits of many events, few enough for the statement timeout. */
const EVENTS_PER_ROUND = 500;

/**
 * Makes a delivery of each event for each endpoint that wants to hear of it, in the order of the outbox. In one transaction
 * the event leaves the outbox, its deliveries are written and their first tries planned.
 */
@Injectable()
export class DrainOutbox {
  private running: Promise<number> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly jobs: WebhookJobs,
    private readonly deliver: DeliverWebhooks,
    private readonly vault: Vault,
    private readonly sealed: SealedWebhooks,
  ) {}

  /**
   * Drains the outbox until it is empty, or another replica is at it.
   *
   * @returns how many events it took out; a call that comes while another runs gets that one's count
   */
  run(): Promise<number> {
    this.running ??= this.drain().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async drain(): Promise<number> {
    let drained = 0;
    for (;;) {
      const { events, endpointIds } = await inTransaction(this.dataSource, (tx) => this.round(tx));
      drained += events;
      // Tries begin while the next events are read.
      for (const endpointId of endpointIds) this.deliver.soon(endpointId);
      if (events < EVENTS_PER_ROUND) return drained;
    }
  }

  private async round(tx: EntityManager): Promise<{ events: number; endpointIds: readonly string[] }> {
    if (!(await takeTurn(tx))) return { events: 0, endpointIds: [] };
    const events = await takeEvents(tx, EVENTS_PER_ROUND);
    const deliveries = events.flatMap((event) => this.deliveriesOf(event));
    if (deliveries.length === 0) return { events: events.length, endpointIds: [] };
    const isNew = await insertDeliveries(tx, deliveries);
    const byEndpoint = Map.groupBy(
      deliveries.filter(({ id }) => isNew.has(id)),
      ({ endpointId }) => endpointId,
    );
    for (const [endpointId, ofEndpoint] of byEndpoint) {
      const jobs = ofEndpoint.map(({ id }) => ({ deliveryId: id, turn: 1, waitMs: 0 }));
      await this.jobs.plan(tx, endpointId, jobs);
    }
    return { events: events.length, endpointIds: [...byEndpoint.keys()] };
  }

  private deliveriesOf(event: ClaimedEvent): NewDelivery[] {
    if (event.endpointIds.length === 0) return [];
    const body = eventBody(event, this.vault);
    const { clientId, outboxId, type, payoutId } = event;
    return event.endpointIds.map((endpointId) => {
      const id = newId();
      const bodySealed = this.sealed.sealBody(id, body);
      return { id, clientId, endpointId, outboxId, eventId: eventId(event), type, payoutId, bodySealed };
    });
  }
}
