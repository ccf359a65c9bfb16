import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { crashPoint, inTransaction, SETTINGS, type Settings } from '#libs/platform';
import type { CallContext, InquiryOutcome, Rail } from '#libs/providers';
import { Circuits, RailDirectory } from '#libs/rails';
import { leaseMs, nextDelayMs } from '../law/schedule.js';
import { carryOut, type Decision, later, type Progress, WAITS_NO_MORE } from '../law/transition.js';
import { factsOf } from '../records/facts.js';
import type { Payout } from '../records/payout.entity.js';
import { SealedData } from '../records/personal-data.js';
import { collectExchanges, keepEvidence, newReference, noteCalls, orderOf } from '../records/provider-call.js';
import { moveToOtherRail } from '../waits/decide-wait.js';
import { findOtherRail } from '../waits/other-rail.js';
import { WaitForRail } from '../waits/wait-for-rail.js';
import { decideNotPassed, decidePassed, type FoundOwner, isUnavailableForLong, type Passed } from './decide-inquiry.js';
import { compareAccountNames } from './name-match.js';

/** Requests the owner of the destination account from the provider. Moves no money, so an unclear outcome is repeated. */
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

  async inquire(payout: Payout, signal: AbortSignal): Promise<Progress<Payout>> {
    const waits = await this.waitForRail.waitIfNeeded(payout);
    if (waits !== 'go') return waits;
    const rail = this.rails.rail(payout.rail);
    if (rail === undefined) {
      const decision = await this.withoutProvider(payout);
      return inTransaction(this.dataSource, (tx) => carryOut(tx, payout, decision));
    }
    const call = collectExchanges({ signal });
    const outcome = await this.ask(rail, payout, call);
    noteCalls(this.circuits, payout.provider, call.exchanges);
    crashPoint('after_inquiry_answer');
    const decision = await this.decide(payout, outcome);
    return inTransaction(this.dataSource, async (tx) => {
      await keepEvidence(tx, payout, null, call.exchanges);
      return carryOut(tx, payout, decision);
    });
  }

  /** Its provider was switched off after the payout was accepted: another rail, or nothing until it is back. */
  private async withoutProvider(payout: Payout): Promise<Decision> {
    const other = await findOtherRail(this.dataSource, this.rails, payout);
    if (other === null) return later(nextDelayMs(this.settings.statusCheckDelaysMs, payout.tries), WAITS_NO_MORE);
    const providerMessage = { code: null, message: `${payout.provider} is switched off` };
    return moveToOtherRail(payout, other, { because: 'inquiry_unavailable', providerMessage });
  }

  private async ask(rail: Rail, payout: Payout, call: CallContext): Promise<InquiryOutcome> {
    if (rail.inquire === undefined) return NOTHING_TO_ASK;
    return rail.inquire(orderOf(payout, this.sealed.personalOf(payout), await newReference(this.dataSource)), call);
  }

  private async decide(payout: Payout, outcome: InquiryOutcome): Promise<Decision> {
    const settings = { ...this.settings, leaseMs: leaseMs(this.settings) };
    const facts = await factsOf(this.dataSource, payout.id);
    if (outcome.kind === 'passed')
      return decidePassed(payout, outcome, this.ownerFound(payout, outcome), facts, settings);
    const reason = outcome.kind === 'refused' ? outcome.reason : null;
    const because = reason ?? (isUnavailableForLong(payout) ? 'inquiry_unavailable' : null);
    const places = await this.waitForRail.ifRefused(this.dataSource, payout, because, facts.now);
    return decideNotPassed(payout, outcome, places, facts, settings);
  }

  private ownerFound(payout: Payout, { accountName, ticket }: Passed): FoundOwner {
    const { accountHolderName } = this.sealed.personalOf(payout);
    // Banks pad names with spaces.
    const confirmedName = this.sealed.accountNameOf(payout)?.trim() ?? '';
    return {
      nameMatch: accountHolderName === null ? null : compareAccountNames(accountHolderName, accountName),
      isConfirmedName: confirmedName === accountName.trim(),
      accountNameSealed: accountName === '' ? null : this.sealed.sealAccountName(payout.id, accountName),
      ticketSealed: this.sealed.sealTicket(payout.id, ticket),
    };
  }
}

/** On a rail without an inquiry there is nothing to ask: the payout goes on as it is. */
const NOTHING_TO_ASK: InquiryOutcome = {
  kind: 'passed',
  accountName: '',
  ticket: {},
  providerReference: null,
  fee: null,
  providerMessage: { code: null, message: 'this rail has no inquiry' },
};
