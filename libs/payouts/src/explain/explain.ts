import { wibText } from '#libs/platform';
import { INQUIRY_TRIES } from '../law/schedule.js';
import { canBeSecondPerson, type Standing, waitingOf } from '../law/standing.js';
import type { Asked, Explained, ExplainedPayout, Explanation, Findings } from './explained.js';
import { FAILURE_PHRASES, OUTCOME_PHRASES, PROOF_PHRASES, STEP_PHRASES } from './phrases.js';
import { type Language, type SentenceName, type Slots, sentence } from './sentences.js';

type Part = Pick<Explanation, 'why' | 'next'> & { readonly since: Date; readonly until: Date | null };

/** One source for REST, webhooks and the command line. It promises nothing that the worker does not do; see `standing.ts`. */
export function explain(explained: Explained, language: Language): Explanation {
  const { since, until, why, next } = new Explaining(explained, language).part();
  return {
    standing: explained.standing.kind,
    since: since.toISOString(),
    why,
    next,
    until: until === null ? null : until.toISOString(),
  };
}

/** The sentences of one payout in one language. */
class Explaining {
  private readonly payout: ExplainedPayout;
  private readonly findings: Findings;

  constructor(
    private readonly explained: Explained,
    private readonly language: Language,
  ) {
    this.payout = explained.payout;
    this.findings = explained.findings;
  }

  part(): Part {
    const { standing } = this.explained;
    const { updatedAt, fundsSince, completedAt, reviewSince } = this.payout;
    const waiting = waitingOf(standing);
    const until = waiting?.until ?? null;
    switch (standing.kind) {
      case 'ready':
        return { since: updatedAt, until: null, ...this.ready() };
      case 'awaits_approval':
      case 'awaits_second_person':
      case 'doubted':
        return { since: updatedAt, until, ...this.lacksDecision(standing) };
      case 'awaits_window':
        return { since: updatedAt, until, ...this.closed(until) };
      case 'awaits_funds':
        return { since: fundsSince ?? updatedAt, until, ...this.lacksFunds(until) };
      case 'awaits_provider':
        return { since: updatedAt, until: this.findings.reviewAt, ...this.withProvider(standing.nextCheckAt) };
      case 'needs_person':
        return { since: reviewSince ?? updatedAt, until: null, ...this.inReview() };
      case 'final':
        return { since: completedAt ?? updatedAt, until: null, ...this.ended() };
    }
  }

  private ready(): Pick<Part, 'why' | 'next'> {
    return this.payout.status === 'created' ? this.readyForInquiry() : this.readyForTransfer();
  }

  private readyForInquiry() {
    const { provider, rail, tries, version, createdAt, updatedAt, dueAt } = this.payout;
    const accepted =
      version === 1
        ? this.say('accepted', { at: wibText(createdAt) })
        : this.say('starts_again', { rail, at: wibText(updatedAt) });
    if (tries === 0)
      return { why: join(accepted, this.refusals()), next: this.work(this.say('next_inquiry', { provider })) };
    const unanswered = this.say('inquiry_unanswered', { provider, tries: String(tries), most: String(INQUIRY_TRIES) });
    const next =
      dueAt === null
        ? this.say('next_inquiry', { provider })
        : this.say('next_inquiry_at', { provider, due: wibText(dueAt) });
    return { why: join(accepted, unanswered, this.lastResponse()), next: this.work(next) };
  }

  private readyForTransfer() {
    const { dueAt, updatedAt } = this.payout;
    const wasNotSent = this.findings.transfer?.result === 'not_sent';
    const isLater = dueAt !== null && dueAt.getTime() - updatedAt.getTime() > 1_000;
    const next = isLater ? this.say('next_transfer_at', { due: wibText(dueAt) }) : this.say('next_transfer', {});
    const notSent = wasNotSent ? this.say('not_sent', {}) : '';
    return { why: join(this.recipient(), this.confirmed(), notSent, this.refusals()), next: this.work(next) };
  }

