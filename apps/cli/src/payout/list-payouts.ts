import { Option, SubCommand } from 'nest-commander';
import {
  type OverseenFilter,
  OverseePayouts,
  type PayoutStatus,
  STATUSES,
  WAITING_REASONS,
  waitingOf,
} from '#libs/payouts';
import { PROVIDERS } from '#libs/providers';
import { clientNames, findClient } from '../client/client.js';
import type { Get } from '../core/domain.js';
import { ExportingCommand, type ExportOptions } from '../core/salur-command.js';
import { omitAbsent, readText, readTime, readWord } from '../input/input.js';
import type { CsvColumns } from '../output/csv.js';
import { type Column, collect, type Part, readParts } from '../output/output.js';
import { isoOrNull, rupiahText, timeText } from '../output/words.js';
import { payoutBody, statusText } from './payout-body.js';
import { allShown, type ShownPayout } from './shown-payout.js';

const RAILS = PROVIDERS.flatMap(({ rails }) => rails.map(({ name }) => name));
const WAITING = [...WAITING_REASONS, 'any'] as const;

interface Options extends ExportOptions {
  readonly status?: PayoutStatus;
  readonly client?: string;
  readonly rail?: string;
  readonly reference?: string;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
  /** True: given without a reason. */
  readonly waiting?: (typeof WAITING)[number] | true;
}

@SubCommand({ name: 'list', description: 'list payouts of all clients, newest first; --format csv is an export' })
export class ListPayouts extends ExportingCommand {
  @Option({ flags: '--status <status>', description: STATUSES.join(', ') })
  readStatus(text: string): PayoutStatus {
    return readWord('--status', text, STATUSES);
  }

  @Option({ flags: '--client <client>', description: 'by name or id' })
  readClient(text: string): string {
    return text;
  }

  @Option({ flags: '--rail <rail>', description: RAILS.join(', ') })
  readRail(text: string): string {
    return readWord('--rail', text, RAILS);
  }

  @Option({ flags: '--reference <reference>', description: "the client's own reference" })
  readReference(text: string): string {
    return readText('--reference', text, 64);
  }

  @Option({ flags: '--created-from <time>', description: 'accepted at this time or later' })
  readCreatedFrom(text: string): Date {
    return readTime('--created-from', text);
  }

  @Option({ flags: '--created-to <time>', description: 'accepted before this time' })
  readCreatedTo(text: string): Date {
    return readTime('--created-to', text);
  }

  @Option({
    flags: '--waiting [reason]',
    description: 'payouts that wait: for approval, second_person, window, funds, or any',
  })
  readWaiting(text: string): (typeof WAITING)[number] {
    return readWord('--waiting', text, WAITING);
  }

  override async run(_: string[], options: Options): Promise<void> {
    await this.domain.use(async (get) => {
      const names = await clientNames(get);
      const unreadable: string[] = [];
      const parts = noteUnreadable(await this.find(get, options), unreadable);
      if (options.format === 'csv') await this.printCsv(payoutCsvColumns(names), parts);
      else {
        const found = await collect(parts);
        const body = (payout: ShownPayout) => payoutBody(payout, names.get(payout.clientId) ?? null);
        await this.printList(options.format, found, { columns: payoutColumns(names), body });
      }
      this.assertAllReadable(unreadable, 'What cannot be read of them is empty.');
    });
  }

  private async find(get: Get, options: Options): Promise<AsyncIterable<Part<ShownPayout>>> {
    const { client, waiting } = options;
    const filter: OverseenFilter = omitAbsent({
      clientId: client === undefined ? undefined : (await findClient(get, client)).client.id,
      status: options.status,
      rail: options.rail,
      reference: options.reference,
      createdFrom: options.createdFrom,
      createdTo: options.createdTo,
      waiting: waiting === true ? 'any' : waiting,
    });
    return readParts(
      this.limitOf(options),
      async (most, before) => allShown(get, await get(OverseePayouts).list(filter, most, before)),
      ({ id }) => id,
    );
  }
}

/** Passes parts on, and collects the ids of payouts of which something cannot be read. */
async function* noteUnreadable(
  parts: AsyncIterable<Part<ShownPayout>>,
  ids: string[],
): AsyncGenerator<Part<ShownPayout>> {
  for await (const part of parts) {
    ids.push(...part.items.filter(({ unreadable }) => unreadable !== null).map(({ id }) => id));
    yield part;
  }
}

/** @param names of clients by their ids */
function payoutColumns(names: ReadonlyMap<string, string>): readonly Column<ShownPayout>[] {
  return [
    { title: 'ACCEPTED (WIB)', of: ({ createdAt }) => timeText(createdAt) },
    { title: 'ID', of: ({ id }) => id },
    { title: 'CLIENT', of: ({ clientId }) => names.get(clientId) ?? clientId },
    { title: 'REFERENCE', of: ({ reference }) => reference },
    { title: 'STATUS', of: statusText },
    { title: 'AMOUNT', align: 'right', of: ({ amount }) => rupiahText(amount) },
    { title: 'RAIL', of: ({ rail }) => rail },
  ];
}

/** @param names of clients by their ids */
function payoutCsvColumns(names: ReadonlyMap<string, string>): CsvColumns<ShownPayout> {
  return [
    ['id', ({ id }) => id],
    ['client', ({ clientId }) => names.get(clientId) ?? null],
    ['reference', ({ reference }) => reference],
    ['status', ({ status }) => status],
    ['amount', ({ amount }) => amount],
    ['currency', ({ currency }) => currency],
    ['fee', ({ fee }) => fee],
    ['rail', ({ rail }) => rail],
    ['provider', ({ provider }) => provider],
    ['destination_type', ({ destinationType }) => destinationType],
    ['bank_code', ({ bankCode }) => bankCode],
    ['account_number', ({ accountNumber }) => accountNumber],
    ['account_holder_name', ({ accountHolderName, recipient }) => recipient?.recipientName ?? accountHolderName],
    ['account_name', ({ accountName }) => accountName?.trim() ?? null],
    ['name_match', ({ nameMatch }) => nameMatch],
    ['purpose', ({ purpose }) => purpose],
    ['waiting_for', ({ beside }) => waitingOf(beside.standing)?.reason ?? null],
    ['waiting_until', ({ beside }) => isoOrNull(waitingOf(beside.standing)?.until ?? null)],
    ['pending_reason', ({ pendingReason }) => pendingReason],
    ['proof', ({ proof }) => proof],
    ['failure_code', ({ failureCode }) => failureCode],
    ['failure_message', ({ failureMessage }) => failureMessage],
    ['review_reason', ({ reviewReason }) => reviewReason],
    ['provider_reference', ({ providerReference }) => providerReference],
    ['created_at', ({ createdAt }) => createdAt.toISOString()],
    ['updated_at', ({ updatedAt }) => updatedAt.toISOString()],
    ['completed_at', ({ completedAt }) => isoOrNull(completedAt)],
    ['unreadable', ({ unreadable }) => (unreadable === null ? null : 'unreadable')],
  ];
}
