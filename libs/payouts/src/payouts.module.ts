import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SETTINGS, type Settings, Vault } from '#libs/platform';
import { AcceptQueue } from './accept/accept-queue.js';
import { CreatePayout } from './accept/create-payout.js';
import { CallbackRoutes } from './callbacks/callback-routes.js';
import { Callback, CallbackRefusal, CountRefusals, ProcessCallbacks, TakeCallback } from './callbacks/index.js';
import { StoreCallbacks } from './callbacks/store-callbacks.js';
import { AskRefused } from './check/ask-refused.js';
import { CheckPayout } from './check/check-payout.js';
import { InquirePayout } from './inquiry/inquire-payout.js';
import { FindPayouts } from './read/find-payouts.js';
import { WaitForRest } from './read/wait-for-rest.js';
import { Alert } from './records/alert.entity.js';
import { Attempt } from './records/attempt.entity.js';
import { AttemptKey } from './records/attempt-key.entity.js';
import { CashPickupCode } from './records/cash-pickup.entity.js';
import { ErasePersonalData } from './records/erase-personal-data.js';
import { ExchangeRecord } from './records/exchange.entity.js';
import { OutboxEntry } from './records/outbox-entry.entity.js';
import { Payout } from './records/payout.entity.js';
import { PayoutEvent } from './records/payout-event.entity.js';
import { PayoutTransition } from './records/payout-transition.entity.js';
import { SealedData } from './records/personal-data.js';
import { ResolutionProposal } from './records/resolution-proposal.entity.js';
import { CancelPayout } from './review/cancel-payout.js';
import { CheckNow } from './review/check-now.js';
import { ConfirmPayout } from './review/confirm-payout.js';
import { ResolvePayout } from './review/resolve-payout.js';
import { RecordTransferOutcome } from './transfer/record-transfer-outcome.js';
import { TransferPayout } from './transfer/transfer-payout.js';
import { ReleaseFunds } from './waits/release-funds.js';
import { WaitForRail } from './waits/wait-for-rail.js';
import { WakeWorkers } from './work/wake-workers.js';
import { WorkPayouts } from './work/work-payouts.js';

/** The tables of this library. */
export const PAYOUT_ENTITIES = [
  Payout,
  PayoutEvent,
  PayoutTransition,
  Attempt,
  AttemptKey,
  Callback,
  CallbackRefusal,
  CashPickupCode,
  ExchangeRecord,
  Alert,
  OutboxEntry,
  ResolutionProposal,
];

const VERBS = [
  CreatePayout,
  ConfirmPayout,
  CancelPayout,
  ResolvePayout,
  CheckNow,
  FindPayouts,
  SealedData,
  WaitForRest,
  WorkPayouts,
  ReleaseFunds,
  ErasePersonalData,
  WakeWorkers,
  TakeCallback,
  ProcessCallbacks,
];

/** The domain: what can be done to a payout. Needs the rails of RailsModule. */
@Module({})
export class PayoutsModule {
  static register(settings: Settings): DynamicModule {
    return {
      module: PayoutsModule,
      global: true,
      imports: [TypeOrmModule.forFeature(PAYOUT_ENTITIES)],
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: Vault, useValue: new Vault(settings) },
        AcceptQueue,
        CallbackRoutes,
        CountRefusals,
        StoreCallbacks,
        InquirePayout,
        TransferPayout,
        RecordTransferOutcome,
        WaitForRail,
        AskRefused,
        CheckPayout,
        ...VERBS,
      ],
      exports: [SETTINGS, Vault, ...VERBS],
    };
  }
}
