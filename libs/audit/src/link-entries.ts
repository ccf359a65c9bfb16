import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '#libs/platform';
import { type HashedEntry, hashOfEntry, hashOfLink } from './hash-chain.js';
import {
  type ChainHead,
  FIRST_POSITION,
  insertLinks,
  lockChain,
  type NewLink,
  type Position,
  readEntries,
  readEntriesToLink,
  readHead,
  transactionsNow,
} from './link-entries.queries.js';

/** Large enough for few commits, small enough for the statement timeout. */
const ENTRIES_PER_PAGE = 2_000;
/** How many transactions a starting process looks back: more than can start while one entry is being written. */
const LOOK_BACK_TRANSACTIONS = 100_000n;
const DAY_MS = 86_400_000;

/**
 * Links audit entries into a hash chain. One process links at a time.
 *
 * An entry of a slow transaction becomes visible after entries that were written later. Each pass therefore starts at the
 * oldest transaction that was still running during the previous pass, and links every entry without a link from there on.
 */
@Injectable()
export class LinkEntries {
  private readonly logger = new Logger('AuditTrail');
  private from: Position | null = null;
  private anchoredAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Links committed entries that have no link. Once a day it reads all entries instead and logs the end of the chain: with
   * that anchor, verification detects a chain that was cut.
   *
   * @returns how many entries were linked
   */
  async link(): Promise<number> {
    const now = performance.now();
    const everything = now - this.anchoredAt >= DAY_MS && Number.isFinite(this.anchoredAt);
    const from = everything ? FIRST_POSITION : (this.from ?? (await this.firstPosition()));
    const { linked, next } = await this.linkFrom(from, everything);
    this.from = next;
    if (now - this.anchoredAt >= DAY_MS) {
      this.anchoredAt = now;
      await this.logAnchor();
    }
    return linked;
  }

  private async firstPosition(): Promise<Position> {
    const { newest, next } = await transactionsNow(this.dataSource.manager);
    // A restored copy of a database counts its transactions from the start.
    const isOurs = newest < next;
    const transactionId = isOurs && newest > LOOK_BACK_TRANSACTIONS ? newest - LOOK_BACK_TRANSACTIONS : 0n;
    return { ...FIRST_POSITION, transactionId: transactionId.toString() };
  }

  private async linkFrom(from: Position, everything: boolean): Promise<{ linked: number; next: Position }> {
    let position: Position | null = from;
    let linked = 0;
    let allEndedBefore: string | null = null;
    while (position !== null) {
      const here: Position = position;
      const page = await inTransaction(this.dataSource, (tx) => linkPage(tx, here, everything));
      linked += page.linked;
      position = page.last;
      // Taken from the first page: a transaction may end between two pages, behind the current position.
      allEndedBefore ??= page.allEndedBefore;
    }
    return { linked, next: { ...FIRST_POSITION, transactionId: allEndedBefore ?? from.transactionId } };
  }

  private async logAnchor(): Promise<void> {
    const { seq, hash } = await readHead(this.dataSource.manager);
    this.logger.log(`the audit trail ends at ${seq}:${hash.toString('hex')}`);
  }
}

async function linkPage(tx: EntityManager, position: Position, everything: boolean) {
  await lockChain(tx);
  const { last, unlinkedIds, allEndedBefore } = await readEntriesToLink(tx, position, ENTRIES_PER_PAGE, everything);
  if (unlinkedIds.length > 0) {
    const head = await readHead(tx);
    await insertLinks(tx, head, chain(head, await readEntries(tx, unlinkedIds)));
  }
  return { last, allEndedBefore, linked: unlinkedIds.length };
}

function chain({ hash: headHash }: ChainHead, entries: readonly HashedEntry[]): NewLink[] {
  let previousHash = headHash;
  return entries.map((entry) => {
    const entryHash = hashOfEntry(entry);
    const link = { entryId: entry.id, entryHash, previousHash, hash: hashOfLink(previousHash, entryHash) };
    previousHash = link.hash;
    return link;
  });
}
