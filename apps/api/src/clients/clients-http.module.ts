import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ClientsModule, ensureBootstrapKey } from '#libs/clients';
import { SETTINGS, type Settings } from '#libs/platform';
import { ClientsController } from './clients.controller.js';
import { KeysController } from './keys.controller.js';

/** /v1/clients and /v1/keys. Creates the first API key at the start. */
@Module({
  imports: [ClientsModule],
  controllers: [ClientsController, KeysController],
})
export class ClientsHttpModule implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws BootstrapKeyTakenError */
  async onModuleInit(): Promise<void> {
    const { bootstrapApiKey, apiKeyPepper } = this.settings;
    if (bootstrapApiKey !== null) await ensureBootstrapKey(this.dataSource, bootstrapApiKey, apiKeyPepper);
  }
}
