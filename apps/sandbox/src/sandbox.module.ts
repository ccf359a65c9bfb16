import { type DynamicModule, Module } from '@nestjs/common';
import { Books } from './books.js';
import { CallbackLog } from './callbacks/callback-log.js';
import { CallbackOrders } from './callbacks/callback-orders.js';
import { Callbacks, CallbackUrls } from './callbacks/callbacks.js';
import { CallbacksController } from './control/callbacks.controller.js';
import { ControlController } from './control/control.controller.js';
import { RESETTABLES, type Resettable } from './control/control.orders.js';
import { StatementsController } from './control/statements.controller.js';
import { DokuAccounts } from './doku/accounts.js';
import { Behaviour } from './doku/behaviour.js';
import { DokuController } from './doku/doku.controller.js';
import { DokuControlController } from './doku/doku-control.controller.js';
import { DokuFace, ExternalIds, Tokens } from './doku/doku-face.js';
import { Accounts } from './duitku/accounts.js';
import { CashOutController, DuitkuController } from './duitku/duitku.controller.js';
import { Faults } from './faults.js';
import { Holds, Outage } from './holds.js';
import { ProviderCalls } from './provider-calls.js';
import { RequestLog } from './request-log.js';
import { SANDBOX_SETTINGS, type SandboxSettings } from './sandbox.settings.js';
import { Statements } from './statements/statements.js';

/** What a reset empties. The books come last: what the others leave behind may still be booked. */
const RESET_BY_A_RESET = [
  DokuAccounts,
  Behaviour,
  ExternalIds,
  Faults,
  Holds,
  Accounts,
  RequestLog,
  Callbacks,
  CallbackOrders,
  CallbackLog,
  Statements,
  Outage,
  Books,
];

/** The whole sandbox: the provider faces, the control API and the state they share. */
@Module({
  controllers: [
    DuitkuController,
    CashOutController,
    DokuController,
    ControlController,
    CallbacksController,
    StatementsController,
    DokuControlController,
  ],
  providers: [
    ...[Accounts, Faults, Holds, RequestLog, Outage, ProviderCalls, Statements],
    ...[Callbacks, CallbackLog, CallbackOrders, CallbackUrls],
    ...[DokuFace, DokuAccounts, Behaviour, Tokens, ExternalIds],
    {
      provide: RESETTABLES,
      useFactory: (...resettables: Resettable[]) => resettables,
      inject: RESET_BY_A_RESET,
    },
  ],
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
