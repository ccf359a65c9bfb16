import type { INestApplicationContext, Type } from '@nestjs/common';
import { type ModuleRef, NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditModule } from '#libs/audit';
import { PayoutsModule, viewOfSnapshot } from '#libs/payouts';
import { createLogger } from '#libs/platform';
import { PlatformModule } from '#libs/platform/module';
import { readConfiguration } from '#libs/providers';
import { RailsModule } from '#libs/rails';
import { ReconciliationModule } from '#libs/reconciliation';
import { WebhooksModule } from '#libs/webhooks';
import { LOOPS } from '#libs/worker';
import { PATIENT_CONNECT_TIMEOUT } from './eventually.js';
import { ALL_ENTITIES } from './test-data-source.js';

/** Delays that let a story which takes hours in production end in a second. */
const FAST = {
  DATABASE_CONNECT_TIMEOUT: PATIENT_CONNECT_TIMEOUT,
  NODE_ENV: 'test',
  STATUS_CHECK_DELAYS: '50ms,50ms,100ms',
  WORKER_LEASE: '1s',
  PROVIDER_TIMEOUT: '2s',
  PROVIDER_RATE: '1000',
  WEBHOOK_ALLOW_PRIVATE: 'true',
};

/** All that a worker is made of, in this process. Its loops run when a test says so, and never by the clock. */
export class Loops {
  private constructor(private readonly app: INestApplicationContext) {}

  static async start(databaseUrl: string, environment: Readonly<Record<string, string>>): Promise<Loops> {
    const { settings, startProviders } = readConfiguration({ ...FAST, ...environment });
    const logger = createLogger({ logLevel: 'silent' });
    const app = await NestFactory.createApplicationContext(
      {
        module: class LoopsTest {},
        imports: [
          PlatformModule.register({ settings, databaseUrl, logger, name: 'loops-test', poolSize: 8 }),
          TypeOrmModule.forFeature(ALL_ENTITIES),
          RailsModule.register(startProviders()),
          PayoutsModule.register('due'),
          WebhooksModule.register({ payout: viewOfSnapshot }),
          AuditModule,
          ReconciliationModule,
        ],
      },
      { logger: false, abortOnError: false },
    );
    return new Loops(app);
  }

  get<T>(type: Type<T>): T {
    return this.app.get(type, { strict: false });
  }

  get dataSource(): DataSource {
    return this.get(DataSource);
  }

  /** Runs a loop once, by its name in the table of loops. */
  async run(name: string): Promise<void> {
    const loop = LOOPS.find((each) => each.name === name);
    if (loop === undefined) throw new Error(`there is no loop ${name}`);
    await loop.run(this.app as unknown as ModuleRef);
  }

  stop(): Promise<void> {
    return this.app.close();
  }
}
