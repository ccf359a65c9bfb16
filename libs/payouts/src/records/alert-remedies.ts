import type { AlertKind } from './alert.js';

/** What a kind of alert means, as the heading of its section in docs/RUNBOOK.md has it, and what to do first. */
export interface AlertRemedy {
  readonly means: string;
  readonly remedy: string;
}

const SHOW = 'Run `salur payout show <payout>`';

/** For messages about alerts. Texts of ours only: nothing in them comes from a payout, a client or a provider. */
export const ALERT_REMEDIES: Readonly<Record<AlertKind, AlertRemedy>> = {
  review: {
    means: 'the provider reports no result for a payout',
    remedy: `${SHOW}, find out from the provider whether it was paid, then run \`salur payout resolve\`.`,
  },
  contradiction: {
    means: 'the provider now reports the opposite of what the client received',
    remedy: `${SHOW} and settle with the provider which of its two reports holds.`,
  },
  echo_mismatch: {
    means: 'a response was about another account, bank, amount or order',
    remedy: `${SHOW} with --evidence and ask the provider for the transfer of this order.`,
  },
  callback_mismatch: {
    means: 'a genuine callback does not match the transfer that it names',
    remedy: `${SHOW} and compare the callback with the transfer at the provider.`,
  },
  illegal_event: {
    means: 'an event that the state machine has no move for',
    remedy: `${SHOW} and report its history to the developers of Salur.`,
  },
  work_failing: {
    means: 'the work on one payout failed five times in a row',
    remedy: `${SHOW} and look for \`work on a payout failed\` in the log of the workers.`,
  },
  row_unreadable: {
    means: 'a stored row cannot be read, and is left out',
    remedy: 'Run `salur alert list --kind row_unreadable`: each names its row and the remedy.',
  },
  callback_unmatched: {
    means: 'for seven days a genuine callback named no transfer of ours',
    remedy: 'Ask the provider whose transfer it is: another system may use the same account.',
  },
  commit_unknown: {
    means: 'the response to the commit of an intent was lost',
    remedy: 'Nothing is lost. If it happens often, check the connection between the workers and PostgreSQL.',
  },
  erased: {
    means: 'a check of a payout whose personal data is erased',
    remedy: `${SHOW} and ask the provider about it.`,
  },
  webhook_parked: {
    means: 'a receiver failed for more than three days',
    remedy: 'Run `salur webhook list`, let the client repair its receiver, then run `salur webhook redeliver`.',
  },
  webhook_gone: {
    means: 'a receiver returned 410, and its endpoint is disabled',
    remedy: 'Ask the client whether the endpoint is to stay; it enables the endpoint again over REST.',
  },
  webhook_unreadable: {
    means: 'webhooks cannot be decrypted with `DATA_KEYS`',
    remedy: 'Give the workers the data key that is missing, then restart them.',
  },
  waits_despite_funds: {
    means: 'a payout waits for funds, although the balance covers it',
    remedy: `${SHOW} and ask the provider why it refuses, or top up the balance.`,
  },
  statement_differs: {
    means: "a provider's statement and our payouts differ",
    remedy: 'Run `salur difference list`.',
  },
};
