import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { crashPoint, DatabaseCondition, inTransaction, SETTINGS, type Settings } from '#libs/platform';
import type { Exchange, StatusOutcome } from '#libs/providers';
import { Circuits, RailDirectory } from '#libs/rails';
import { leaseMs, nextRecheckMs, REVIEW_CHECK_MS } from '../law/schedule.js';
import { isFinal } from '../law/status.js';
import { carryOut, type Decision, later, move, type Progress } from '../law/transition.js';
import { raiseAlert } from '../records/alert.js';
import { Attempt, type AttemptResult } from '../records/attempt.entity.js';
import type { Payout } from '../records/payout.entity.js';
import { SealedData } from '../records/personal-data.js';
import { collectExchanges, keepEvidence, noteCalls, recordedOrderOf } from '../records/provider-call.js';
import { type AgedAttempt, decideCheck, type Known, withCallback } from './decide-check.js';

/** The result of the attempt when its payout moves. */
const ATTEMPT_RESULTS: Readonly<Record<string, AttemptResult>> = {
  paid: 'paid',
  refused: 'refused',
  returned: 'returned',
};

/** Refused attempts of a payout that its end does not rest on: it went on without them, to another attempt or to nothing. */
const LEFT_BEHIND = `
  select attempt.id from attempt join payout on payout.id = attempt.payout_id
  where payout.id = $1 and attempt.result = 'refused' and (payout.status = 'cancelled' or exists (
    select from attempt later where later.payout_id = payout.id and later.number > attempt.number
      and later.result is distinct from 'not_sent'))
  order by attempt.number`;

/** Asks the provider for the result of a transfer. An ambiguous payout gets its proof only here. */
@Injectable()
export class CheckPayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    private readonly circuits: Circuits,
    private readonly sealed: SealedData,
    private readonly database: DatabaseCondition,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async check(payout: Payout, signal: AbortSignal): Promise<Progress<Payout>> {
    if (payout.erasedAt !== null) return this.cannotAsk(payout);
    const held = payout.status === 'transferring' ? await this.takeOverFromLostSender(payout) : payout;
    if (held === null) return null;
    const paidAfterAll = await this.refusedButPaid(held, signal);
    if (held.status === 'failed' && paidAfterAll !== null) return this.carryOut(held, contradicted(paidAfterAll));
    const attempt = held.status === 'cancelled' ? null : await this.attemptOf(held);
    if (attempt === null) return this.carryOut(held, this.nothingToAsk(held));

    const { outcome, exchanges } = await this.ask(held, attempt, signal);
    crashPoint('during_status_check');
    const known = withCallback(outcome, this.rails.declaration(attempt.rail)?.callbackIsProof ? attempt : null);
    return inTransaction(this.dataSource, (tx) => this.record(tx, held, attempt, known, exchanges));
  }

  /** Asks the provider of an attempt what became of it. */
  private async ask(
    payout: Payout,
    attempt: Attempt,
    signal: AbortSignal,
  ): Promise<{ outcome: StatusOutcome; exchanges: readonly Exchange[] }> {
    const rail = this.rails.rail(attempt.rail);
    if (rail === undefined) {
      const providerMessage = { code: null, message: `${attempt.rail} is not configured` };
      return { outcome: { kind: 'no_information', providerMessage }, exchanges: [] };
    }
    const call = collectExchanges({ signal });
    const outcome = await rail.checkStatus(recordedOrderOf(this.sealed, payout, attempt), call);
    noteCalls(this.circuits, attempt.provider, call.exchanges);
    return { outcome, exchanges: call.exchanges };
  }

  /**
   * A refusal is proof, or no other rail could ever be taken; but a provider may be wrong. So whenever a final payout is
   * looked at again, the transfers that it left behind as refused are asked about once more. A status check that says `paid`
   * (or `returned`, which was paid once) shows that a refusal was wrong. Then a person is alerted: the money has left twice,
   * or has left for a payout that is cancelled. The attempt keeps its result: what was decided on it cannot be taken back. A
   * callback to the same effect is a hint: a person is alerted at once, and nothing more is sent.
   *
   * @returns the first attempt that was paid although it had been refused; null when there is none
   */
  private async refusedButPaid(payout: Payout, signal: AbortSignal): Promise<Attempt | null> {
    if (!isFinal(payout.status)) return null;
    const left: { id: string }[] = await this.dataSource.query(LEFT_BEHIND, [payout.id]);
    let paid: Attempt | null = null;
    for (const { id } of left) {
      const attempt = await this.dataSource.getRepository(Attempt).findOneByOrFail({ id });
      if (await this.wasPaid(payout, attempt, signal)) paid ??= attempt;
    }
    return paid;
  }

  private async wasPaid(payout: Payout, attempt: Attempt, signal: AbortSignal): Promise<boolean> {
    const { outcome, exchanges } = await this.ask(payout, attempt, signal);
    const paid = outcome.kind === 'paid' || outcome.kind === 'returned';
    await inTransaction(this.dataSource, async (tx) => {
      await keepEvidence(tx, { id: payout.id, provider: attempt.provider }, attempt.id, exchanges);
      if (paid) await alertOfRefusal(tx, payout, attempt, outcome);
    });
    return paid;
  }

  private carryOut(payout: Payout, decision: Decision): Promise<Progress<Payout>> {
    return inTransaction(this.dataSource, (tx) => carryOut(tx, payout, decision));
  }

  /** A callback after years, for example: nothing is left to ask the provider with, so a person has to. */
  private cannotAsk(payout: Payout): Promise<Progress<Payout>> {
    return inTransaction(this.dataSource, async (tx) => {
      await raiseAlert(tx, {
        payoutId: payout.id,
        kind: 'erased',
        message: 'This payout was to be looked at again, but its personal data is erased: ask the provider about it',
      });
      return carryOut(tx, payout, later(null));
    });
  }

  /** Law 4: the sender of this payout did not report back, so its outcome is unknown, and it is never sent again. */
  private async takeOverFromLostSender(payout: Payout): Promise<Payout | null> {
    const progress = await this.carryOut(
      payout,
      move({
        event: 'ambiguous',
        actor: 'salur',
        by: { lease: 'kept', leaseMs: leaseMs(this.settings) },
        detail: { reason: 'the process that was to send it did not report back' },
        set: { pendingReason: 'ambiguous' },
        dueInMs: 0,
      }),
    );
    return progress?.payout ?? null;
  }

  /** The live attempt; for finals the last one that may have reached the provider. */
  private async attemptOf(payout: Payout): Promise<AgedAttempt | null> {
    const { entities, raw } = await this.dataSource
      .getRepository(Attempt)
      .createQueryBuilder('attempt')
      .where(`attempt.payout_id = :id and attempt.result is distinct from 'not_sent'`, { id: payout.id })
      .addSelect('extract(epoch from now() - attempt.intent_at) * 1000', 'age_ms')
      .orderBy('attempt.number', 'DESC')
      .limit(1)
      .getRawAndEntities<{ age_ms: string }>();
    const [attempt] = entities;
    return attempt === undefined ? null : Object.assign(attempt, { ageMs: Number(raw[0]?.age_ms) });
  }

  /** Nothing of it was ever sent, or it was cancelled: what of it was refused has been asked about. */
  private nothingToAsk({ status, completedAt }: Payout): Decision {
    return later(
      status === 'cancelled' && completedAt !== null ? nextRecheckMs(completedAt, this.database.now(), null) : null,
    );
  }

  /** Evidence, alerts and what the attempt has become, with what the outcome decides. */
  private async record(
    tx: EntityManager,
    payout: Payout,
    attempt: AgedAttempt,
    known: Known,
    exchanges: readonly Exchange[],
  ): Promise<Progress<Payout>> {
    await keepEvidence(tx, payout, attempt.id, exchanges);
    const { outcome } = known;
    if (outcome.kind === 'no_information' && outcome.alert !== undefined)
      await raiseAlert(tx, { payoutId: payout.id, kind: 'echo_mismatch', message: outcome.alert });
    const { decision, notFoundCount } = decideCheck(payout, attempt, known, {
      ...this.settings,
      mayStayOpenMs: this.rails.declaration(payout.rail)?.mayStayOpenMs ?? 0,
      settledAt: (paidAt) => this.rails.settledAt(payout.rail, paidAt),
      now: this.database.now(),
    });
    const progress = await carryOut(tx, payout, decision);
    if (progress === null) return null;
    const event = decision.kind === 'move' ? decision.move.event : null;
    const result = event === null || attempt.result === 'refused' ? undefined : ATTEMPT_RESULTS[event];
    if (result !== undefined) await tx.update(Attempt, { id: attempt.id }, { result, resultAt: () => 'now()' });
    if (notFoundCount !== attempt.notFoundCount) await tx.update(Attempt, { id: attempt.id }, { notFoundCount });
    if (decision.kind === 'move') await alertOf(tx, payout, decision.move);
    return progress;
  }
}

