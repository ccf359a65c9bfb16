import { ALERT_REMEDIES, type AlertKind } from '#libs/payouts';
import { wibText } from '#libs/platform';

/** What of an alert leaves the service: nothing of a person, an account or an amount. */
export interface UnsentAlert {
  readonly id: string;
  readonly payoutId: string | null;
  readonly at: Date;
}

/** The body of a message to `ALERT_WEBHOOK_URL`. */
export interface AlertMessage {
  readonly type: 'alert.raised';
  /** When the newest of its alerts was raised, ISO 8601. */
  readonly timestamp: string;
  /** For people: chat systems show it as the message. */
  readonly text: string;
  /** The newest of its alerts, which also names the message: a repetition with the same alerts has the same id. */
  readonly id: string;
  readonly kind: AlertKind;
  /** The payout that the message is about; null: about none, or about several. */
  readonly payoutId: string | null;
  /** When the oldest of its alerts was raised, ISO 8601. */
  readonly since: string;
  /** How many alerts it stands for. */
  readonly count: number;
  readonly remedy: string;
  /** The section of the runbook, from the root of the repository. */
  readonly runbook: string;
  /** The newest ones, at most {@link MOST_LISTED}. */
  readonly alerts: readonly { readonly id: string; readonly payoutId: string | null; readonly at: string }[];
}

const MOST_LISTED = 20;
const MOST_IN_TEXT = 5;

/** @param alerts of one kind, oldest first, at least one */
export function alertMessage(kind: AlertKind, alerts: readonly UnsentAlert[]): AlertMessage {
  const [first, last] = [alerts[0], alerts.at(-1)] as [UnsentAlert, UnsentAlert];
  const newest = alerts.slice(-MOST_LISTED).reverse();
  const payouts = new Set(alerts.map(({ payoutId }) => payoutId));
  const payoutId = payouts.size === 1 ? first.payoutId : null;
  const { remedy } = ALERT_REMEDIES[kind];
  return {
    type: 'alert.raised',
    timestamp: last.at.toISOString(),
    text: textOf(kind, alerts, payoutId),
    id: last.id,
    kind,
    payoutId,
    since: first.at.toISOString(),
    count: alerts.length,
    remedy,
    runbook: runbookOf(kind),
    alerts: newest.map(({ id, payoutId, at }) => ({ id, payoutId, at: at.toISOString() })),
  };
}

function textOf(kind: AlertKind, alerts: readonly UnsentAlert[], payoutId: string | null): string {
  const { means, remedy } = ALERT_REMEDIES[kind];
  const [first, last] = [alerts[0], alerts.at(-1)] as [UnsentAlert, UnsentAlert];
  const isOne = alerts.length === 1;
  const named = alerts.flatMap(({ payoutId }) => payoutId ?? []).slice(-MOST_IN_TEXT);
  const about = payoutId === null ? [...new Set(named.reverse())] : [payoutId];
  const acknowledge = isOne ? last.id : `--kind ${kind} --before <time>`;
  return [
    `Salur: ${isOne ? 'an alert' : `${alerts.length} alerts`} \`${kind}\`: ${means}`,
    isOne ? `Raised ${wibText(last.at)}` : `Raised from ${wibText(first.at)} to ${wibText(last.at)}`,
    ...(about.length === 0
      ? []
      : [`${isOne || payoutId !== null ? 'Payout' : 'Payouts, the newest'}: ${about.join(', ')}`]),
    `Next: ${remedy}`,
    `Runbook: ${runbookOf(kind)}; acknowledge with \`salur alert ack ${acknowledge}\``,
  ].join('\n');
}

/** The section of a kind, as a page of documents addresses its heading. */
export function runbookOf(kind: AlertKind): string {
  const anchor = `\`${kind}\`: ${ALERT_REMEDIES[kind].means}`
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
  return `docs/RUNBOOK.md#${anchor}`;
}
