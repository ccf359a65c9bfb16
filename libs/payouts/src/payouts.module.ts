import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SETTINGS, type Settings } from '#libs/platform';
import { AcceptQueue } from './accept/accept-queue.js';
import { CreatePayout } from './accept/create-payout.js';
import { CallbackRoutes } from './callbacks/callback-routes.js';
import { CountRefusals, ProcessCallbacks, TakeCallback } from './callbacks/index.js';
import { StoreCallbacks } from './callbacks/store-callbacks.js';
import { CheckPayout } from './check/check-payout.js';
import { InquirePayout } from './inquiry/inquire-payout.js';
import { ExportPayouts } from './read/export-payouts.js';
import { FindPayouts } from './read/find-payouts.js';
import { ReadBeside } from './read/read-beside.js';
import { WaitForRest } from './read/wait-for-rest.js';
import { Alert } from './records/alert.js';
import { AlertNotice } from './records/alert-notice.entity.js';
import { Attempt, AttemptKey, CashPickupCode } from './records/attempt.entity.js';
import { Callback, CallbackRefusal } from './records/callback.entity.js';
import { ErasePersonalData } from './records/erase-personal-data.js';
import { Payout } from './records/payout.entity.js';
import { OutboxEntry, PayoutEvent, PayoutTransition } from './records/payout-event.entity.js';
import { SealedData } from './records/personal-data.js';
import { ResolutionProposal } from './records/proposals.js';
import { ExchangeRecord } from './records/provider-call.js';
import { PutDown } from './records/put-down.js';
import { LocalWorkers, WakeWorkers } from './records/workers.js';
import { CancelPayout } from './review/cancel-payout.js';
import { CheckNow } from './review/check-now.js';
import { ConfirmPayout } from './review/confirm-payout.js';
import { ResolvePayout } from './review/resolve-payout.js';
import { TransferPayout } from './transfer/transfer-payout.js';
import { ReleaseFunds } from './waits/release-funds.js';
import { WaitForRail } from './waits/wait-for-rail.js';
import { WORK_MODE, type WorkMode, WorkPayouts } from './work/work-payouts.js';

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
  AlertNotice,
  OutboxEntry,
  ResolutionProposal,
];

/** What can be done with payouts, from outside of this library. */
const EXPORTED = [
  CreatePayout,
  ConfirmPayout,
  CancelPayout,
  ResolvePayout,
  CheckNow,
  FindPayouts,
  ReadBeside,
  ExportPayouts,
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
  /** @param mode which work the process takes on; by default an inline worker's, if `WORKER` says so */
  static register(mode?: WorkMode): DynamicModule {
    const workMode = {
      provide: WORK_MODE,
      inject: [SETTINGS],
      useFactory: ({ worker }: Settings): WorkMode => mode ?? (worker === 'inline' ? 'due' : 'none'),
    };
    return {
      module: PayoutsModule,
      global: true,
      imports: [TypeOrmModule.forFeature(PAYOUT_ENTITIES)],
      providers: [
        workMode,
        { provide: LocalWorkers, useExisting: WorkPayouts },
        PutDown,
        AcceptQueue,
        CallbackRoutes,
        CountRefusals,
        StoreCallbacks,
        InquirePayout,
        TransferPayout,
        WaitForRail,
        CheckPayout,
        ...EXPORTED,
      ],
      exports: EXPORTED,
    };
  }
}
