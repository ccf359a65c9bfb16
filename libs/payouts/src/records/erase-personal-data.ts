import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, NOW, SETTINGS, type Settings } from '#libs/platform';
import { amend } from '../law/transition.js';

/** Few enough that other transactions do not wait for their locks. */
const PER_TRANSACTION = 200;

/** How much personal data was erased: of so many payouts, and of callbacks that were about no payout. */
export interface Erased {
  readonly payouts: number;
  readonly callbacks: number;
}

/**
 * Erases personal data that is no longer needed: of payouts that ended long ago and are not looked at again.
 * Amounts, statuses, history, evidence (masked as it is) and the hash of the destination stay.
 */
@Injectable()
export class ErasePersonalData {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @param keptMs how long ago a payout must have ended; by default `PERSONAL_DATA_KEPT` */
  async erase(keptMs = this.settings.personalDataKeptMs): Promise<Erased> {
    return {
      payouts: await this.untilNoneIsLeft((tx) => erasePayouts(tx, keptMs)),
      callbacks: await this.untilNoneIsLeft((tx) => eraseCallbacks(tx, keptMs)),
    };
  }

  /** The same by the order of a person, which is in the audit trail before anything is erased. */
  async order(keptMs: number, by: Actor): Promise<Erased> {
    const details = { endedBefore: new Date(Date.now() - keptMs).toISOString() };
    await inTransaction(this.dataSource, (tx) =>
      recordAudit(tx, by, { action: 'personal_data.erase', subjectId: 'payouts', details }),
    );
    return this.erase(keptMs);
  }

  private async untilNoneIsLeft(erase: (tx: EntityManager) => Promise<number>): Promise<number> {
    let erased = 0;
    for (let count = 1; count > 0; erased += count) count = await inTransaction(this.dataSource, erase);
    return erased;
  }
}

async function erasePayouts(tx: EntityManager, keptMs: number): Promise<number> {
  const old: { id: string }[] = await tx.query(
    `select id from payout
     where completed_at < now() - $1::float8 * interval '1 millisecond' and due_at is null and erased_at is null
     order by completed_at limit $2 for no key update skip locked`,
    [keptMs, PER_TRANSACTION],
  );
  const ids = [old.map(({ id }) => id)];
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
    `update callback set body_sealed = null
     where attempt_id in (select id from attempt where payout_id = any ($1::uuid[])) and body_sealed is not null`,
    ids,
  );
  return old.length;
}

/** Callbacks of a payout are erased with it; these belong to none. */
async function eraseCallbacks(tx: EntityManager, keptMs: number): Promise<number> {
  const [, count]: [unknown, number] = await tx.query(
    `update callback set body_sealed = null where id in (
       select id from callback
       where attempt_id is null and due_at is null and body_sealed is not null
         and received_at < now() - $1::float8 * interval '1 millisecond'
       limit $2)`,
    [keptMs, PER_TRANSACTION],
  );
  return count;
}
