import { RowUnreadable, type Vault } from '#libs/platform';
import type { Outlet } from '#libs/providers';
import type { RailDirectory } from '#libs/rails';
import { explain } from '../explain/explain.js';
import { type Explanation, type Findings, NO_FINDINGS } from '../explain/explained.js';
import type { Language } from '../explain/sentences.js';
import { type Standing, type StandingFacts, standing, type WaitingWord, waitingOf } from '../law/standing.js';
import type {
  Confirmation,
  FailureCode,
  NameMatch,
  PayoutEventName,
  PayoutStatus,
  PendingReason,
  Proof,
  ReviewReason,
} from '../law/status.js';
import type { Payout, Sender } from './payout.entity.js';
import { type KnownPeople, maskPeople, SealedData } from './personal-data.js';
import { type Warning, warningsOf, warningsOfIdentity } from './warnings.js';

/** A payout as clients see it: REST, webhooks and the command line. Every key is always there, null when it has no value. */
export interface PayoutView {
  readonly id: string;
  readonly reference: string;
  readonly status: PayoutStatus;
  /** Whole rupiah. */
  readonly amount: number;
  readonly currency: 'IDR';
  readonly rail: string;
  readonly provider: string;
  readonly destination: DestinationView;
  readonly accountName: string | null;
  readonly nameMatch: NameMatch | null;
  /** What the provider said that it takes, in whole rupiah. */
  readonly fee: number | null;
  /** What its rail is expected to cost, in whole rupiah; null in webhooks, and where the payout failed or was cancelled. */
  readonly feeExpected: number | null;
  readonly purpose: string | null;
  readonly sender: Sender | null;
  readonly metadata: Record<string, string>;
  readonly confirmation: Confirmation;
  /** Null: not looked for, as in webhooks. */
  readonly warnings: readonly Warning[] | null;
  readonly pendingReason: PendingReason | null;
  readonly proof: Proof | null;
  readonly failure: {
    readonly code: FailureCode;
    readonly message: string | null;
    readonly providerCode: string | null;
  } | null;
  readonly review: {
    readonly reason: ReviewReason;
    readonly since: string;
    readonly proposal: ProposalView | null;
  } | null;
  readonly waiting: { readonly reason: WaitingWord; readonly until: string | null } | null;
  readonly explanation: Explanation;
  readonly replacesPayoutId: string | null;
  readonly providerReference: string | null;
  /** Always null: the code is added for callers who may see it, and never stored with a view. */
  readonly cashPickup: null;
  /** Times are ISO 8601 in UTC. */
  readonly nextCheckAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly completedAt: string | null;
  readonly version: number;
  /** Whether something stored of it cannot be read; that is null, or empty, in the view. */
  readonly unreadable: boolean;
}

export type DestinationView =
  | {
      readonly type: 'bank_account';
      readonly bankCode: string;
      readonly accountNumber: string | null;
      readonly accountHolderName: string | null;
    }
  | {
      readonly type: 'cash_pickup';
      readonly outlet: Outlet;
      readonly recipientName: string | null;
      readonly phoneNumber: string | null;
      readonly identityNumber: string | null;
      readonly address: string | null;
    };

/** The resolution that waits for a second person. */
export interface ProposalView {
  readonly resolution: 'paid' | 'failed';
  readonly reason: string;
  readonly evidence: string | null;
  readonly by: string;
  readonly byName: string;
  readonly at: string;
}

/** What is known of a payout beside its row. */
export interface Beside {
  readonly standing: Standing;
  readonly findings: Findings;
  readonly proposal: ProposalView | null;
  /** Whole rupiah from which on a payout takes two people. */
  readonly twoPeopleFrom: bigint | null;
}

export interface ViewOptions {
  /** `masked`: account, phone and identity numbers by their last four characters. */
  readonly numbers: 'full' | 'masked';
  /** Whether something of the people cannot be read. */
  readonly unreadable?: boolean;
  /** Of the explanation. */
  readonly language: Language;
  readonly beside: Beside;
  /** Absent: not known. */
  readonly feeExpected?: bigint | null;
  /** Absent: not looked for. */
  readonly warnings?: readonly Warning[];
}

