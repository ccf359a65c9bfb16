import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Payout, type PayoutEventName, type PayoutFields, transition, viewOfSnapshot } from '#libs/payouts';
import { createLogger, inTransaction, NOW, newId, readEnvironment, settingsSchema } from '#libs/platform';
import { PlatformModule } from '#libs/platform/module';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/embedded-postgres-database.js';
import { eventually } from '../../../../test/support/eventually.js';
import { type NewPayout, newAttempt, newClient, newPayout, SEALED } from '../../../../test/support/new-payout.js';
import { Receiver } from '../../../../test/support/receiver.js';
import { testActor } from '../../../../test/support/test-actor.js';
import { ALL_ENTITIES } from '../../../../test/support/test-data-source.js';
import { DeliverWebhooks } from '../deliver-webhooks.js';
import { DrainOutbox } from '../drain-outbox.js';
import { insertDeliveries } from '../drain-outbox.queries.js';
import { type EndpointWithSecret, ManageEndpoints } from '../manage-endpoints.js';
import { SealedWebhooks } from '../sealed-webhooks.js';
import { WebhookAttempt, WebhookDelivery } from '../webhook-delivery.entity.js';
import { EVENT_TYPES, type EventType } from '../webhook-events.js';
import { type WebhookOptions, WebhooksModule } from '../webhooks.module.js';

const LOOP_EVERY_MS = 5;
const SILENT = createLogger({ logLevel: 'silent' });

/** What each event needs beside its name. */
const FIELDS: Partial<Record<PayoutEventName, PayoutFields>> = {
  ambiguous: { pendingReason: 'ambiguous' },
  escalated: { reviewReason: 'unresolved' },
  paid: { proof: 'status_check' },
  refused: { proof: 'status_check', failureCode: 'declined' },
  returned: { proof: 'status_check' },
  confirmed: { confirmedAt: NOW },
};

/** The library in this process, on a real database. Nothing runs by the clock. */
export class WebhooksReplica {
  private constructor(private readonly app: INestApplicationContext) {}

  static async start(databaseUrl: string, options: WebhookOptions = {}): Promise<WebhooksReplica> {
    const environment = { NODE_ENV: 'test', WEBHOOK_ALLOW_PRIVATE: 'true' };
    const [settings] = readEnvironment([settingsSchema] as const, environment);
    const app = await NestFactory.createApplicationContext(
      {
        module: class WebhooksTest {},
        imports: [
          PlatformModule.register({ settings, databaseUrl, logger: SILENT, name: 'webhooks-test', poolSize: 8 }),
          TypeOrmModule.forFeature(ALL_ENTITIES),
          WebhooksModule.register({ payout: viewOfSnapshot }, options),
        ],
      },
      { logger: false },
    );
    return new WebhooksReplica(app);
  }

  get<T>(type: Type<T>): T {
    return this.app.get(type);
  }

