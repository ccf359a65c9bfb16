import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction, newId, RowUnreadable, SETTINGS, type Settings, Vault, wordsOfUnreadable } from '#libs/platform';
import { DeliverWebhooks } from './deliver-webhooks.js';
import { insertDeliveries, type NewDelivery, type OpenEvent, oldestEvents, takeTurn } from './drain-outbox.queries.js';
import { type EndpointConcern, logAlerts, type RaisedAlert, raiseAlerts } from './record-attempts.js';
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
    @Inject(SETTINGS) private readonly settings: Settings,
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
    const [drained, deliveries]: [string[], NewDelivery[]] = [[], []];
    const [unreadable, concerns]: [OpenEvent[], EndpointConcern[]] = [[], []];
    for (const event of events) {
      try {
        deliveries.push(...this.deliveriesOf(event));
        drained.push(event.outboxId);
      } catch (error) {
        unreadable.push(event);
        concerns.push(...concernsOf(event, error));
      }
    }
    if (drained.length > 0) await insertDeliveries(tx, deliveries, drained);
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

  /** @throws when the content of the event cannot be read */
  private deliveriesOf(event: OpenEvent): NewDelivery[] {
    if (event.endpointIds.length === 0) return [];
    const body = this.bodyOf(event);
    const { clientId, outboxId, type, payoutId } = event;
    return event.endpointIds.map((endpointId) => {
      const id = newId();
      const bodySealed = this.sealed.sealBody(id, body);
      return { id, clientId, endpointId, outboxId, eventId: eventId(event), type, payoutId, bodySealed };
    });
  }

  private bodyOf({ outboxId, type, at, snapshot }: OpenEvent): string {
    const render: RenderSnapshot | undefined = this.renderers[type.split('.')[0] as string];
    if (render === undefined)
      throw new RowUnreadable({ table: 'outbox', id: outboxId }, 'this release does not know its type');
    return webhookBody(type, at, render(snapshot, this.vault, this.settings));
  }
}

function concernsOf({ outboxId, endpointIds }: OpenEvent, error: unknown): EndpointConcern[] {
  const row = { table: 'outbox', id: outboxId };
  const after = 'Salur then delivers it: at once in a process that starts, otherwise within an hour.';
  const unreadable = { row, words: wordsOfUnreadable(row, error, after) };
  return endpointIds.map((endpointId) => ({ endpointId, kind: 'webhook_unreadable', unreadable }));
}