/** What a view is made of. */
export type ViewedPayout = Pick<Payout, ViewedField>;
type ViewedField =
  | 'id'
  | 'reference'
  | 'status'
  | 'amount'
  | 'currency'
  | 'rail'
  | 'provider'
  | 'bankCode'
  | 'outlet'
  | 'nameMatch'
  | 'fee'
  | 'purpose'
  | 'metadata'
  | 'confirmation'
  | 'pendingReason'
  | 'proof'
  | 'failureCode'
  | 'failureMessage'
  | 'failureProviderCode'
  | 'reviewReason'
  | 'reviewSince'
  | 'replacesPayoutId'
  | 'providerReference'
  | 'confirmedAt'
  | 'confirmedBy'
  | 'waitingReason'
  | 'waitingUntil'
  | 'fundsSince'
  | 'tries'
  | 'dueAt'
  | 'createdAt'
  | 'updatedAt'
  | 'completedAt'
  | 'version';

/** Statuses in which the provider is asked again some day; in the others a due time only says when we work on it. */
const ASKED_AGAIN: readonly PayoutStatus[] = ['transferring', 'pending', 'review', 'succeeded', 'failed'];

/** The one way in which a payout is shown. What a receiver of cash shows at the counter is not in it. */
export function payoutView(
  payout: ViewedPayout,
  known: KnownPeople,
  { numbers, language, beside, warnings, feeExpected = null, unreadable = false }: ViewOptions,
): PayoutView {
  const people = numbers === 'masked' ? maskPeople(known) : known;
  const metadata = metadataView(payout);
  const waiting = waitingOf(beside.standing);
  return {
    id: payout.id,
    reference: payout.reference,
    status: payout.status,
    amount: Number(payout.amount),
    currency: payout.currency,
    rail: payout.rail,
    provider: payout.provider,
    destination: destinationView(payout, people),
    // Banks pad names with spaces; the evidence has them verbatim.
    accountName: people.accountName?.trim() ?? null,
    nameMatch: payout.nameMatch,
    fee: payout.fee === null ? null : Number(payout.fee),
    feeExpected: feeExpected === null ? null : Number(feeExpected),
    purpose: payout.purpose,
    sender: senderView(people),
    metadata: metadata ?? {},
    confirmation: payout.confirmation,
    warnings: warnings ? [...warnings, ...warningsOfIdentity(known.recipient?.identityNumber ?? null)] : null,
    pendingReason: payout.pendingReason,
    proof: payout.proof,
    failure: failureView(payout),
    review: reviewView(payout, beside.proposal),
    waiting: waiting === null ? null : { reason: waiting.reason, until: time(waiting.until) },
    explanation: explain({ payout, names: people, ...beside }, language),
    replacesPayoutId: payout.replacesPayoutId,
    providerReference: payout.providerReference,
    cashPickup: null,
    nextCheckAt: ASKED_AGAIN.includes(payout.status) ? time(payout.dueAt) : null,
    createdAt: payout.createdAt.toISOString(),
    updatedAt: payout.updatedAt.toISOString(),
    completedAt: time(payout.completedAt),
    version: payout.version,
    unreadable: unreadable || metadata === null,
  };
}

/** What a transfer of the payout is expected to cost, in whole rupiah; null: it failed or was cancelled, so that none does. */
export function feeExpectedOf(
  { status, rail }: Pick<Payout, 'status' | 'rail'>,
  rails: Pick<RailDirectory, 'feeOf'>,
): bigint | null {
  return status === 'failed' || status === 'cancelled' ? null : rails.feeOf(rail);
}

