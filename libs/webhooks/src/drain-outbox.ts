import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction, newId, Vault } from '#libs/platform';
import { DeliverWebhooks } from './deliver-webhooks.js';
import { insertDeliveries, type NewDelivery, type OpenEvent, oldestEvents, takeTurn } from './drain-outbox.queries.js';
import { logAlerts, type RaisedAlert, raiseAlerts } from './record-attempts.js';
import { SealedWebhooks } from './sealed-webhooks.js';
import { eventId, RENDERERS, type Renderers, type RenderSnapshot, webhookBody } from './webhook-events.js';

/** Enough to make few commits of many events, few enough for the statement timeout. */
const EVENTS_PER_ROUND = 500;
/** An event that cannot be opened with the keys of this process is looked at again after this. */
const LOOK_AGAIN_AFTER_MS = 3_600_000;

interface Round {
  /** Taken out of the outbox. */
  readonly events: number;
  readonly endpointIds: readonly string[];
  /** Left in the outbox. */
  readonly unreadable: readonly OpenEvent[];
  readonly alerts: readonly RaisedAlert[];
}

/**
 * Makes a delivery of each event for each endpoint that wants it, in the order of the outbox. In one transaction the event
 * leaves the outbox and its deliveries are written, due at once.
 *
 * An event that cannot be opened stays in the outbox, holds up no other, and raises an alert. The keys belong to the process:
 * one that starts with the missing key delivers it.
 */
@Injectable()
export class DrainOutbox {
  private readonly logger = new Logger(DrainOutbox.name);
  /** Entries that cannot be opened, and until when they are left alone. */
  private readonly unreadable = new Map<string, number>();
  private running: Promise<number> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly deliver: DeliverWebhooks,
    private readonly vault: Vault,
    private readonly sealed: SealedWebhooks,
    @Inject(RENDERERS) private readonly renderers: Renderers,
  ) {}

  /**
   * Drains the outbox until it is empty, or another replica is at it.
   *
   * @returns how many events it took out; a call that comes while another runs gets that one's count
   */
  drain(): Promise<number> {
    this.running ??= this.untilEmpty().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async untilEmpty(): Promise<number> {
    let drained = 0;
    for (;;) {
      const round = await inTransaction(this.dataSource, (tx) => this.round(tx));
      for (const { outboxId } of round.unreadable) this.unreadable.set(outboxId, Date.now() + LOOK_AGAIN_AFTER_MS);
      logAlerts(this.logger, round.alerts);
      drained += round.events;
      // Attempts begin while the next events are read.
      for (const endpointId of round.endpointIds) this.deliver.soon(endpointId);
      if (round.events + round.unreadable.length < EVENTS_PER_ROUND) return drained;
    }
  }

  private async round(tx: EntityManager): Promise<Round> {
    if (!(await takeTurn(tx))) return { events: 0, endpointIds: [], unreadable: [], alerts: [] };
    const domains = Object.keys(this.renderers);
    const events = await oldestEvents(tx, { most: EVENTS_PER_ROUND, except: this.leftForLater(), domains });
    const made = events.map((event) => ({ event, deliveries: this.deliveriesOf(event) }));
    const unreadable = made.filter(({ deliveries }) => deliveries === null).map(({ event }) => event);
    const drained = made.filter(({ deliveries }) => deliveries !== null).map(({ event }) => event.outboxId);
    const deliveries = made.flatMap((each) => each.deliveries ?? []);
    if (drained.length > 0) await insertDeliveries(tx, deliveries, drained);
    const concerns = unreadable.flatMap(({ endpointIds }) =>
      endpointIds.map((endpointId) => ({ endpointId, kind: 'webhook_unreadable' as const })),
    );
    return {
      events: drained.length,
      endpointIds: [...new Set(deliveries.map(({ endpointId }) => endpointId))],
      unreadable,
      alerts: await raiseAlerts(tx, concerns),
    };
  }

  private leftForLater(): string[] {
    const now = Date.now();
    for (const [outboxId, until] of this.unreadable) if (until <= now) this.unreadable.delete(outboxId);
    return [...this.unreadable.keys()];
  }

  /** @returns null when the content of the event cannot be decrypted */
  private deliveriesOf(event: OpenEvent): NewDelivery[] | null {
    if (event.endpointIds.length === 0) return [];
    const body = this.bodyOf(event);
    if (body === null) return null;
    const { clientId, outboxId, type, payoutId } = event;
    return event.endpointIds.map((endpointId) => {
      const id = newId();
      const bodySealed = this.sealed.sealBody(id, body);
      return { id, clientId, endpointId, outboxId, eventId: eventId(event), type, payoutId, bodySealed };
    });
  }

  private bodyOf({ type, at, snapshot }: OpenEvent): string | null {
    const render = this.renderers[type.split('.')[0] as string] as RenderSnapshot;
    try {
      return webhookBody(type, at, render(snapshot, this.vault));
    } catch {
      return null;
    }
  }
}
