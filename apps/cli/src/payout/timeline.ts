import type { Alert, Attempt, Callback, ExchangeRecord, PayoutEvent, PayoutRecord } from '#libs/payouts';
import type { Difference } from '#libs/reconciliation';
import type { DeliveryWithAttempts } from '#libs/webhooks';
import { closedText, sideText } from '../difference/difference-body.js';
import { toTable } from '../output/output.js';
import { clockText, dayText } from '../output/words.js';
import { lastTryText, stateText } from '../webhook/delivery-body.js';

/** One thing that happened. */
interface Row {
  readonly at: Date;
  readonly what: string;
  readonly words: string;
}

/** Everything that happened to a payout, oldest first, in the time of Jakarta. */
export function timeline(
  record: PayoutRecord,
  deliveries: readonly DeliveryWithAttempts[],
  differences: readonly Difference[],
): string {
  const rows = [
    ...record.exchanges.map(ofExchange),
    ...record.attempts.flatMap(ofAttempt),
    ...record.events.map(ofEvent),
    ...record.callbacks.map(ofCallback),
    ...record.alerts.map(ofAlert),
    ...deliveries.map(ofDelivery),
    ...differences.flatMap(ofDifference),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  const columns = [
    { title: 'WIB', of: ({ at }: Row) => `${dayText(at)} ${clockText(at)}` },
    { title: 'WHAT', of: ({ what }: Row) => what },
    { title: '', of: ({ words }: Row) => words },
  ];
  return toTable(columns, rows);
}

/** A request to a provider and its outcome, in a line: `status: paid, code 00, HTTP 200 after 120 ms`. */
export function exchangeText({ step, outcome, providerCode, httpStatus, error, durationMs }: ExchangeRecord): string {
  const code = providerCode === null ? '' : `, code ${providerCode}`;
  const answer = httpStatus === null ? `no answer (${error ?? 'unknown'})` : `HTTP ${httpStatus}`;
  return `${step}: ${outcome}${code}, ${answer} after ${durationMs} ms`;
}

function ofExchange(exchange: ExchangeRecord): Row {
  return { at: exchange.startedAt, what: `asked ${exchange.provider}`, words: exchangeText(exchange) };
}

function ofAttempt(attempt: Attempt): Row[] {
  const { number, rail, reference, intentAt, result, resultAt, resultCode, resultMessage, providerReference } = attempt;
  const what = `transfer ${number}`;
  const theirs = providerReference === null ? '' : `, theirs ${providerReference}`;
  const recorded = {
    at: intentAt,
    what,
    words: `recorded before it was sent, on ${rail}: our number ${reference}${theirs}`,
  };
  if (result === null || resultAt === null) return [recorded];
  const why = [resultCode, resultMessage].filter((word) => word !== null).join(' ');
  return [recorded, { at: resultAt, what, words: why === '' ? result : `${result}: ${why}` }];
}

function ofEvent({ at, event, fromStatus, toStatus, actor, detail }: PayoutEvent): Row {
  const move = fromStatus === null ? toStatus : `${fromStatus} -> ${toStatus}`;
  return { at, what: event, words: `${move}, by ${actor}${detailText(detail)}` };
}

function ofCallback({ receivedAt, provider, path, hint, statusWords, status, result }: Callback): Row {
  const words = statusWords === null ? '' : ` (${statusWords})`;
  return { at: receivedAt, what: `callback of ${provider}`, words: `${path}: ${hint}${words}; ${result ?? status}` };
}

function ofAlert({ at, kind, message }: Alert): Row {
  return { at, what: `ALERT ${kind}`, words: message };
}

function ofDelivery(made: DeliveryWithAttempts): Row {
  const { createdAt, type, id } = made.delivery;
  return { at: createdAt, what: 'webhook', words: `${type}: ${stateText(made)}; last: ${lastTryText(made)} (${id})` };
}

function ofDifference({
  id,
  kind,
  expected,
  found,
  foundAt,
  closedAt,
  closedBecause,
  closedBy,
  reason,
}: Difference): Row[] {
  const what = `DIFFERENCE ${kind}`;
  const row = {
    at: foundAt,
    what,
    words: `Salur has ${sideText(expected)}; the statement has ${sideText(found)} (${id})`,
  };
  if (closedAt === null) return [row];
  const who = closedBy === null ? '' : `, ${closedBy}: ${reason}`;
  return [row, { at: closedAt, what, words: `${closedText(closedBecause)}${who}` }];
}

/** Long, and of no use to a reader. */
const LEFT_OUT = 'requestSha256';

/** The details of a move that fit in a line. */
function detailText(detail: Readonly<Record<string, unknown>>): string {
  const short = Object.entries(detail).filter(
    ([name, value]) => name !== LEFT_OUT && value !== null && typeof value !== 'object',
  );
  return short.length === 0 ? '' : ` (${short.map(([name, value]) => `${name} ${value}`).join(', ')})`;
}
