import { maskNumber, type Vault } from '#libs/platform';

/** What the outbox says of an event, with the payout as of then. */
export interface OutboxEvent {
  readonly outboxId: string;
  readonly type: string;
  readonly payoutId: string;
  readonly version: number;
  readonly at: Date;
  /** The row of the payout, by column name. */
  readonly payout: Row;
}

// biome-ignore lint/suspicious/noExplicitAny: a row of another library's table, read as it is
type Row = Readonly<Record<string, any>>;

/** Statuses in which the provider is asked again some day; in the others a due time says when it is worked on. */
const ASKED_AGAIN = ['pending', 'review', 'succeeded', 'failed'];

/** The `webhook-id` of an event: the same on every try, for every endpoint, and after a restart. */
export function eventId({ payoutId, version }: Pick<OutboxEvent, 'payoutId' | 'version'>): string {
  return `evt_${payoutId.replaceAll('-', '')}_${version}`;
}

/**
 * The body that tells of an event: the payout as GET /v1/payouts/{id} would have shown it then, with account, phone and
 * identity numbers cut down to their last four digits and without what a receiver of cash has to show.
 */
export function eventBody({ type, at, payout }: OutboxEvent, vault: Vault): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data: payoutData(payout, vault) });
}

/** The body of a test: of no payout. */
export function testBody(type: string, at: Date): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data: {} });
}

function payoutData(row: Row, vault: Vault) {
  const personal = JSON.parse(opened(row, 'personal_sealed', vault) ?? '{}');
  return {
    id: row.id,
    reference: row.reference,
    status: row.status,
    amount: row.amount,
    currency: row.currency,
    rail: row.rail,
    provider: row.provider,
    destination: destination(row, personal),
    accountName: opened(row, 'account_name_sealed', vault)?.trim() ?? null,
    nameMatch: row.name_match,
    fee: row.fee,
    purpose: row.purpose,
    sender: sender(personal),
    metadata: ordered(row.metadata),
    confirmation: row.confirmation,
    pendingReason: row.pending_reason,
    proof: row.proof,
    failure:
      row.failure_code === null
        ? null
        : { code: row.failure_code, message: row.failure_message, providerCode: row.failure_provider_code },
    review: review(row),
    waiting: row.waiting_reason === null ? null : { reason: row.waiting_reason, until: time(row.waiting_until) },
    replacesPayoutId: row.replaces_payout_id,
    providerReference: row.provider_reference,
    cashPickup: null,
    nextCheckAt: ASKED_AGAIN.includes(row.status) ? time(row.due_at) : null,
    createdAt: time(row.created_at),
    updatedAt: time(row.updated_at),
    completedAt: time(row.completed_at),
    version: row.version,
  };
}

/** A review begins with its event: nobody has proposed a resolution yet. */
function review(row: Row) {
  return row.review_reason === null
    ? null
    : { reason: row.review_reason, since: time(row.review_since), proposal: null };
}

/** What is sealed of a payout; `to_jsonb` writes bytes as `\\x` and hex. */
function opened(row: Row, column: string, vault: Vault): string | null {
  const hex: string | null = row[column];
  return hex && vault.openText(Buffer.from(hex.slice(2), 'hex'), { table: 'payout', column, id: row.id });
}

function destination(row: Row, { accountNumber, accountHolderName, recipient }: Row) {
  if (row.outlet === null) {
    return { type: 'bank_account', bankCode: row.bank_code, accountNumber: masked(accountNumber), accountHolderName };
  }
  const { outlet, recipientName, phoneNumber, identityNumber, address } = recipient;
  return {
    type: 'cash_pickup',
    outlet,
    recipientName,
    phoneNumber: masked(phoneNumber),
    identityNumber: masked(identityNumber),
    address,
  };
}

function sender({ sender }: Row) {
  return sender && { ...sender, phoneNumber: masked(sender.phoneNumber) };
}

function ordered(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function masked(number: string | null): string | null {
  return number && maskNumber(number);
}

function time(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString();
}
