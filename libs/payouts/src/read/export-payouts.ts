import { Injectable } from '@nestjs/common';
import { type CsvColumns, csvOf } from '#libs/platform';
import { RailDirectory } from '#libs/rails';
import { type Standing, waitingOf } from '../law/standing.js';
import type { Payout } from '../records/payout.entity.js';
import { feeExpectedOf } from '../records/payout-view.js';
import { type KnownPeople, maskPeople, SealedData } from '../records/personal-data.js';
import { FindPayouts } from './find-payouts.js';

/** A payout as one row of an export. */
export interface ExportedPayout {
  readonly payout: Payout;
  readonly people: KnownPeople;
  readonly standing: Standing;
  /** The name of its client. */
  readonly client: string | null;
  readonly feeExpected: bigint | null;
  /** Why not all of it can be read: that is empty; null: everything was read. */
  readonly unreadable: string | null;
}

/** How a reader of an export sees payouts. */
export interface ExportView {
  readonly numbers: 'full' | 'masked';
  /** The names of clients by their ids. */
  readonly clients: ReadonlyMap<string, string>;
}

/** Rows of exports, the same over REST and at the command line. */
@Injectable()
export class ExportPayouts {
  constructor(
    private readonly payouts: FindPayouts,
    private readonly sealed: SealedData,
    private readonly rails: RailDirectory,
  ) {}

  async rows(payouts: readonly Payout[], { numbers, clients }: ExportView): Promise<ExportedPayout[]> {
    const standings = await this.payouts.standings(payouts);
    return payouts.map((payout) => {
      const { people, unreadable } = this.sealed.shownOf(payout);
      return {
        payout,
        people: numbers === 'masked' ? maskPeople(people) : people,
        standing: standings.get(payout.id) as Standing,
        client: clients.get(payout.clientId) ?? null,
        feeExpected: feeExpectedOf(payout, this.rails),
        unreadable,
      };
    });
  }

  /** A client's payouts as CSV, page by page, so that an export may be of any length. */
  async *csv(
    clientId: string,
    filter: Parameters<FindPayouts['list']>[1],
    metadata: readonly string[],
    view: ExportView,
  ): AsyncGenerator<string> {
    const columns = payoutColumns(metadata);
    yield csvOf([columns.map(([name]) => name)]);
    for (let before: string | null = null; ; ) {
      const { items, examinedTo } = await this.payouts.list(clientId, filter, PER_PAGE, before);
      const rows = await this.rows(items, view);
      if (rows.length > 0) yield csvOf(rows.map((row) => columns.map(([, of]) => of(row))));
      if (items.length < PER_PAGE && examinedTo === null) return;
      before = examinedTo ?? items.at(-1)?.id ?? null;
    }
  }
}

const PER_PAGE = 200;

/**
 * The columns of an export. Programs read them by name: new ones are added at the end, before those of single notes.
 *
 * @param metadata names of notes that get a column each
 */
export function payoutColumns(metadata: readonly string[]): CsvColumns<ExportedPayout> {
  const iso = (time: Date | null) => time?.toISOString() ?? null;
  return [
    ['id', ({ payout }) => payout.id],
    ['client', ({ client }) => client],
    ['reference', ({ payout }) => payout.reference],
    ['status', ({ payout }) => payout.status],
    ['amount', ({ payout }) => payout.amount],
    ['currency', ({ payout }) => payout.currency],
    ['fee', ({ payout }) => payout.fee],
    ['rail', ({ payout }) => payout.rail],
    ['provider', ({ payout }) => payout.provider],
    ['destination_type', ({ payout }) => payout.destinationType],
    ['bank_code', ({ payout }) => payout.bankCode],
    ['account_number', ({ people }) => people.accountNumber],
    ['account_holder_name', ({ people }) => people.recipient?.recipientName ?? people.accountHolderName],
    ['account_name', ({ people }) => people.accountName?.trim() ?? null],
    ['name_match', ({ payout }) => payout.nameMatch],
    ['purpose', ({ payout }) => payout.purpose],
    ['waiting_for', ({ standing }) => waitingOf(standing)?.reason ?? null],
    ['waiting_until', ({ standing }) => iso(waitingOf(standing)?.until ?? null)],
    ['pending_reason', ({ payout }) => payout.pendingReason],
    ['proof', ({ payout }) => payout.proof],
    ['failure_code', ({ payout }) => payout.failureCode],
    ['failure_message', ({ payout }) => payout.failureMessage],
    ['review_reason', ({ payout }) => payout.reviewReason],
    ['provider_reference', ({ payout }) => payout.providerReference],
    ['created_at', ({ payout }) => iso(payout.createdAt)],
    ['updated_at', ({ payout }) => iso(payout.updatedAt)],
    ['completed_at', ({ payout }) => iso(payout.completedAt)],
    [
      'unreadable',
      ({ unreadable, payout }) => (unreadable === null && isMetadata(payout.metadata) ? null : 'unreadable'),
    ],
    ['fee_expected', ({ feeExpected }) => feeExpected],
    ['metadata', ({ payout }) => metadataText(payout)],
    ...metadata.map((name) => [`metadata.${name}`, ({ payout }: ExportedPayout) => noteOf(payout, name)] as const),
  ];
}

/** Whether what is stored is notes: a damaged row ends no export. */
function isMetadata(metadata: unknown): metadata is Record<string, unknown> {
  return typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
}

function metadataText({ metadata }: Payout): string | null {
  if (!isMetadata(metadata)) return null;
  const notes = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  return notes.length === 0 ? null : JSON.stringify(Object.fromEntries(notes));
}

function noteOf({ metadata }: Payout, name: string): string | null {
  return isMetadata(metadata) && Object.hasOwn(metadata, name) ? String(metadata[name]) : null;
}
