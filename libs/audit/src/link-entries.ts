import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '#libs/platform';
import { type HashedEntry, hashOfEntry, hashOfLink } from './hash-chain.js';
import {
  type ChainHead,
  FIRST_PLACE,
  insertLinks,
  type NewLink,
  type Place,
  readEntries,
  readHead,
  takeChain,
  transactionsNow,
  walkOn,
} from './link-entries.queries.js';

/** Makes few commits of many links, and few enough for the statement timeout. */
const ENTRIES_PER_ROUND = 2_000;
/** A process that starts looks so far back: more transactions than run at once while one entry is being written. */
const LOOKS_BACK = 100_000n;
const DAY_MS = 86_400_000;

/**
 * Chains audit entries by hashes: each link continues the one before. One process at a time does, whichever comes first.
 *
 * An entry whose transaction takes long is there after entries that were written later. So what is looked through begins, each
 * time, at the oldest transaction that was still running the time before, and everything in it without a link gets one.
 */
@Injectable()
export class LinkEntries {
  private readonly logger = new Logger('AuditTrail');
  private from: Place | null = null;
  private anchoredAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Links what is committed and not linked yet. Once a day it looks through everything instead, and tells the log where the
   * chain ends: by that a chain that was cut can be told.
   *
   * @returns how many entries were linked
   */
  async run(): Promise<number> {
    const now = performance.now();
    const everything = now - this.anchoredAt >= DAY_MS && Number.isFinite(this.anchoredAt);
    const from = everything ? FIRST_PLACE : (this.from ?? (await this.start()));
    const { linked, next } = await this.linkFrom(from, everything);
    this.from = next;
    if (now - this.anchoredAt >= DAY_MS) {
      this.anchoredAt = now;
      await this.anchor();
    }
    return linked;
  }

  private async start(): Promise<Place> {
    const { newest, next } = await transactionsNow(this.dataSource.manager);
    // A copied database counts its transactions anew.
    const isOurs = newest < next;
    const transactionId = isOurs && newest > LOOKS_BACK ? newest - LOOKS_BACK : 0n;
    return { ...FIRST_PLACE, transactionId: transactionId.toString() };
  }

  private async linkFrom(from: Place, everything: boolean): Promise<{ linked: number; next: Place }> {
    let place: Place | null = from;
    let linked = 0;
    let allOverBefore: string | null = null;
    while (place !== null) {
      const here: Place = place;
      const page = await inTransaction(this.dataSource, (tx) => round(tx, here, everything));
      linked += page.linked;
      place = page.last;
      // What the first page told: a transaction may have ended between two pages, behind the place we had come to.
      allOverBefore ??= page.allOverBefore;
    }
    return { linked, next: { ...FIRST_PLACE, transactionId: allOverBefore ?? from.transactionId } };
  }

  private async anchor(): Promise<void> {
    const { seq, hash } = await readHead(this.dataSource.manager);
    this.logger.log(`the audit trail ends at ${seq}:${hash.toString('hex')}`);
  }
}

async function round(tx: EntityManager, place: Place, everything: boolean) {
  await takeChain(tx);
  const { last, unlinkedIds, allOverBefore } = await walkOn(tx, place, ENTRIES_PER_ROUND, everything);
  if (unlinkedIds.length > 0) {
    const head = await readHead(tx);
    await insertLinks(tx, head, chain(head, await readEntries(tx, unlinkedIds)));
  }
  return { last, allOverBefore, linked: unlinkedIds.length };
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
