/** Every way in which a provider's statement and our payouts can differ: its meaning, and what an operator does about it. */
export const DIFFERENCE_KINDS = {
  unknown_line: {
    means: 'The statement has a payment or a return of a transfer that Salur has never recorded.',
    remedy:
      'Find its origin: another system with the same credentials, another environment, or a transfer from before a backup was restored. Change the credentials if the origin stays unknown.',
  },
  missing_line: {
    means: 'The payout succeeded, and the statement of its period has no payment for it.',
    remedy:
      'Check the payout, and ask the provider with the reference. Do not pay it again before the provider answers.',
  },
  missing_return: {
    means: 'The payout was returned, and the statement of its period has no return for it.',
    remedy: 'Ask the provider where the money is.',
  },
  paid_twice: {
    means: 'The statement has more than one payment for the payout, and not enough returns.',
    remedy: 'Ask the provider to reverse the second payment immediately: it may still be possible today.',
  },
  paid_unexpectedly: {
    means: 'The statement has a payment for a payout that failed, was cancelled or was never sent.',
    remedy: 'Do not pay it in another way. Check the payout: if the provider confirms the payment, it goes to review.',
  },
  returned_unexpectedly: {
    means: 'The payout succeeded, and the statement has a return for it.',
    remedy:
      'Check the payout: if the provider confirms the return, the payout becomes returned and its client gets a webhook.',
  },
  refused_unexpectedly: {
    means: 'The payout succeeded, and the statement lists it as refused.',
    remedy: 'Check the payout, and ask the provider which of its two answers is right.',
  },
  amount_differs: {
    means: 'The amount in the statement differs from the amount of the payout.',
    remedy: 'Ask the provider; the amount of a payout is never changed after it was accepted.',
  },
  fee_differs: {
    means: 'The fee in the statement differs from the fee that the provider quoted at the inquiry.',
    remedy: 'Compare with the contract, and claim the difference from the provider.',
  },
  statement_ahead: {
    means: 'The payout is in review, and the statement has a line that shows its result.',
    remedy:
      'Check the payout, then resolve it with the statement line as evidence. The difference closes automatically when both agree.',
  },
} as const satisfies Record<string, { means: string; remedy: string }>;

export type DifferenceKind = keyof typeof DIFFERENCE_KINDS;

export const DIFFERENCE_KIND_NAMES = Object.keys(DIFFERENCE_KINDS) as DifferenceKind[];

/** Kinds without an alert of their own: the review has raised one. */
export const QUIET_KINDS: ReadonlySet<DifferenceKind> = new Set(['statement_ahead']);