  get db(): DataSource {
    return this.app.get(DataSource);
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  /** An endpoint of a client. */
  endpoint(clientId: string, url: string, events: readonly EventType[] = EVENT_TYPES): Promise<EndpointWithSecret> {
    return this.get(ManageEndpoints).create(clientId, { url, events, description: null }, testActor());
  }

  /** Moves a payout as the service does. */
  async move(payoutId: string, ...events: PayoutEventName[]): Promise<void> {
    for (const event of events) {
      if (event === 'confirmed') await newAttempt(this.db, payoutId);
      await inTransaction(this.db, async (tx) => {
        const payout = await tx.getRepository(Payout).findOneByOrFail({ id: payoutId });
        const named = { accountNameSealed: SEALED.sealAccountName(payoutId, 'Test Account   ') };
        const set = event === 'inquiry_passed' ? named : (FIELDS[event] ?? {});
        const moved = await transition(tx, payout, {
          event,
          actor: 'test',
          by: { lease: 'not_needed' },
          dueInMs: 60_000,
          set,
        });
        if (moved.kind !== 'moved') throw new Error(`${event} is ${moved.kind}`);
      });
    }
  }

  /** A payout that its client has cancelled: one event. */
  async cancelledPayout(clientId: string, overrides: NewPayout = {}): Promise<string> {
    const id = await newPayout(this.db, { ...overrides, clientId });
    await this.move(id, 'cancelled');
    return id;
  }

  /** Does all that is due, until nothing is under way. */
  async work(): Promise<void> {
    await this.get(DrainOutbox).drain();
    await this.get(DeliverWebhooks).deliverDue();
    await this.get(DeliverWebhooks).settled();
  }

  /** Does what is due, again and again, as the loops do. @returns what ends it */
  keepWorking(): () => Promise<void> {
    let isOver = false;
    const works = async () => {
      while (!isOver) {
        await this.get(DrainOutbox).drain();
        await this.get(DeliverWebhooks).deliverDue();
        await new Promise((resolve) => setTimeout(resolve, LOOP_EVERY_MS));
      }
    };
    const working = works();
    return async () => {
      isOver = true;
      await working;
      await this.get(DeliverWebhooks).settled();
    };
  }

  /** Lets the time of a delivery's next attempt come. */
  async makeDue(deliveryId: string): Promise<void> {
    await this.db.query(`update webhook_delivery set due_at = now() where id = $1`, [deliveryId]);
  }

  deliveries(endpointId: string): Promise<WebhookDelivery[]> {
    return this.db
      .getRepository(WebhookDelivery)
      .find({ where: { endpointId }, order: { outboxId: 'ASC', id: 'ASC' } });
  }

  attempts(deliveryId: string): Promise<WebhookAttempt[]> {
    return this.db.getRepository(WebhookAttempt).find({ where: { deliveryId }, order: { id: 'ASC' } });
  }

  /** The bytes that a delivery sends. */
  async bodyOf(deliveryId: string): Promise<string> {
    const [{ sealed }] = await this.db.query(`select body_sealed as sealed from webhook_delivery where id = $1`, [
      deliveryId,
    ]);
    return this.get(SealedWebhooks).openBody(deliveryId, sealed);
  }

  /** The one delivery of an endpoint. */
  async delivery(endpointId: string): Promise<WebhookDelivery> {
    const [delivery] = await this.deliveries(endpointId);
    return delivery as WebhookDelivery;
  }

  /** The kinds of the alerts about an endpoint, oldest first. */
  async alerts(endpointId: string): Promise<string[]> {
    const rows: { kind: string }[] = await this.db.query(
      `select kind from alert where detail ->> 'endpointId' = $1 order by at`,
      [endpointId],
    );
    return rows.map(({ kind }) => kind);
  }

  /** So many deliveries to an endpoint, due one after the other in the last hour. */
  async manyDue(clientId: string, endpointId: string, count: number): Promise<void> {
    const deliveries = Array.from({ length: count }, (_, index) => {
      const id = newId();
      const bodySealed = this.get(SealedWebhooks).sealBody(id, '{}');
      const eventId = `evt_many_${index}`;
      return {
        id,
        clientId,
        endpointId,
        outboxId: null,
        eventId,
        type: 'payout.cancelled',
        payoutId: null,
        bodySealed,
      };
    });
    await inTransaction(this.db, (tx) => insertDeliveries(tx, deliveries));
    await this.db.query(
      `update webhook_delivery set due_at = now() - interval '1 hour' + substr(event_id, 10)::int * interval '1 millisecond'
       where endpoint_id = $1`,
      [endpointId],
    );
  }

  eventually<T>(what: string, look: () => Promise<T | null | undefined | false>, withinMs?: number): Promise<T> {
    return eventually(what, look, withinMs);
  }
}

/** What the tests of a file share. */
export interface Stage {
  database: TestDatabase;
  replica: WebhooksReplica;
  /** Of the test that runs, like the client. */
  receiver: Receiver;
  clientId: string;
}

/** A database and a replica for the tests of a file; each test gets a receiver and a client of its own. */
export function useStage(): Readonly<Stage> {
  const stage = {} as Stage;
  beforeAll(async () => {
    stage.database = await createTestDatabase();
    stage.replica = await WebhooksReplica.start(stage.database.url);
  });
  afterAll(async () => {
    await stage.replica.stop();
    await stage.database.drop();
  });
  beforeEach(async () => {
    stage.receiver = await Receiver.open();
    stage.clientId = await newClient(stage.replica.db);
  });
  afterEach(() => stage.receiver.close());
  return stage;
}