  private lacksDecision(standing: Extract<Standing, { kind: 'awaits_approval' | 'awaits_second_person' | 'doubted' }>) {
    const { provider } = this.payout;
    const until = wibText(standing.until);
    switch (standing.kind) {
      case 'awaits_approval': {
        const why =
          standing.why === 'name_differs' ? this.nameDiffers() : join(this.say('client_asked', {}), this.recipient());
        return { why: join(why, this.refusals()), next: this.say('next_approval', { until }) };
      }
      case 'awaits_second_person':
        return { why: join(this.whoIsMissing(), this.recipient()), next: this.say('next_second_person', { until }) };
      case 'doubted':
        return {
          why: join(this.say('doubted', { provider }), this.lastCallback()),
          next: this.say('next_doubted', { provider, until }),
        };
    }
  }

  private nameDiffers(): string {
    const { accountName: name, accountHolderName: expected } = this.explained.names;
    if (name === null || expected === null) return this.say('name_differs_erased', {});
    return this.say('name_differs', { name: name.trim(), expected });
  }

  private whoIsMissing(): string {
    const { confirmedBy } = this.payout;
    const actor = this.findings.confirmedBy ?? confirmedBy;
    const from = rupiahText(this.explained.twoPeopleFrom ?? 0n, this.language);
    if (actor === null || confirmedBy === null) return this.say('second_person', { from });
    return this.say(canBeSecondPerson(confirmedBy) ? 'second_person_not_maker' : 'second_person_not_by_name', {
      actor,
      from,
    });
  }

  private closed(until: Date | null) {
    const { rail, updatedAt } = this.payout;
    const next = this.say('next_window', {});
    if (until === null) return { why: join(this.say('window_unknown', { rail }), this.confirmed()), next };
    const isOtherDay = dayText(until) !== dayText(this.findings.work?.now ?? updatedAt);
    const closed = this.say(isOtherDay ? 'working_day' : 'window', { rail, until: wibText(until) });
    return { why: join(closed, this.confirmed()), next };
  }

  private lacksFunds(until: Date | null) {
    const { provider } = this.payout;
    const next =
      until === null
        ? this.say('next_funds_open', { provider })
        : this.say('next_funds', { provider, until: wibText(until) });
    return { why: join(this.say('funds', { provider }), this.refusals(), this.confirmed()), next };
  }

  private withProvider(nextCheckAt: Date | null) {
    const { status, provider, pendingReason, updatedAt } = this.payout;
    const check =
      nextCheckAt === null
        ? this.say('next_check_soon', { provider })
        : this.say('next_check', { provider, due: wibText(nextCheckAt) });
    if (status === 'transferring') {
      return { why: this.say('sending', { provider, at: wibText(updatedAt) }), next: this.work(check) };
    }
    const { reviewAt } = this.findings;
    const toReview = reviewAt === null ? '' : this.say('to_review', { until: wibText(reviewAt) });
    const pending = this.say(pendingReason === 'accepted' ? 'pending_accepted' : 'pending_ambiguous', { provider });
    return { why: join(pending, this.lastResponse()), next: join(this.work(check), toReview) };
  }

  private inReview() {
    const { provider, reviewReason, dueAt } = this.payout;
    const { transfer, proposedBy } = this.findings;
    const why = join(this.say(`review_${reviewReason ?? 'unresolved'}`, { provider }), this.lastResponse());
    const person =
      transfer === null
        ? this.say('next_review', { provider })
        : this.say('next_review_number', { provider, number: transfer.reference });
    const proposal = proposedBy === null ? '' : this.say('next_proposal', { actor: proposedBy });
    const check = dueAt === null ? '' : this.say('next_review_check', { provider, due: wibText(dueAt) });
    return { why, next: join(proposal, person, check) };
  }

  private ended() {
    const { status, provider, dueAt } = this.payout;
    const recheck = dueAt === null ? '' : this.say('next_recheck', { provider, due: wibText(dueAt) });
    const replace = status === 'failed' ? this.say('next_replace', {}) : '';
    const next = join(recheck, replace);
    return {
      why: join(this.end(), this.refusedBeforeEnd(), this.resolution()),
      next: next === '' ? this.say('next_nothing', {}) : next,
    };
  }

  private end(): string {
    const { status, proof, completedAt, updatedAt, failureCode } = this.payout;
    const at = wibText(completedAt ?? updatedAt);
    const proven = proof === null ? '' : PROOF_PHRASES[proof][this.language];
    switch (status) {
      case 'succeeded':
        return this.say('succeeded', { at, proof: proven });
      case 'returned':
        return this.say('returned', { at, proof: proven });
      case 'failed': {
        const reason = failureCode === null ? '' : FAILURE_PHRASES[failureCode][this.language];
        return join(this.say('failed', { at, reason, proof: proven }), this.providerSaid());
      }
      default:
        return this.cancelled(at);
    }
  }