/** A move after which a person has to look. */
async function alertOf(
  tx: EntityManager,
  { id: payoutId, status }: Payout,
  { event, detail }: { event: string; detail?: Readonly<Record<string, unknown>> },
): Promise<void> {
  const about = { payoutId, ...(detail === undefined ? {} : { detail }) };
  if (event === 'contradicted')
    await raiseAlert(tx, {
      ...about,
      kind: 'contradiction',
      message: `The provider now contradicts that this payout ${status}`,
    });
  if (event === 'escalated')
    await raiseAlert(tx, {
      ...about,
      kind: 'review',
      message: 'The provider cannot say what became of this payout; a person has to find out',
    });
}

/** It failed on one rail, but an earlier one paid it after all. The alert has been raised. */
function contradicted({ number, rail }: Attempt): Decision {
  return move({
    event: 'contradicted',
    actor: 'salur',
    by: { lease: 'ended' },
    detail: { step: 'status', attempt: number, rail },
    set: { reviewReason: 'contradicted' },
    dueInMs: REVIEW_CHECK_MS,
  });
}

/** Once for each attempt: its payout is looked at again and again. */
async function alertOfRefusal(
  tx: EntityManager,
  payout: Payout,
  attempt: Attempt,
  outcome: StatusOutcome,
): Promise<void> {
  const earlier: unknown[] = await tx.query(
    `select from alert where payout_id = $1 and detail ->> 'attemptId' = $2 and detail ->> 'step' = 'status'`,
    [payout.id, attempt.id],
  );
  if (earlier.length > 0) return;
  await raiseAlert(tx, {
    payoutId: payout.id,
    kind: 'contradiction',
    message: `The provider now says that a transfer was ${outcome.kind} which it had refused; its payout is ${payout.status}`,
    detail: {
      step: 'status',
      attemptId: attempt.id,
      rail: attempt.rail,
      outcome: outcome.kind,
      ...outcome.providerMessage,
    },
  });
}
