/** Every way in which a provider's statement and our payouts can differ: what it means, and what a person does about it. */
export const DIFFERENCE_KINDS = {
  unknown_line: {
    means: 'The statement has a payment or a return of a transfer that Salur has never recorded.',
    remedy:
      'Find out who ordered it: another system with the same credentials, another environment, or a transfer from before a backup was restored. Change the credentials if nobody knows.',
  },
  missing_line: {
    means: 'The payout succeeded, and the statement of its time has no payment for it.',
    remedy:
      'Check the payout, and ask the provider with the reference. Do not pay it again before the provider answers.',
  },
  missing_return: {
    means: 'The payout was returned, and the statement of its time does not give the money back.',
    remedy: 'Ask the provider where the money is.',
  },
  paid_twice: {
    means: 'The statement has more payments for one payout than were given back.',
    remedy: 'Ask the provider to take the second one back, at once: it may still be possible today.',
  },
  paid_unexpectedly: {
    means: 'The statement has a payment for a payout that failed, was cancelled or was never sent.',
    remedy:
      'Do not pay it in another way. Check the payout: when the provider says that it was paid, it goes to review.',
  },
  returned_unexpectedly: {
    means: 'The payout succeeded, and the statement gives its money back.',
    remedy: 'Check the payout: when the provider says so too, it becomes returned, and its client hears of it.',
  },
  refused_unexpectedly: {
    means: 'The payout succeeded, and the statement lists it as one that moved nothing.',
    remedy: 'Check the payout, and ask the provider which of its two answers holds.',
  },
  amount_differs: {
    means: 'The statement has another amount than the payout.',
    remedy: 'Ask the provider; the amount of a payout is never changed after it was accepted.',
  },
  fee_differs: {
    means: 'The statement charges another fee than the provider told at the inquiry.',
    remedy: 'Compare with the contract, and claim the rest from the provider.',
  },
  statement_ahead: {
    means: 'The payout is in review, and the statement has a line that tells what became of it.',
    remedy:
      'Check the payout, then resolve it with the line of the statement as evidence. The difference closes by itself once both say the same.',
  },
} as const satisfies Record<string, { means: string; remedy: string }>;

export type DifferenceKind = keyof typeof DIFFERENCE_KINDS;

export const DIFFERENCE_KIND_NAMES = Object.keys(DIFFERENCE_KINDS) as DifferenceKind[];

/** Those that wake nobody: the review has done so. */
export const QUIET_KINDS: ReadonlySet<DifferenceKind> = new Set(['statement_ahead']);