  private cancelled(at: string): string {
    const { move } = this.findings;
    if (move?.event === 'expired') return this.say('cancelled_undecided', { at });
    if (move?.event !== 'cancelled') return this.say('cancelled', { at });
    return move.actor === 'salur'
      ? this.say('cancelled_no_funds', { at })
      : this.say('cancelled_by', { actor: move.actorName, at });
  }

  private providerSaid(): string {
    const { proof, provider, failureProviderCode: code, failureMessage: message } = this.payout;
    const words = [code, message].filter((word) => word !== null).join(' ');
    return proof === 'operator' || words === ''
      ? ''
      : this.say('provider_said', { provider, words: words.replace(/\.$/, '') });
  }

  /** A cancelled payout may have been sent before, and refused. */
  private refusedBeforeEnd(): string {
    return this.payout.status === 'cancelled' ? this.refusals() : '';
  }

  private resolution(): string {
    const { proof } = this.payout;
    const { move } = this.findings;
    if (proof !== 'operator' || move === null || move.reason === null) return '';
    return this.say('resolved_by', { actor: move.actorName, reason: withStop(move.reason) });
  }

  private recipient(): string {
    const { provider, outlet } = this.payout;
    const { accountName } = this.explained.names;
    if (outlet !== null) return this.say('recipient_accepted', { provider });
    return accountName === null ? '' : this.say('account_found', { name: accountName.trim() });
  }

  private confirmed(): string {
    const { confirmedBy, confirmedAt: at } = this.payout;
    const actor = this.findings.confirmedBy ?? confirmedBy;
    return actor === null || at === null ? '' : this.say('confirmed', { actor, at: wibText(at) });
  }

  private refusals(): string {
    const { refusals } = this.findings;
    return refusals === 0 ? '' : this.say('refused_before', { count: String(refusals) });
  }

  /** The last response, and a request or callback after it. */
  private lastResponse(): string {
    const { response, unanswered } = this.findings;
    const responded =
      response === null
        ? ''
        : this.say('last_response', { ...this.askedSlots(response), outcome: this.outcomeOf(response) });
    const silent = unanswered === null ? '' : this.say('unanswered', this.askedSlots(unanswered));
    return join(responded, silent, this.lastCallback());
  }

  private lastCallback(): string {
    const { callback } = this.findings;
    if (callback === null) return '';
    const { provider, at, hint } = callback;
    return this.say('called', { provider, at: wibText(at), hint: this.phrase(OUTCOME_PHRASES, hint) });
  }

  private askedSlots({ provider, at, step }: Asked) {
    return { provider, at: wibText(at), step: this.phrase(STEP_PHRASES, step) };
  }

  private outcomeOf({ outcome, code }: NonNullable<Findings['response']>): string {
    const phrase = this.phrase(OUTCOME_PHRASES, outcome);
    return code === null ? phrase : `${phrase} (${code})`;
  }

  private phrase(phrases: Readonly<Record<string, Readonly<Record<Language, string>>>>, word: string): string {
    return phrases[word]?.[this.language] ?? word;
  }

  /** What a worker does next, or that no worker is there to do it. */
  private work(next: string): string {
    const { work } = this.findings;
    const { dueAt } = this.payout;
    if (work === null) return next;
    if (work.isLeased) return next;
    if (!work.isAlive) {
      return work.lastSeenAt === null
        ? this.say('no_worker', {})
        : this.say('no_worker_since', { at: wibText(work.lastSeenAt) });
    }
    return dueAt !== null && dueAt < work.now ? join(this.say('overdue', { due: wibText(dueAt) }), next) : next;
  }

  private say<Name extends SentenceName>(name: Name, slots: Slots<Name>): string {
    return sentence(name, this.language, slots);
  }
}

function dayText(at: Date): string {
  return wibText(at).slice(0, 10);
}

/** `Rp1,000,000` in English, `Rp1.000.000` in Indonesian. */
function rupiahText(amount: bigint, language: Language): string {
  return `Rp${amount.toLocaleString(language)}`;
}

function withStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function join(...sentences: readonly string[]): string {
  return sentences.filter((each) => each !== '').join(' ');
}
