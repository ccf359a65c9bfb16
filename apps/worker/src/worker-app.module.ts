import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ApiKey, Client } from '#libs/clients';
import { PayoutsModule } from '#libs/payouts';
import { assertSafeDatabase, dataSourceOptions, SETTINGS, type Settings } from '#libs/platform';
import type { RailDirectory } from '#libs/rails';
import { WorkerModule } from '#libs/worker';

/** Time in: everything this process is made of. It accepts nothing from anybody. */
@Module({})
export class WorkerAppModule implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  static register(settings: Settings, rails: RailDirectory, databaseUrl: string): DynamicModule {
    const applicationName = `salur-worker ${process.env.HOSTNAME ?? 'salur'}:${process.pid}`;
    return {
      module: WorkerAppModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions({ url: databaseUrl, poolSize: settings.databasePoolSize, applicationName }, []),
          autoLoadEntities: true,
          // Whoever starts the worker starts it again; a start that waits for a wrong address helps nobody.
          retryAttempts: 0,
        }),
        // Payouts refer to clients; who may call is of no concern here.
        TypeOrmModule.forFeature([Client, ApiKey]),
        PayoutsModule.register(settings, rails),
        WorkerModule,
      ],
    };
  }

  /** @throws UnsafeDatabaseError */
  async onModuleInit(): Promise<void> {
    await assertSafeDatabase(this.dataSource, { allowLossy: this.settings.environment === 'test' });
  }
}
