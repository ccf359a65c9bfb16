import { randomUUID } from 'node:crypto';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import {
  CreatePayout,
  FindPayouts,
  type Payout,
  type PayoutStatus,
  PayoutsModule,
  WaitForRest,
  WorkPayouts,
} from '#libs/payouts';
import { createLogger } from '#libs/platform';
import { PlatformModule } from '#libs/platform/module';
import { readConfiguration } from '#libs/providers';
import { RailsModule } from '#libs/rails';
import { ReconciliationModule } from '#libs/reconciliation';
import { eventually, PATIENT_CONNECT_TIMEOUT } from './eventually.js';
import { newClient } from './new-payout.js';
import { testActor } from './test-actor.js';
import { ALL_ENTITIES } from './test-data-source.js';

/** Delays that let a story which takes hours in production end in a second. */
const FAST = {
  DATABASE_CONNECT_TIMEOUT: PATIENT_CONNECT_TIMEOUT,
  NODE_ENV: 'test',
  STATUS_CHECK_DELAYS: '50ms,50ms,100ms',
  WORKER_LEASE: '1s',
  PROVIDER_TIMEOUT: '2s',
  PROVIDER_RATE: '1000',
};

const SILENT = createLogger({ logLevel: 'silent' });

/** The domain in this process, on a real database and a real sandbox, without the REST layer. Nothing runs by the clock. */
export class Domain {
  private constructor(
    private readonly app: INestApplicationContext,
    readonly clientId: string,
  ) {}

  static async start(databaseUrl: string, environment: Record<string, string>): Promise<Domain> {
    const { settings, startProviders } = readConfiguration({ ...FAST, ...environment });
    const app = await NestFactory.createApplicationContext(
      {
        module: class DomainTest {},
        imports: [
          PlatformModule.register({ settings, databaseUrl, logger: SILENT, name: 'domain-test', poolSize: 8 }),
          TypeOrmModule.forFeature(ALL_ENTITIES),
          RailsModule.register(startProviders()),
          PayoutsModule.register(),
          ReconciliationModule,
        ],
      },
      { logger: false, abortOnError: false },
    );
    return new Domain(app, await newClient(app.get(DataSource)));
  }

  get<T>(type: Type<T>): T {
    return this.app.get(type);
  }

  get dataSource(): DataSource {
    return this.app.get(DataSource);
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  /** Creates a payout and waits for it to rest. */
  async pay(
    accountNumber: string,
    overrides: Partial<Parameters<CreatePayout['create']>[0]> & { accountHolderName?: string } = {},
  ): Promise<Payout> {
    const payout = await this.create(accountNumber, overrides);
    return this.get(WaitForRest).wait(payout.id, 60_000);
  }

  /** Creates a payout, of the client of this domain when no other is named. */
  async create(
    accountNumber: string,
    overrides: Partial<Parameters<CreatePayout['create']>[0]> & { accountHolderName?: string } = {},
    clientId = this.clientId,
    waitMs = 0,
  ): Promise<Payout> {
    const { accountHolderName = null, ...request } = overrides;
    const { payout } = await this.get(CreatePayout).create(
      {
        reference: randomUUID(),
        amount: 50_000n,
        rail: 'duitku.online',
        destination: { type: 'bank_account', bankCode: '014', accountNumber, accountHolderName },
        purpose: null,
        sender: null,
        confirmation: 'automatic',
        metadata: {},
        ...request,
      },
      { clientId, by: testActor(), idempotencyKey: randomUUID(), waitMs },
    );
    return payout;
  }

  read(id: string): Promise<Payout> {
    return this.get(FindPayouts).byId(id);
  }

  /** Works on what is due until the payout has one of these statuses. */
  workUntil(id: string, status: PayoutStatus, withinMs?: number): Promise<Payout> {
    return eventually(
      `payout becomes ${status}`,
      async () => {
        await this.get(WorkPayouts).claimDue();
        const payout = await this.read(id);
        if (payout.status !== status) throw new Error(`it is ${payout.status}`);
        return payout;
      },
      withinMs,
    );
  }

  /** The kinds of alerts raised for a payout, in order. */
  async alertsOf(payoutId: string): Promise<string[]> {
    const rows: { kind: string }[] = await this.dataSource.query(
      `select kind from alert where payout_id = $1 order by at, id`,
      [payoutId],
    );
    return rows.map((row) => row.kind);
  }

  /** Makes a payout due now, as if its time had come. */
  async makeDue(payoutId: string): Promise<void> {
    await this.dataSource.query(`update payout set due_at = now() where id = $1`, [payoutId]);
  }

  /** Makes a payout's transfer look older than it is, as if so much time had passed. */
  async age(payoutId: string, interval: string): Promise<void> {
    await this.dataSource.transaction(async (tx) => {
      // The guard refuses this, as it must; a test may not wait for days.
      await tx.query('alter table attempt disable trigger attempt_guard_update');
      await tx.query(`update attempt set intent_at = intent_at - $2::interval where payout_id = $1`, [
        payoutId,
        interval,
      ]);
      await tx.query('alter table attempt enable trigger attempt_guard_update');
    });
  }
}
