import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '#libs/platform';
import type { StatusOutcome } from '#libs/providers';
import { Circuits, RailDirectory } from '#libs/rails';
import { isFinal } from '../law/status.js';
import { raiseAlert } from '../records/alert.js';
import { Attempt } from '../records/attempt.entity.js';
import { collectExchanges, keepEvidence, noteCalls } from '../records/evidence.js';
import type { Payout } from '../records/payout.entity.js';
import { SealedData } from '../records/personal-data.js';
import { recordedOrderOf } from '../records/provider-order.js';

/** Refused attempts of a payout that its end does not rest on: it went on without them, to another attempt or to nothing. */
const LEFT_BEHIND = `
  select attempt.id from attempt join payout on payout.id = attempt.payout_id
  where payout.id = $1 and attempt.result = 'refused' and (payout.status = 'cancelled' or exists (
    select from attempt later where later.payout_id = payout.id and later.number > attempt.number
      and later.result is distinct from 'not_sent'))
  order by attempt.number`;

/**
 * A refusal is proof, or no other rail could ever be taken; but a provider may be wrong. So whenever a final payout is looked
 * at again, the transfers that it left behind as refused are asked about once more. A status check that says `paid` (or
 * `returned`, which was paid once) shows that a refusal was wrong. Then a person is alerted: the money has left twice, or has
 * left for a payout that is cancelled. The attempt keeps its result: what was decided on it cannot be taken back. A callback
 * to the same effect is a hint: a person is alerted at once, and nothing more is sent.
 */
@Injectable()
export class CheckRefused {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    private readonly circuits: Circuits,
    private readonly sealed: SealedData,
  ) {}

  /** @returns the first attempt that was paid although it had been refused; null when there is none */
  async check(payout: Payout, signal: AbortSignal): Promise<Attempt | null> {
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
    const rail = this.rails.rail(attempt.rail);
    if (rail === undefined) return false;
    const call = collectExchanges({ signal });
    const outcome = await rail.checkStatus(recordedOrderOf(this.sealed, payout, attempt), call);
    noteCalls(this.circuits, attempt.provider, call.exchanges);
    const paid = outcome.kind === 'paid' || outcome.kind === 'returned';
    await inTransaction(this.dataSource, async (tx) => {
      await keepEvidence(tx, { id: payout.id, provider: attempt.provider }, attempt.id, call.exchanges);
      if (paid) await this.alertOnce(tx, payout, attempt, outcome);
    });
    return paid;
  }

  private async alertOnce(tx: EntityManager, payout: Payout, attempt: Attempt, outcome: StatusOutcome): Promise<void> {
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
}
