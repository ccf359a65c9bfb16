import { explain, type Language, type StandingKind } from '#libs/payouts';
import { DIFFERENCE_KINDS, type Difference } from '#libs/reconciliation';
import type { ShownPayout } from './shown-payout.js';

/** A payout, and the differences to statements that concern it, open or closed. */
export interface ToldPayout {
  readonly payout: ShownPayout;
  readonly differences: readonly Difference[];
}

const CANCEL = 'To cancel it: salur payout cancel.';
const CONFIRM = `To release it: salur payout confirm. ${CANCEL}`;
const CONFIRM_BY_KEY = `To release it: POST /v1/payouts/{id}/confirm with a key of another person than its maker. ${CANCEL}`;

/** The commands of an operator, by where a payout stands; null: there is nothing to do. */
const COMMANDS: Readonly<Record<StandingKind, string | null>> = {
  ready: CANCEL,
  awaits_approval: CONFIRM,
  awaits_second_person: CONFIRM_BY_KEY,
  doubted: CONFIRM,
  awaits_window: CANCEL,
  awaits_funds: CANCEL,
  awaits_provider: 'To ask the provider now: salur payout check.',
  needs_person: 'With proof: salur payout resolve --paid or --failed.',
  final: null,
};

/** Where a payout stands, what happens next and what an operator can do, in sentences. */
export function whatNow({ payout, differences }: ToldPayout, language: Language): string[] {
  const { standing, why, next } = explain({ payout, names: payout, ...payout.beside }, language);
  const command = COMMANDS[standing];
  return [why, next, ...(command === null ? [] : [command]), ...differences.flatMap(differing)];
}

/** A statement that differs, while the difference is open. */
function differing({ id, kind, provider, status }: Difference): string[] {
  if (status !== 'open') return [];
  const { means, remedy } = DIFFERENCE_KINDS[kind];
  return [`The statement of ${provider} differs (${kind}): ${means} ${remedy} See: salur difference show ${id}.`];
}
