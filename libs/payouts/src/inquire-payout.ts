import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { crashPoint, inTransaction, SETTINGS, type Settings } from '#libs/platform';
import type { InquiryOutcome } from '#libs/providers';
import { RailDirectory } from '#libs/rails';
import { keepEvidence } from './keep-evidence.js';
import { compareAccountNames } from './name-match.js';
import type { Payout } from './payout.entity.js';
import { collectExchanges, newReference, orderOf } from './provider-call.js';
import { CONFIRM_WITHIN_MS, INQUIRY_TRIES, leaseMs, nextDelayMs } from './schedule.js';
import { type Move, transition } from './transition.js';
import { later, type Worked } from './worked.js';

/** Asks the provider who owns the destination account. Moves no money, so an unclear answer is simply asked for again. */
@Injectable()
export class InquirePayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async run(payout: Payout, signal: AbortSignal): Promise<Worked> {
    const call = collectExchanges({ signal });
    const rail = this.rails.rail(payout.rail);
    const outcome: InquiryOutcome =
      rail?.inquire === undefined
        ? { kind: 'unavailable', words: { code: null, message: `${payout.rail} is not configured` } }
        : await rail.inquire(orderOf(payout, await newReference(this.dataSource)), call);
    crashPoint('after_inquiry_answer');

    return inTransaction(this.dataSource, async (tx) => {
      await keepEvidence(tx, payout, null, call.exchanges);
      if (outcome.kind === 'unavailable' && payout.tries + 1 < INQUIRY_TRIES) {
        return later(tx, payout, nextDelayMs(this.settings.statusCheckDelaysMs, payout.tries));
      }
      const moved = await transition(tx, payout, this.moveOf(payout, outcome));
      if (moved.kind !== 'moved') return null;
      return { payout: moved.payout, goOn: mayTransfer(moved.payout) };
    });
  }

  private moveOf(payout: Payout, outcome: InquiryOutcome): Move {
    const common = { actor: 'salur', by: 'lease' } as const;
    if (outcome.kind === 'passed') {
      const nameMatch =
        payout.accountHolderName === null ? null : compareAccountNames(payout.accountHolderName, outcome.accountName);
      return {
        ...common,
        event: 'inquiry_passed',
        detail: { nameMatch, code: outcome.words.code, providerReference: outcome.providerReference },
        set: {
          accountName: outcome.accountName,
          nameMatch,
          ticket: outcome.ticket,
          providerReference: outcome.providerReference,
          fee: outcome.fee,
        },
        dueInMs: mayTransfer({ ...payout, nameMatch }) ? leaseMs(this.settings) : CONFIRM_WITHIN_MS,
      };
    }
    const failureCode = outcome.kind === 'refused' ? outcome.reason : 'inquiry_unavailable';
    return {
      ...common,
      event: 'refused',
      detail: { step: 'inquiry', reason: failureCode, ...outcome.words },
      set: {
        proof: 'api_reply',
        failureCode,
        failureMessage: outcome.words.message,
        failureProviderCode: outcome.words.code,
      },
      // No transfer was ever sent: there is nothing that could come back later.
      dueInMs: null,
    };
  }
}

/** Whether an inquired payout goes on to its transfer without (further) asking a person. */
export function mayTransfer(payout: Pick<Payout, 'confirmation' | 'nameMatch' | 'confirmedAt'>): boolean {
  return payout.confirmedAt !== null || (payout.confirmation === 'automatic' && payout.nameMatch !== 'different');
}
