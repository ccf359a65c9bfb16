import { type DynamicModule, Module } from '@nestjs/common';
import { Books } from './books.js';
import { Callbacks } from './callbacks.js';
import { ControlController } from './control/control.controller.js';
import { Accounts } from './duitku/accounts.js';
import { DuitkuController } from './duitku/duitku.controller.js';
import { Faults } from './faults.js';
import { Holds } from './holds.js';
import { Outage } from './outage.js';
import { RequestLog } from './request-log.js';
import { SANDBOX_SETTINGS, type SandboxSettings } from './sandbox.settings.js';

/** The whole sandbox: the provider face, the control API and the state they share. */
@Module({
  controllers: [DuitkuController, ControlController],
  providers: [Accounts, Faults, Holds, RequestLog, Outage, Callbacks],
})
export class SandboxModule {}

/** The module with its settings and the books they name. @throws Error (at start) when the books file is damaged. */
export function sandboxModule(settings: SandboxSettings): DynamicModule {
  return {
    module: SandboxModule,
    providers: [
      { provide: SANDBOX_SETTINGS, useValue: settings },
      { provide: Books, useFactory: () => new Books(settings.booksFile) },
    ],
  };
}
