import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from './config/settings.js';
import { dataSourceOptions } from './database/data-source-options.js';
import { DatabaseCondition } from './database/database-condition.js';
import { ListenToDatabase } from './database/listen-to-database.js';
import { assertSafeDatabase } from './database/server-checks.js';
import { Vault } from './vault/vault.js';
import { LivingWorkers } from './workers/living-workers.js';
import { Worker } from './workers/worker.entity.js';

/** The tables of this library. */
export const PLATFORM_ENTITIES = [Worker];

/** What a process is made with. */
export interface PlatformParts {
  readonly settings: Settings;
  readonly databaseUrl: string;
  readonly logger: Logger;
  /** The process in pg_stat_activity: `salur-api`, followed by host and process id. */
  readonly name: string;
  /** Connections to PostgreSQL at most; `DATABASE_POOL_SIZE` where none is given. */
  readonly poolSize?: number;
}

/**
 * What every library needs and every process has once: the settings, the vault, the log and the database, which is checked
 * before anything else starts. Global, so that no library exports them again.
 */
@Module({})
export class PlatformModule implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  static register({ settings, databaseUrl, logger, name, poolSize }: PlatformParts): DynamicModule {
    const applicationName = `${name} ${process.env.HOSTNAME ?? 'salur'}:${process.pid}`;
    const target = {
      url: databaseUrl,
      poolSize: poolSize ?? settings.databasePoolSize,
      connectTimeoutMs: settings.databaseConnectTimeoutMs,
      applicationName,
    };
    return {
      module: PlatformModule,
      global: true,
      imports: [
        LoggerModule.forRoot({ pinoHttp: { logger, wrapSerializers: false }, forRoutes: [] }),
        TypeOrmModule.forRoot({
          ...dataSourceOptions(target, []),
          autoLoadEntities: true,
          // What started the process starts it again; waiting for a wrong address does not make it right.
          retryAttempts: 0,
        }),
        TypeOrmModule.forFeature(PLATFORM_ENTITIES),
      ],
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: Vault, useValue: new Vault(settings) },
        DatabaseCondition,
        LivingWorkers,
        ListenToDatabase,
      ],
      exports: [SETTINGS, Vault, DatabaseCondition, LivingWorkers, ListenToDatabase],
    };
  }

  /** @throws UnsafeDatabaseError for a database that may lose payouts or has another schema */
  async onModuleInit(): Promise<void> {
    await assertSafeDatabase(this.dataSource, { allowLossy: this.settings.environment === 'test' });
  }
}
