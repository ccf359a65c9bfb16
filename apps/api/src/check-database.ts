import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ensureBootstrapKey } from '#libs/clients';
import {
  assertSafeDatabase,
  connectionWarnings,
  judgeRole,
  type RoleVerdict,
  SETTINGS,
  type Settings,
} from '#libs/platform';

/** Refuses to start on a database that may lose payouts or has another schema; then sees that the first API key works. */
@Injectable()
export class CheckDatabase implements OnModuleInit {
  /** What the role that the service connects as may do, as it was at the start. */
  role: RoleVerdict = 'unrestricted';
  private readonly logger = new Logger('Database');

  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws UnsafeDatabaseError or BootstrapKeyTakenError */
  async onModuleInit(): Promise<void> {
    const { environment, bootstrapApiKey, apiKeyPepper } = this.settings;
    await assertSafeDatabase(this.dataSource, { allowLossy: environment === 'test' });
    this.role = await judgeRole(this.dataSource);
    const { url } = this.dataSource.options as { url: string };
    if (environment === 'production')
      for (const warning of connectionWarnings(url, this.role)) this.logger.warn(warning);
    if (bootstrapApiKey !== null) await ensureBootstrapKey(this.dataSource, bootstrapApiKey, apiKeyPepper);
  }
}
