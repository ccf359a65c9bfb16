import type { EntityManager } from 'typeorm';
import { ADVISORY_LOCKS } from '#libs/platform';
import { BEFORE_THE_FIRST, HASHED_COLUMNS, type HashedEntry } from './hash-chain.js';

/** Waits until nobody else links, and keeps others from it until the transaction ends. */
export async function takeChain(tx: EntityManager): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.linkAuditEntries]);
}

/** A link, as far as others continue it. */
export interface ChainHead {
  /** 0: there is none yet. */
  readonly seq: bigint;
  readonly hash: Buffer;
}

export async function readHead(tx: EntityManager): Promise<ChainHead> {
  const [head]: { seq: string; hash: Buffer }[] = await tx.query(
    `select seq, hash from audit_link order by seq desc limit 1`,
  );
  return head === undefined ? { seq: 0n, hash: BEFORE_THE_FIRST } : { seq: BigInt(head.seq), hash: head.hash };
}

/** Where a walk over the entries has got to. */
export interface Place {
  readonly transactionId: string;
  readonly id: string;
}

export const FIRST_PLACE: Place = { transactionId: '0', id: '00000000-0000-0000-0000-000000000000' };

/** Some entries in their order, as far as the walk has come with them. */
export interface WalkedPage {
  /** Null: there was nothing more to see. */
  readonly last: Place | null;
  /** Entries without a link. */
  readonly unlinkedIds: readonly string[];
  /** Every transaction before this one was over when the page was read. */
  readonly allOverBefore: string;
}

/**
 * Walks on over the entries. Those of transactions that this cluster has not seen yet come from a copied database; they are
 * seen by a walk over everything alone, or they would be in each page for ever.
 */
export async function walkOn(tx: EntityManager, { transactionId, id }: Place, most: number, everything: boolean) {
  const [page]: { transactionId: string | null; id: string | null; unlinkedIds: string[]; allOverBefore: string }[] =
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
         pg_snapshot_xmin(pg_current_snapshot())::text as "allOverBefore"`,
      [transactionId, id, most, everything],
    );
  const { unlinkedIds, allOverBefore, ...last } = page as NonNullable<typeof page>;
  const isPlace = last.transactionId !== null && last.id !== null;
  return { last: isPlace ? (last as Place) : null, unlinkedIds, allOverBefore } satisfies WalkedPage;
}

export function readEntries(tx: EntityManager, ids: readonly string[]): Promise<HashedEntry[]> {
  return tx.query(
    `select ${HASHED_COLUMNS} from audit_entry entry where id = any ($1::uuid[]) order by transaction_id, id`,
    [ids],
  );
}

/** What a link has beside its place in the chain. */
export interface NewLink {
  readonly entryId: string;
  readonly entryHash: Buffer;
  readonly previousHash: Buffer;
  readonly hash: Buffer;
}

/** Continues the chain after a head. */
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

/** The transaction of the newest linked entry (0: there is none), and the one that begins next. */
export async function transactionsNow(tx: EntityManager): Promise<{ newest: bigint; next: bigint }> {
  const [row]: { newest: string | null; next: string }[] = await tx.query(
    `select (select transaction_id from audit_entry
        where id = (select entry_id from audit_link order by seq desc limit 1)) as newest,
      pg_snapshot_xmax(pg_current_snapshot())::text as next`,
  );
  return { newest: BigInt(row?.newest ?? 0), next: BigInt(row?.next ?? 0) };
}
