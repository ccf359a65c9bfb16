import type { EntityManager } from 'typeorm';
import { ADVISORY_LOCKS } from '#libs/platform';
import { GENESIS_HASH, HASHED_COLUMNS, type HashedEntry } from './hash-chain.js';

/** Waits for the lock of the chain and holds it until the transaction ends: one process links at a time. */
export async function lockChain(tx: EntityManager): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.linkAuditEntries]);
}

/** The link that the next one continues. */
export interface ChainHead {
  /** 0: the chain is empty. */
  readonly seq: bigint;
  readonly hash: Buffer;
}

export async function readHead(tx: EntityManager): Promise<ChainHead> {
  const [head]: { seq: string; hash: Buffer }[] = await tx.query(
    `select seq, hash from audit_link order by seq desc limit 1`,
  );
  return head === undefined ? { seq: 0n, hash: GENESIS_HASH } : { seq: BigInt(head.seq), hash: head.hash };
}

/** A position in the order of the entries. */
export interface Position {
  readonly transactionId: string;
  readonly id: string;
}

export const FIRST_POSITION: Position = { transactionId: '0', id: '00000000-0000-0000-0000-000000000000' };

/** One page of entries in their order. */
export interface EntriesToLink {
  /** The position of the page's last entry; null: there are no more entries. */
  readonly last: Position | null;
  /** Entries without a link. */
  readonly unlinkedIds: readonly string[];
  /** Every transaction before this one had ended when the page was read. */
  readonly allEndedBefore: string;
}

/**
 * Reads the page after a position. Entries whose transaction id lies in this cluster's future come from a restored copy of
 * another database. Only a pass over everything returns them; otherwise every page would contain them.
 */
export async function readEntriesToLink(
  tx: EntityManager,
  { transactionId, id }: Position,
  most: number,
  everything: boolean,
) {
  const [page]: { transactionId: string | null; id: string | null; unlinkedIds: string[]; allEndedBefore: string }[] =
    await tx.query(
      `with page as materialized (
         select transaction_id, id from audit_entry
         where (transaction_id, id) > ($1::bigint, $2::uuid)
           and ($4 or transaction_id < pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
         order by transaction_id, id limit $3
       ), last as (
         select transaction_id, id from page order by transaction_id desc, id desc limit 1
       )
       select (select transaction_id from last) as "transactionId", (select id from last) as id,
         array (select id from page where not exists (select from audit_link where entry_id = page.id)) as "unlinkedIds",
         pg_snapshot_xmin(pg_current_snapshot())::text as "allEndedBefore"`,
      [transactionId, id, most, everything],
    );
  const { unlinkedIds, allEndedBefore, ...last } = page as NonNullable<typeof page>;
  const isPosition = last.transactionId !== null && last.id !== null;
  return { last: isPosition ? (last as Position) : null, unlinkedIds, allEndedBefore } satisfies EntriesToLink;
}

export function readEntries(tx: EntityManager, ids: readonly string[]): Promise<HashedEntry[]> {
  return tx.query(
    `select ${HASHED_COLUMNS} from audit_entry entry where id = any ($1::uuid[]) order by transaction_id, id`,
    [ids],
  );
}

/** A link without its sequence number. */
export interface NewLink {
  readonly entryId: string;
  readonly entryHash: Buffer;
  readonly previousHash: Buffer;
  readonly hash: Buffer;
}

/** Appends links after a head. */
export async function insertLinks(tx: EntityManager, { seq }: ChainHead, links: readonly NewLink[]): Promise<void> {
  await tx.query(
    `insert into audit_link (seq, entry_id, entry_hash, previous_hash, hash)
     select $1::bigint + number, entry_id, entry_hash, previous_hash, hash
     from unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[]) with ordinality
       as t (entry_id, entry_hash, previous_hash, hash, number)`,
    [
      seq.toString(),
      links.map(({ entryId }) => entryId),
      links.map(({ entryHash }) => entryHash),
      links.map(({ previousHash }) => previousHash),
      links.map(({ hash }) => hash),
    ],
  );
}

/** The transaction id of the newest linked entry (0: there is none), and the next one that this cluster will assign. */
export async function transactionsNow(tx: EntityManager): Promise<{ newest: bigint; next: bigint }> {
  const [row]: { newest: string | null; next: string }[] = await tx.query(
    `select (select transaction_id from audit_entry
        where id = (select entry_id from audit_link order by seq desc limit 1)) as newest,
      pg_snapshot_xmax(pg_current_snapshot())::text as next`,
  );
  return { newest: BigInt(row?.newest ?? 0), next: BigInt(row?.next ?? 0) };
}
