import type { DataSource } from 'typeorm';
import { HASHED_COLUMNS, type HashedEntry } from './hash-chain.js';

/** A link and its entry as the table has it now; null: the entry was deleted. */
export interface LinkWithEntry {
  readonly seq: number;
  readonly entryId: string;
  readonly entryHash: Buffer;
  readonly previousHash: Buffer;
  readonly hash: Buffer;
  readonly entry: HashedEntry | null;
}

type LinkRow = Omit<LinkWithEntry, 'seq' | 'entry'> & { seq: string; id: string | null } & HashedEntry;

/** The links after a sequence number, in order. */
export async function readLinks(dataSource: DataSource, after: number, most: number): Promise<LinkWithEntry[]> {
  const rows: LinkRow[] = await dataSource.query(
    `select link.seq, link.entry_id as "entryId", link.entry_hash as "entryHash",
       link.previous_hash as "previousHash", link.hash, ${HASHED_COLUMNS}
     from audit_link link left join audit_entry entry on entry.id = link.entry_id
     where link.seq > $1 order by link.seq limit $2`,
    [after, most],
  );
  return rows.map(({ seq, entryId, entryHash, previousHash, hash, ...entry }) => ({
    seq: Number(seq),
    entryId,
    entryHash,
    previousHash,
    hash,
    entry: entry.id === null ? null : entry,
  }));
}

/** One page of entries: their count, the last id, and those without a link for too long. */
export interface EntriesPage {
  readonly count: number;
  /** Null: there are no more. */
  readonly lastId: string | null;
  readonly unlinkedIds: readonly string[];
}

export async function readEntriesPage(
  dataSource: DataSource,
  afterId: string,
  most: number,
  unlinkedAfterMs: number,
): Promise<EntriesPage> {
  const [page]: EntriesPage[] = await dataSource.query(
    `with page as materialized (
       select id, at from audit_entry where id > $1::uuid order by id limit $2
     )
     select (select count(*)::int from page) as count,
       (select id from page order by id desc limit 1) as "lastId",
       array (select id from page
         where at < now() - $3::double precision * interval '1 millisecond'
           and not exists (select from audit_link where entry_id = page.id) order by id) as "unlinkedIds"`,
    [afterId, most, unlinkedAfterMs],
  );
  return page as EntriesPage;
}
