/** What a class of code does to a payout at each step, and the action of a person: the texts of docs/CODES.md. */
import { judge, type PayoutEventName, type PayoutStatus } from '#libs/payouts';
import type { CallbackHint, CodeClass, CodeList, RefusalReason, StatusClass } from '#libs/providers';

export type CodeStep = CodeList['step'];
/** What a row of a step can say: a status check a little more, a callback hints instead of classes. */
export type ClassAt<Step extends CodeStep> = Step extends 'callback'
  ? CallbackHint
  : Step extends 'status'
    ? StatusClass
    : CodeClass;

export interface Effect {
  /** What happens to the payout; null: nothing yet. */
  readonly event: PayoutEventName | null;
  readonly meaning: string;
  /** What is left to a person, or one of the two marks below. */
  readonly toDo: string;
}

/** What is to be done depends on why: see {@link TO_DO}. */
export const BY_REASON = 'by reason';
/** The same, as far as the reason is ours to repair; nothing is proven, so the advice must never be a new payment. */
export const IF_OURS = 'by reason, if ours';
const NOTHING = 'nothing';
export const NEVER_PAY_AGAIN = 'nothing: Salur asks on; never pay it again by hand';
const ASKED_AGAIN = 'nothing; if it goes on, ask the provider';

const UNAVAILABLE: Effect = {
  event: null,
  meaning: 'no answer; it is asked again with growing waits, and at last `failed` as `inquiry_unavailable`',
  toDo: ASKED_AGAIN,
};
const CANNOT_TELL: Effect = {
  event: 'ambiguous',
  meaning: 'it may have moved; status checks find out, and it is never sent again',
  toDo: NEVER_PAY_AGAIN,
};
const QUESTION_FAILED: Effect = {
  event: null,
  meaning: 'only the question failed: what was known still stands, and it is asked again',
  toDo: IF_OURS,
};
const HINT: Effect = { event: null, meaning: 'a hint: a status check is made at once and decides', toDo: NOTHING };

/** A class that a table gives to no code of a step still has its row here: the compiler asks for all of them. */
export const EFFECTS: { readonly [Step in CodeStep]: Readonly<Record<ClassAt<Step>, Effect>> } = {
  inquiry: {
    success: {
      event: 'inquiry_passed',
      meaning: 'the owner of the account is known, if the answer is about our order and complete',
      toDo: NOTHING,
    },
    refused: { event: 'refused', meaning: 'no transfer was or will be sent', toDo: BY_REASON },
    bank_refused: {
      event: 'refused',
      meaning: 'the same, in the words of the bank: no transfer was or will be sent',
      toDo: BY_REASON,
    },
    not_started: { ...UNAVAILABLE, toDo: BY_REASON },
    accepted: UNAVAILABLE,
    ambiguous: UNAVAILABLE,
    not_found: UNAVAILABLE,
    query_failed: { ...UNAVAILABLE, toDo: BY_REASON },
  },
  transfer: {
    success: { event: 'paid', meaning: 'paid, if the answer repeats our order', toDo: NOTHING },
    accepted: {
      event: 'accepted',
      meaning: 'the provider has the order; callback and status checks bring the result',
      toDo: NOTHING,
    },
    refused: { event: 'refused', meaning: 'proof that this transfer moved nothing and never will', toDo: BY_REASON },
    not_started: {
      event: 'refused',
      meaning: 'proof as well: refused before it began, for a reason that is not the payee',
      toDo: BY_REASON,
    },
    bank_refused: {
      event: 'ambiguous',
      meaning: 'a refusal from behind the provider, no proof yet: a status check at least 60 s later decides',
      toDo: NEVER_PAY_AGAIN,
    },
    ambiguous: CANNOT_TELL,
    not_found: CANNOT_TELL,
    query_failed: CANNOT_TELL,
  },
  status: {
    success: { event: 'paid', meaning: 'paid, if the answer is about our order', toDo: NOTHING },
    accepted: { event: null, meaning: 'under way; asked again', toDo: NEVER_PAY_AGAIN },
    ambiguous: { event: null, meaning: 'says nothing for certain; asked again', toDo: NEVER_PAY_AGAIN },
    refused: { event: 'refused', meaning: 'proof that it was not paid', toDo: BY_REASON },
    bank_refused: {
      event: 'refused',
      meaning: 'proof that it was not paid, once the transfer is 60 s old; before that asked again',
      toDo: BY_REASON,
    },
    returned: {
      event: 'refused',
      meaning: 'the money came back: not paid; a payout that was `succeeded` becomes `returned`',
      toDo: 'inform the client that the money is back',
    },
    answered: { event: null, meaning: 'the question was answered; the next table has the result', toDo: NOTHING },
    not_found: {
      event: null,
      meaning: 'the order is unknown, which proves nothing: three times in a row, aged, and it goes to `review`',
      toDo: NEVER_PAY_AGAIN,
    },
    not_started: QUESTION_FAILED,
    query_failed: QUESTION_FAILED,
  },
  callback: {
    paid: HINT,
    failed: HINT,
    pending: HINT,
    returned: HINT,
    unknown: HINT,
  },
};

/** Of a callback at the secret address of its transfer, on a rail that has no status check. */
export const PROVING_EFFECTS: Readonly<Record<CallbackHint, Effect>> = {
  paid: { event: 'paid', meaning: 'paid, unless a status check says otherwise', toDo: NOTHING },
  failed: {
    event: 'refused',
    meaning: 'not paid, unless a status check says otherwise',
    toDo: 'the client asks the payee; after `failed` a new payout may be made',
  },
  returned: { event: 'refused', meaning: 'the money came back', toDo: 'inform the client that the money is back' },
  pending: { event: null, meaning: 'not decided yet', toDo: NEVER_PAY_AGAIN },
  unknown: { event: null, meaning: 'says nothing', toDo: NEVER_PAY_AGAIN },
};

/** The status in which a payout meets an answer of each step. */
const STATUS_AT: Readonly<Record<CodeStep, PayoutStatus>> = {
  inquiry: 'created',
  transfer: 'transferring',
  status: 'pending',
  callback: 'pending',
};

/** Where the event takes the payout; null: it stays where it is. */
export function statusAfter(step: CodeStep, event: PayoutEventName | null): PayoutStatus | null {
  if (event === null) return null;
  const verdict = judge(STATUS_AT[step], event);
  if (verdict.kind !== 'move') throw new Error(`${event} moves no payout at the step ${step}`);
  return verdict.to;
}

/** What to do about each reason for a refusal. */
export const TO_DO: Readonly<Record<RefusalReason, string>> = {
  invalid_account: 'the client corrects the account or number and creates a new payout',
  blacklisted: 'the provider bars this payee: the client clears it with the payee, you with the provider',
  bank_not_supported: 'another rail or another account; `auto` looks for another rail by itself',
  bank_unavailable: 'pay later, or by another rail; `auto` looks for one by itself',
  invalid_amount: 'the amount does not fit the rail: compare with its limits',
  limit_exceeded: 'a limit at the provider is used up: split, wait, or have it raised there',
  insufficient_funds: 'top up the balance at the provider; if it suffices, ask the provider about its own at the bank',
  misconfigured: 'ours to repair: credentials, signature, addresses, how we are set up at the provider',
  expired: 'a time stamp, token or session ran out: compare the clocks of our servers with the world (NTP)',
  declined: 'the bank says no and not why: the client asks the payee, or pays another account',
};

/** Reasons that have nothing to do with this payout or its payee. */
export const OURS: readonly RefusalReason[] = ['misconfigured', 'expired'];
