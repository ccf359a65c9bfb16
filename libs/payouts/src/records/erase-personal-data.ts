import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import {
  alertUnreadable,
  inTransaction,
  isDatabaseTrouble,
  NOW,
  SETTINGS,
  type Settings,
  sqlStateOf,
} from '#libs/platform';
import { amend } from '../law/transition.js';

/** Few enough that other transactions do not wait for their locks. */
const PER_TRANSACTION = 200;

/** How much personal data was erased: of so many payouts, and of callbacks that were about no payout. */
export interface Erased {
  readonly payouts: number;
  readonly callbacks: number;
  /** Rows that PostgreSQL refuses to change; an alert names each. */
  readonly failed: number;
}

/**
 * Erases personal data that is no longer needed: of payouts that ended long ago and are not looked at again.
 * Its webhooks go with it. Amounts, statuses, history, evidence (masked as it is) and the hash of the destination stay.
 */
@Injectable()
export class ErasePersonalData {
  private readonly logger = new Logger(ErasePersonalData.name);

  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @param keptMs how long ago a payout must have ended; by default `PERSONAL_DATA_KEPT` */
  async erase(keptMs = this.settings.personalDataKeptMs): Promise<Erased> {
    const payouts = await this.untilNoneIsLeft('payout', (tx, failed) => oldPayouts(tx, keptMs, failed), erasePayouts);
    const callbacks = await this.untilNoneIsLeft(
      'callback',
      (tx, failed) => oldCallbacks(tx, keptMs, failed),
      eraseCallbacks,
    );
    return { payouts: payouts.erased, callbacks: callbacks.erased, failed: payouts.failed + callbacks.failed };
  }

  /** The same by the order of a person, which is in the audit trail before anything is erased. */
  async order(keptMs: number, by: Actor): Promise<Erased> {
    const details = { endedBefore: new Date(Date.now() - keptMs).toISOString() };
    await inTransaction(this.dataSource, (tx) =>
      recordAudit(tx, by, { action: 'personal_data.erase', subjectId: 'payouts', details }),
    );
    return this.erase(keptMs);
  }

  /** Some at once; where that fails, one by one, so that a row that cannot be erased holds up no other. */
  private async untilNoneIsLeft(
    table: string,
    find: FindOld,
    erase: EraseRows,
  ): Promise<{ erased: number; failed: number }> {
    const failed: string[] = [];
    let erased = 0;
    for (;;) {
      const found: string[] = [];
      try {
        await inTransaction(this.dataSource, async (tx) => {
          found.splice(0, found.length, ...(await find(tx, failed)));
          await erase(tx, found);
        });
        erased += found.length;
      } catch (error) {
        if (found.length === 0 || isDatabaseTrouble(error)) throw error;
        erased += await this.oneByOne(table, found, erase, failed);
      }
      if (found.length === 0) return { erased, failed: failed.length };
    }
  }

  private async oneByOne(table: string, ids: readonly string[], erase: EraseRows, failed: string[]): Promise<number> {
    let erased = 0;
    for (const id of ids) {
      try {
        await inTransaction(this.dataSource, (tx) => erase(tx, [id]));
        erased += 1;
      } catch (error) {
        if (isDatabaseTrouble(error)) throw error;
        failed.push(id);
        const after = 'Salur then erases it by itself within an hour.';
        const payoutId = table === 'payout' ? id : null;
        const leftOut = { row: { table, id }, payoutId, error, after };
        const message = await inTransaction(this.dataSource, (tx) => alertUnreadable(tx, leftOut));
        this.logger.error({
          msg: message ?? 'personal data could not be erased',
          table,
          id,
          sqlState: sqlStateOf(error),
        });
      }
    }
    return erased;
  }
}

/** Finds some of the rows to erase, without those that failed, and locks them. */
type FindOld = (tx: EntityManager, failed: readonly string[]) => Promise<string[]>;
type EraseRows = (tx: EntityManager, ids: readonly string[]) => Promise<void>;

async function oldPayouts(tx: EntityManager, keptMs: number, failed: readonly string[]): Promise<string[]> {
  const old: { id: string }[] = await tx.query(
    `select id from payout
     where completed_at < now() - $1::float8 * interval '1 millisecond' and due_at is null and erased_at is null
       and id <> all ($3::uuid[])
     order by completed_at limit $2 for no key update skip locked`,
    [keptMs, PER_TRANSACTION, failed],
  );
  return old.map(({ id }) => id);
}

async function erasePayouts(tx: EntityManager, payoutIds: readonly string[]): Promise<void> {
  const ids = [payoutIds];
  await amend(
    tx,
    'erasure',
    {
      personalSealed: null,
      accountNameSealed: null,
      ticketSealed: null,
      answerSealed: null,
      purpose: null,
      metadata: {},
      erasedAt: NOW,
    },
    ids,
  );
  await tx.query(
    `update attempt set account_name_sealed = null, ticket_sealed = null where payout_id = any ($1::uuid[])`,
    ids,
  );
  await tx.query(`delete from cash_pickup where payout_id = any ($1::uuid[])`, ids);
  await tx.query(
    `update callback set body_sealed = null, status_words = null
     where attempt_id in (select id from attempt where payout_id = any ($1::uuid[])) and body_sealed is not null`,
    ids,
  );
  await eraseEvents(tx, payoutIds);
}

/**
 * What clients received, or would receive, has the names and the client's own words in it, and a receiver may have repeated them in
 * its response. The history says which events there were.
 */
async function eraseEvents(tx: EntityManager, payoutIds: readonly string[]): Promise<void> {
  await tx.query(
    `with deliveries as (
       select id from webhook_delivery where payout_id = any ($1::uuid[]) for update
     ), attempts as (
       delete from webhook_attempt where delivery_id in (select id from deliveries)
     )
     delete from webhook_delivery where id in (select id from deliveries)`,
    [payoutIds],
  );
  await tx.query(
    `with entries as (
       select id from outbox where payout_id = any ($1::uuid[])
     ), snapshots as (
       delete from outbox_snapshot where outbox_id in (select id from entries)
     )
     delete from outbox where id in (select id from entries)`,
    [payoutIds],
  );
}

/** Callbacks of a payout are erased with it; these belong to none. */
async function oldCallbacks(tx: EntityManager, keptMs: number, failed: readonly string[]): Promise<string[]> {
  const old: { id: string }[] = await tx.query(
    `select id from callback
     where attempt_id is null and due_at is null and body_sealed is not null
       and received_at < now() - $1::float8 * interval '1 millisecond' and id <> all ($3::uuid[])
     limit $2 for no key update skip locked`,
    [keptMs, PER_TRANSACTION, failed],
  );
  return old.map(({ id }) => id);
}

async function eraseCallbacks(tx: EntityManager, ids: readonly string[]): Promise<void> {
  await tx.query(`update callback set body_sealed = null, status_words = null where id = any ($1::uuid[])`, [ids]);
}
