import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { CallbackHint } from '#libs/providers';

/**
 * `received`: not processed yet. `unmatched`: names no transfer that we know, so far. `processed`: finished. `ignored`:
 * names a transfer that it cannot be about; a person was alerted.
 */
export type CallbackStatus = 'received' | 'processed' | 'unmatched' | 'ignored';

/**
 * Why a callback is finished. `woke`: the status check was due at once because of it. `nothing_new`: its payout's status
 * says so already, or cannot change any more. `ended_before`: its transfer had ended as never paid, and it says nothing
 * else. `contradicts`: its transfer had ended as never paid, and it says otherwise. `mismatch`: it names a transfer, but
 * repeats an amount or a destination that are not those of the transfer. `given_up`: for days it matched no transfer.
 */
export type CallbackResult = 'woke' | 'nothing_new' | 'ended_before' | 'contradicts' | 'mismatch' | 'given_up';

/** What it repeats of the order, as {@link CallbackOrder} but with the amount in digits and the account as a hash in hex. */
export interface StoredAbout {
  readonly amount: string | null;
  readonly bankCode: string | null;
  readonly destinationHash: string | null;
}

/**
 * A genuine callback as it arrived, stored before it was answered. The body is sealed: it holds names,
 * account and phone numbers as the provider sent them.
 */
@Entity('callback')
@Unique('callback_is_stored_once', ['provider', 'path', 'bodySha256', 'secretSha256'])
@Index('callback_due', ['dueAt'], { where: 'due_at IS NOT NULL' })
@Index('callback_by_attempt', ['attemptId'])
@Check('callback_hint_is_known', "hint in ('paid', 'failed', 'pending', 'returned', 'unknown')")
@Check('callback_status_is_known', "status in ('received', 'processed', 'unmatched', 'ignored')")
@Check('callback_open_unless_it_has_a_result', 'due_at is null or result is null')
export class Callback {
  @PrimaryColumn('uuid')
  readonly id: string;

  @Column('text')
  readonly provider: string;

  /** The path of its route. */
  @Column('text')
  readonly path: string;

  @Column('timestamptz', { default: () => 'now()' })
  readonly receivedAt: Date;

  /** The address it came from. */
  @Column('text')
  readonly source: string;

  /** Content type and the provider's ids of the message; nothing that grants anything. */
  @Column('jsonb')
  readonly headers: Readonly<Record<string, string>>;

  /** The very bytes, sealed. Null: erased. */
  @Column('bytea', { nullable: true })
  readonly bodySealed: Buffer | null;

  /**
   * SHA-256 of what identifies it among the callbacks of its route: see `take-callback.ts`. In rows of the release before, of the
   * body: its replicas still write that, so the column keeps its name.
   */
  @Column('bytea')
  readonly bodySha256: Buffer;

  /** Lower-case hex SHA-256 of the secret in its address; empty when its route has none. */
  @Column('text', { default: '' })
  readonly secretSha256: string;

  /** Texts that name the transfer, as in `attempt_key`. */
  @Column('text', { array: true })
  readonly keys: string[];

  @Column('text')
  readonly hint: CallbackHint;

  /** The provider's code and message for it: `00 SUCCESS`. */
  @Column('text', { nullable: true })
  readonly statusWords: string | null;

  @Column('jsonb')
  readonly about: StoredAbout;

  /** How often it came again. */
  @Column('integer', { default: 0 })
  readonly duplicates: number;

  @Column('timestamptz', { default: () => 'now()' })
  readonly lastAt: Date;

  @Column('text', { default: 'received' })
  readonly status: CallbackStatus;

  @Column('text', { nullable: true })
  readonly result: CallbackResult | null;

  /** The transfer it is about, once that is known. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Attempt', { name: 'callback_attempt_fkey' })
  readonly attemptId: string | null;

  /** Unused. Replicas of the release before still write it; the release after this one drops it. */
  @Column('integer', { nullable: true })
  readonly wokenFence: number | null;

  /** When it is to be processed next; null: never. */
  @Column('timestamptz', { nullable: true, default: () => 'now()' })
  readonly dueAt: Date | null;

  /** How often it was processed without coming to an end. */
  @Column('integer', { default: 0 })
  readonly tries: number;
}

/** Why a callback was answered with an error and not stored. */
export const REFUSAL_KINDS = ['source', 'forged', 'unreadable', 'unknown_secret', 'busy'] as const;
export type RefusalKind = (typeof REFUSAL_KINDS)[number];

/** How many callbacks of a route were refused on a day (UTC). */
@Entity('callback_refusal')
export class CallbackRefusal {
  @PrimaryColumn('text')
  readonly provider: string;

  @PrimaryColumn('text')
  readonly path: string;

  @PrimaryColumn('date')
  readonly day: string;

  @PrimaryColumn('text')
  readonly reason: RefusalKind;

  @Column('bigint')
  readonly count: string;

  @Column('timestamptz')
  readonly lastAt: Date;
}
