import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '#libs/audit';
import { crashPoint, DatabaseCondition, newId, Problem, SETTINGS, type Settings, Signal, Vault } from '#libs/platform';
import { RailDirectory, rejectionsOf } from '#libs/rails';
import { leaseMs } from '../law/schedule.js';
import { takesTwoPeople } from '../law/standing.js';
import { Payout } from '../records/payout.entity.js';
import { SealedData } from '../records/personal-data.js';
import { LocalWorkers } from '../records/workers.js';
import { type ChosenRail, shortVerdict } from '../waits/decide-wait.js';
import type { AcceptRow } from './accept-payouts.queries.js';
import { AcceptQueue, dailyLimitExceeded } from './accept-queue.js';
import { isSameRequest, type PayoutDestination, type PayoutRequest, requestHashOf } from './payout-request.js';

/** This process accepted a payout, and the commit is acknowledged. */
export const PAYOUT_ACCEPTED = new Signal<{ readonly rail: string }>();

/** The caller, and what distinguishes this request from a repetition. */
export interface CreateContext {
  readonly clientId: string;
  readonly by: Actor;
  readonly idempotencyKey: string;
  /** How long the caller waits for the payout to rest; 0: not at all. */
  readonly waitMs: number;
  /** Whether the client is thought to have daily limits. They are kept either way. */
  readonly hasDailyLimits?: boolean;
}

/** `replayed`: the key was used before with the same body, and this is that payout. */
export type CreateResult =
  | {
      readonly payout: Payout;
      readonly replayed: false;
      /** Earlier payouts of the client with the same destination and amount, newest first. */
      readonly duplicates: readonly string[];
    }
  | { readonly payout: Payout; readonly replayed: true };

/** How much longer than its wait a create may run before a repetition no longer gets "still running". */
const ANSWER_MARGIN_MS = 5_000;

