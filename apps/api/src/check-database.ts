import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ensureBootstrapKey } from '#libs/clients';
import { assertSafeDatabase, SETTINGS, type Settings } from '#libs/platform';

/** Refuses to start on a database that may lose payouts or has another schema; then sees that the first API key works. */
@Injectable()
export class CheckDatabase implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws UnsafeDatabaseError or BootstrapKeyTakenError */
  async onModuleInit(): Promise<void> {
    await assertSafeDatabase(this.dataSource, { allowLossy: this.settings.environment === 'test' });
    const { bootstrapApiKey, apiKeyPepper } = this.settings;
    if (bootstrapApiKey !== null) await ensureBootstrapKey(this.dataSource, bootstrapApiKey, apiKeyPepper);
  }
}