function time(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

function destinationView({ bankCode, outlet }: ViewedPayout, people: KnownPeople): DestinationView {
  if (outlet === null) {
    const { accountNumber, accountHolderName } = people;
    return { type: 'bank_account', bankCode: bankCode as string, accountNumber, accountHolderName };
  }
  const { recipientName = null, phoneNumber = null, identityNumber = null, address = null } = people.recipient ?? {};
  return { type: 'cash_pickup', outlet, recipientName, phoneNumber, identityNumber, address };
}

function senderView({ sender }: KnownPeople): Sender | null {
  return sender === null ? null : { id: sender.id, name: sender.name, phoneNumber: sender.phoneNumber };
}

/**
 * Ordered by name: PostgreSQL does not keep the order of keys, and a repeated request must get the same bytes.
 *
 * @returns null: what is stored is no metadata
 */
function metadataView({ metadata }: ViewedPayout): Record<string, string> | null {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return null;
  const names = Object.keys(metadata);
  if (!names.every((name) => typeof metadata[name] === 'string')) return null;
  if (names.length < 2) return metadata;
  return Object.fromEntries(names.sort().map((name) => [name, metadata[name] as string]));
}

function reviewView({ reviewReason, reviewSince }: ViewedPayout, proposal: ProposalView | null): PayoutView['review'] {
  return reviewReason === null ? null : { reason: reviewReason, since: time(reviewSince) ?? '', proposal };
}

function failureView(payout: ViewedPayout): PayoutView['failure'] {
  if (payout.failureCode === null) return null;
  return { code: payout.failureCode, message: payout.failureMessage, providerCode: payout.failureProviderCode };
}

/** The payout as of an event: the columns that `transition.ts` stores, as `to_jsonb` writes them. */
export type PayoutSnapshot = Readonly<Record<string, unknown>>;

type SnapshotPayout = ViewedPayout &
  SealedFields &
  StandingFacts & {
    readonly movedEvent: PayoutEventName | null;
    readonly movedActor: string | null;
    readonly movedActorName: string | null;
    readonly movedReason: string | null;
    readonly possibleDuplicates: readonly string[] | null;
  };
type SealedFields = Pick<Payout, 'personalSealed' | 'accountNameSealed'>;

/** Columns that snapshots of the release before do not have. */
const NOT_IN_OLDER = {
  confirmedAt: null,
  confirmedBy: null,
  fundsSince: null,
  tries: 0,
  isDoubted: false,
  confirmedByMaker: false,
  movedEvent: null,
  movedActor: null,
  movedActorName: null,
  movedReason: null,
  possibleDuplicates: null,
} as const;

/** What the rendering of webhooks depends on. */
export interface SnapshotSettings {
  readonly twoPeopleFrom: bigint | null;
  readonly defaultLanguage: Language;
}

/**
 * The payout as of an event, as a webhook shows it: numbers masked, explained by what its row says.
 *
 * @throws SealBroken or RowUnreadable
 */
export function viewOfSnapshot(
  snapshot: PayoutSnapshot,
  vault: Vault,
  { twoPeopleFrom, defaultLanguage }: SnapshotSettings,
): PayoutView {
  const columns = Object.entries(snapshot).map(([column, value]) => [fieldOf(column), fromJson(column, value)]);
  const payout = { ...NOT_IN_OLDER, ...Object.fromEntries(columns) } as SnapshotPayout;
  if (typeof payout.amount !== 'bigint')
    throw new RowUnreadable({ table: 'outbox', id: String(payout.id) }, 'its snapshot has another form');
  return payoutView(payout, new SealedData(vault).knownOf(payout), {
    numbers: 'masked',
    language: defaultLanguage,
    // Those of its creation: nothing is looked up for a webhook.
    warnings: warningsOf(payout.possibleDuplicates ?? []),
    beside: {
      standing: standing(payout, payout, { twoPeopleFrom }),
      findings: { ...NO_FINDINGS, move: moveOf(payout) },
      proposal: null,
      twoPeopleFrom,
    },
  });
}

function moveOf({
  movedEvent: event,
  movedActor: actor,
  movedActorName: actorName,
  movedReason: reason,
}: SnapshotPayout) {
  return event === null || actor === null ? null : { event, actor, actorName: actorName ?? actor, reason };
}

function fieldOf(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `to_jsonb` writes bytes as `\x` and hex, times as ISO 8601 and rupiah as a number. */
function fromJson(column: string, value: unknown): unknown {
  if (value === null) return null;
  if (column.endsWith('_sealed')) return Buffer.from((value as string).slice(2), 'hex');
  if (column === 'amount' || column === 'fee') return BigInt(value as number);
  if (/_(at|since|until)$/.test(column)) return new Date(value as string);
  return value;
}
