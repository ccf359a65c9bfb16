import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { crashPoint, inTransaction, NOW, SETTINGS, type Settings } from '#libs/platform';
import type { CallContext, InquiryOutcome, Rail } from '#libs/providers';
import { Circuits, RailDirectory } from '#libs/rails';
import { IS_DOUBTED, recheckOfEndMs } from '../check/ask-refused.js';
import { CONFIRM_WITHIN_MS, INQUIRY_TRIES, leaseMs, nextDelayMs, TRIES_BEFORE_OTHER_RAIL } from '../law/schedule.js';
import { type Move, transition } from '../law/transition.js';
import { keepEvidence } from '../records/keep-evidence.js';
import type { Payout } from '../records/payout.entity.js';
import { SealedData } from '../records/personal-data.js';
import { collectExchanges, newReference, noteCalls, orderOf } from '../records/provider-call.js';
import { type TwoPeopleSettings, takesTwoPeople } from '../records/two-people.js';
import { findOtherRail, isProvidersFault, moveToOtherRail } from '../waits/reroute.js';
import { WaitForRail } from '../waits/wait-for-rail.js';
import { later, type Worked } from '../work/worked.js';
import { compareAccountNames } from './name-match.js';

/** Asks the provider who owns the destination account. Moves no money, so an unclear answer is simply asked for again. */
@Injectable()
export class InquirePayout {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    private readonly waitForRail: WaitForRail,
    private readonly circuits: Circuits,
    private readonly sealed: SealedData,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async run(payout: Payout, signal: AbortSignal): Promise<Worked> {
    const waits = await this.waitForRail.run(payout);
    if (waits !== 'go') return waits;
    const rail = this.rails.rail(payout.rail);
    if (rail === undefined) return this.withoutProvider(payout);
    const call = collectExchanges({ signal });
    const outcome = await this.ask(rail, payout, call);
    noteCalls(this.circuits, payout.provider, call.exchanges);
    crashPoint('after_inquiry_answer');

    return inTransaction(this.dataSource, async (tx) => {
      await keepEvidence(tx, payout, null, call.exchanges);
      const other = await this.otherRail(tx, payout, outcome);
      if (other === null && outcome.kind === 'unavailable' && payout.tries + 1 < INQUIRY_TRIES) {
        return later(tx, payout, nextDelayMs(this.settings.statusCheckDelaysMs, payout.tries));
      }
      const moved = await transition(tx, payout, other ?? (await this.moveOf(tx, payout, outcome)));
      if (moved.kind !== 'moved') return null;
      return {
        payout: moved.payout,
        goOn: moved.payout.status === 'inquired' && mayTransfer(moved.payout, this.settings),
      };
    });
  }

  /** Its provider was switched off after the payout was accepted: another rail, or nothing until it is back. */
  private withoutProvider(payout: Payout): Promise<Worked> {
    return inTransaction(this.dataSource, async (tx) => {
      const other = await findOtherRail(tx, this.rails, payout);
      if (other === null) return later(tx, payout, nextDelayMs(this.settings.statusCheckDelaysMs, payout.tries));
      const words = { code: null, message: `${payout.provider} is switched off` };
      const moved = await transition(
        tx,
        payout,
        moveToOtherRail(payout, other, { because: 'inquiry_unavailable', words }),
      );
      return moved.kind === 'moved' ? { payout: moved.payout, goOn: false } : null;
    });
  }

  private async ask(rail: Rail, payout: Payout, call: CallContext): Promise<InquiryOutcome> {
    if (rail.inquire === undefined) return NOTHING_TO_ASK;
    return rail.inquire(orderOf(payout, this.sealed.personalOf(payout), await newReference(this.dataSource)), call);
  }

  /** For an `auto` payout that this rail cannot carry for reasons of its provider. */
  private async otherRail(tx: EntityManager, payout: Payout, outcome: InquiryOutcome): Promise<Move | null> {
    if (outcome.kind === 'passed') return null;
    const gone =
      outcome.kind === 'unavailable' ? payout.tries + 1 >= TRIES_BEFORE_OTHER_RAIL : isProvidersFault(outcome.reason);
    const other = gone ? await findOtherRail(tx, this.rails, payout) : null;
    if (other === null) return null;
    const because = outcome.kind === 'unavailable' ? 'inquiry_unavailable' : outcome.reason;
    return moveToOtherRail(payout, other, { because, words: outcome.words });
  }

  private async moveOf(tx: EntityManager, payout: Payout, outcome: InquiryOutcome): Promise<Move> {
    const common = { actor: 'salur', by: 'lease' } as const;
    if (outcome.kind === 'passed') {
      const { accountHolderName } = this.sealed.personalOf(payout);
      const nameMatch = accountHolderName === null ? null : compareAccountNames(accountHolderName, outcome.accountName);
      const confirmedFor = this.sealed.accountNameOf(payout);
      const stands = sameName(confirmedFor, outcome.accountName) && (await confirmationStands(tx, payout));
      const confirmedAt = stands ? payout.confirmedAt : null;
      return {
        ...common,
        event: 'inquiry_passed',
        detail: { nameMatch, code: outcome.words.code, providerReference: outcome.providerReference },
        set: {
          accountNameSealed:
            outcome.accountName === '' ? null : this.sealed.sealAccountName(payout.id, outcome.accountName),
          nameMatch,
          confirmedAt: confirmedAt === null ? null : NOW,
          confirmedBy: confirmedAt === null ? null : payout.confirmedBy,
          ticketSealed: this.sealed.sealTicket(payout.id, outcome.ticket),
          providerReference: outcome.providerReference,
          fee: outcome.fee,
        },
        dueInMs: mayTransfer({ ...payout, nameMatch, confirmedAt }, this.settings)
          ? leaseMs(this.settings)
          : CONFIRM_WITHIN_MS,
      };
    }
    const recheckMs = await recheckOfEndMs(tx, payout.id);
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
      dueInMs: recheckMs,
    };
  }
}

/** On a rail without an inquiry nobody can be asked: the payout goes on as it is. */
const NOTHING_TO_ASK: InquiryOutcome = {
  kind: 'passed',
  accountName: '',
  ticket: {},
  providerReference: null,
  fee: null,
  words: { code: null, message: 'this rail has no inquiry' },
};

/** A confirmation was given for a name: it stands as long as the name does, padding aside. */
function sameName(confirmed: string | null, found: string): boolean {
  return (confirmed ?? '').trim() === found.trim();
}

/** A confirmation stands as long as nobody says that an earlier transfer of the payout was paid. */
async function confirmationStands(tx: EntityManager, payout: Payout): Promise<boolean> {
  if (payout.confirmedAt === null) return false;
  if (payout.confirmedBy === null) return true;
  const [{ isDoubted }] = await tx.query(`select ${IS_DOUBTED} as "isDoubted" from payout where id = $1`, [payout.id]);
  return !isDoubted;
}

/** Whether an inquired payout goes on to its transfer without (further) asking a person. */
export function mayTransfer(
  payout: Pick<Payout, 'amount' | 'confirmation' | 'nameMatch' | 'confirmedAt' | 'confirmedBy'>,
  settings: TwoPeopleSettings,
): boolean {
  // Also one that was accepted as automatic, or had begun to go as such, before two people were asked for.
  if (takesTwoPeople(payout, settings)) return payout.confirmedAt !== null && payout.confirmedBy !== null;
  return payout.confirmedAt !== null || (payout.confirmation === 'automatic' && payout.nameMatch !== 'different');
}
