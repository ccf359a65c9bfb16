import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AcceptQueue } from './accept-queue.js';
import { Alert } from './alert.entity.js';
import { AskRefused } from './ask-refused.js';
import { Attempt } from './attempt.entity.js';
import { AttemptKey } from './attempt-key.entity.js';
import { CallbackRoutes } from './callbacks/callback-routes.js';
import { Callback, CallbackRefusal, CountRefusals, ProcessCallbacks, TakeCallback } from './callbacks/index.js';
import { StoreCallbacks } from './callbacks/store-callbacks.js';
import { CancelPayout } from './cancel-payout.js';
import { CashPickupCode } from './cash-pickup.entity.js';
import { CheckNow } from './check-now.js';
import { CheckPayout } from './check-payout.js';
import { ConfirmPayout } from './confirm-payout.js';
import { CreatePayout } from './create-payout.js';
import { ErasePersonalData } from './erase-personal-data.js';
import { ExchangeRecord } from './exchange.entity.js';
import { FindPayouts } from './find-payouts.js';
import { InquirePayout } from './inquire-payout.js';
import { OutboxEntry } from './outbox-entry.entity.js';
import { Payout } from './payout.entity.js';
import { PayoutEvent } from './payout-event.entity.js';
import { PayoutTransition } from './payout-transition.entity.js';
import { SealedData } from './personal-data.js';
import { RecordTransferOutcome } from './record-transfer-outcome.js';
import { ReleaseFunds } from './release-funds.js';
import { ResolutionProposal } from './resolution-proposal.entity.js';
import { ResolvePayout } from './resolve-payout.js';
import { TransferPayout } from './transfer-payout.js';
import { WaitForRail } from './wait-for-rail.js';
import { WaitForRest } from './wait-for-rest.js';
import { WakeWorkers } from './wake-workers.js';
import { WorkPayouts } from './work-payouts.js';

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
@Global()
@Module({
  imports: [TypeOrmModule.forFeature(PAYOUT_ENTITIES)],
  providers: [
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
  exports: VERBS,
})
export class PayoutsModule {}