/** Accepts a payout: durably, once per Idempotency-Key and once per reference, and sees that work on it starts at once. */
@Injectable()
export class CreatePayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: AcceptQueue,
    private readonly rails: RailDirectory,
    private readonly workers: LocalWorkers,
    private readonly sealed: SealedData,
    private readonly vault: Vault,
    private readonly database: DatabaseCondition,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * @throws Problem `validation_failed` when it takes two people and would go without a confirmation or when the bank is unknown, `no_rail`, `idempotency_key_reused`, `idempotency_in_progress`, `duplicate_reference` or
   *   `daily_limit_exceeded`
   */
  async create(request: PayoutRequest, context: CreateContext): Promise<CreateResult> {
    if (request.confirmation === 'automatic' && takesTwoPeople(request, this.settings)) {
      const earlier = await this.findByKey(context);
      if (earlier !== null) return this.replay(earlier, request);
      throw automaticRefused(request, this.settings);
    }
    const choice = this.rails.choose(request.rail, request);
    if (choice.kind === 'none') {
      const earlier = await this.findByKey(context);
      if (earlier !== null) return this.replay(earlier, request);
      this.requireKnownBank(request.destination);
      throw new Problem('no_rail', 'No rail can carry this payout', { rails: rejectionsOf(choice.verdicts) });
    }
    const takeOn = this.workers.keepPlace(choice.provider);
    try {
      return await this.accept(request, context, { choice, takeOn });
    } finally {
      if (takeOn) this.workers.givePlaceBack(choice.provider);
    }
  }

  private async accept(
    request: PayoutRequest,
    context: CreateContext,
    { choice, takeOn }: { choice: ChosenRail; takeOn: boolean },
  ): Promise<CreateResult> {
    const id = newId();
    const row: AcceptRow = {
      payout: {
        id,
        clientId: context.clientId,
        reference: request.reference,
        idempotencyKey: context.idempotencyKey,
        requestHash: requestHashOf(this.vault, request),
        amount: request.amount,
        requestedRail: request.rail,
        rail: choice.rail,
        provider: choice.provider,
        ...this.destinationColumns(id, request),
        purpose: request.purpose,
        metadata: request.metadata,
        confirmation: request.confirmation,
      },
      by: context.by,
      detail: request.rail === 'auto' ? { rail: choice.rail, rails: choice.verdicts.map(shortVerdict) } : {},
      leaseMs: takeOn ? leaseMs(this.settings) : null,
      answerLockedMs: context.waitMs > 0 ? context.waitMs + ANSWER_MARGIN_MS : null,
    };

    const accepted = await this.queue.accept(row, context.hasDailyLimits ?? false);
    if (accepted.kind === 'over_limit') {
      const earlier = await this.findByKey(context);
      if (earlier !== null) return this.replay(earlier, request);
      throw dailyLimitExceeded(accepted.limit);
    }
    if (accepted.kind === 'conflict') return this.explainConflict(request, context);
    PAYOUT_ACCEPTED.emit({ rail: choice.rail });
    crashPoint('after_accept');
    const payout = asCreated(row, accepted.createdAt);
    if (takeOn) this.workers.takeOn(payout);
    else this.workers.wake(choice.provider);
    return { payout, replayed: false, duplicates: accepted.duplicates };
  }

  private async explainConflict(request: PayoutRequest, context: CreateContext): Promise<CreateResult> {
    const earlier = await this.findByKey(context);
    if (earlier !== null) return this.replay(earlier, request);
    const { clientId } = context;
    const taken = await this.dataSource.getRepository(Payout).findOneBy({ clientId, reference: request.reference });
    throw new Problem(
      'duplicate_reference',
      `The reference ${JSON.stringify(request.reference)} belongs to another payout`,
      {
        payoutId: taken?.id,
      },
    );
  }

  private destinationColumns(id: string, { destination, sender }: PayoutRequest) {
    if (destination.type === 'bank_account') {
      const { type, bankCode, accountNumber, accountHolderName } = destination;
      return {
        destinationType: type,
        bankCode,
        outlet: null,
        destinationHash: this.sealed.destinationHash(accountNumber),
        personalSealed: this.sealed.sealPersonal(id, { accountNumber, accountHolderName, recipient: null, sender }),
      };
    }
    const { type, ...recipient } = destination;
    return {
      destinationType: type,
      bankCode: null,
      outlet: recipient.outlet,
      destinationHash: this.sealed.destinationHash(recipient.phoneNumber),
      personalSealed: this.sealed.sealPersonal(id, { ...NO_ACCOUNT, recipient, sender }),
    };
  }

  /** Not part of reading the request: the answer to a payout stays what it was when a provider's list changes. */
  private requireKnownBank(destination: PayoutDestination): void {
    if (destination.type !== 'bank_account' || this.rails.knowsBank(destination.bankCode)) return;
    const [field, message] = ['destination.bankCode', 'unknown bank: GET /v1/banks lists the codes'];
    throw new Problem('validation_failed', `${field}: ${message}`, { errors: [{ field, message }] });
  }

  private replay(earlier: Payout, request: PayoutRequest): CreateResult {
    if (!isSameRequest(this.vault, earlier.requestHash, request)) {
      throw new Problem('idempotency_key_reused', 'This Idempotency-Key was used before with another body', {
        payoutId: earlier.id,
      });
    }
    const { answerLockedUntil } = earlier;
    // By the clock by which the first request was given its time.
    const now = this.database.now();
    if (earlier.answerSealed === null && answerLockedUntil !== null && answerLockedUntil > now) {
      const seconds = Math.ceil((answerLockedUntil.getTime() - now.getTime()) / 1_000);
      throw new Problem(
        'idempotency_in_progress',
        'The first request with this key still waits for its payout',
        { payoutId: earlier.id },
        { retryAfterSeconds: Math.min(seconds, 5) },
      );
    }
    return { payout: earlier, replayed: true };
  }

  private findByKey({ clientId, idempotencyKey }: CreateContext): Promise<Payout | null> {
    return this.dataSource.getRepository(Payout).findOneBy({ clientId, idempotencyKey });
  }
}

function automaticRefused({ amount }: PayoutRequest, { twoPeopleFrom }: Settings): Problem {
  const message = `send "manual": a payout of ${amount} rupiah takes two people, as from ${twoPeopleFrom} on, and another person has to confirm it`;
  return new Problem('validation_failed', `confirmation: ${message}`, { errors: [{ field: 'confirmation', message }] });
}

/** The fields of an account that a cash pickup does not have. */
const NO_ACCOUNT = { accountNumber: null, accountHolderName: null } as const;

/** A payout at version 1, just as its row was written; also the first answer to a create that did not wait. */
function asCreated({ payout }: AcceptRow, createdAt: Date): Payout {
  return Object.assign(new Payout(), payout, { createdRail: payout.rail, createdAt, updatedAt: createdAt });
}
