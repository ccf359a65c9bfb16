import type { Findings } from '../explain/explained.js';
import type { Sql } from '../law/lease.js';

/** What the tables beside `payout` say of one, for its explanation. */
export interface FindingsRow
  extends Pick<Findings, 'response' | 'unanswered' | 'callback' | 'transfer' | 'confirmedBy' | 'refusals' | 'move'> {
  readonly id: string;
  /** The database's clock. */
  readonly now: Date;
}

/** Of the requests to a provider, those that are about the payout itself. */
const ABOUT_PAYOUT = `payout_id = wanted.id and step in ('inquiry', 'transfer', 'status')`;

/** Each part reads the newest row by an index, so that the history of a payout costs nothing. */
const FINDINGS = `select wanted.id, now(), answer.*, asked.*, called.*, sent.*, moved.*,
    (select name_of(confirmed_by) from payout where payout.id = wanted.id) as confirmed_by,
    (select count(*)::int from attempt where payout_id = wanted.id and result = 'refused') as refusals
  from unnest($1::uuid[]) as wanted (id)
  left join lateral (
    select provider as answer_provider, step as answer_step, outcome as answer_outcome, provider_code as answer_code,
      started_at + duration_ms * interval '1 millisecond' as answer_at
    from exchange where ${ABOUT_PAYOUT} and http_status is not null order by id desc limit 1) answer on true
  left join lateral (
    select provider as asked_provider, step as asked_step, started_at as asked_at, http_status is null as is_unanswered
    from exchange where ${ABOUT_PAYOUT} order by id desc limit 1) asked on true
  left join lateral (
    select callback.provider as called_provider, callback.hint as called_hint, callback.received_at as called_at
    from attempt join callback on callback.attempt_id = attempt.id
    where attempt.payout_id = wanted.id order by callback.received_at desc limit 1) called on true
  left join lateral (
    select reference as sent_reference, intent_at as sent_at, result as sent_result
    from attempt where payout_id = wanted.id order by number desc limit 1) sent on true
  left join lateral (
    select event as moved_event, actor as moved_actor, name_of(actor) as moved_actor_name, detail ->> 'reason' as moved_reason
    from payout_event where payout_id = wanted.id order by version desc limit 1) moved on true`;

/** One statement for all of them. */
export async function findingsOf(db: Sql, payoutIds: readonly string[]): Promise<FindingsRow[]> {
  if (payoutIds.length === 0) return [];
  // biome-ignore lint/suspicious/noExplicitAny: columns of the statement above
  const rows: any[] = await db.query(FINDINGS, [payoutIds]);
  return rows.map((row) => ({
    id: row.id,
    now: row.now,
    response:
      row.answer_at === null
        ? null
        : {
            provider: row.answer_provider,
            step: row.answer_step,
            outcome: row.answer_outcome,
            code: row.answer_code,
            at: row.answer_at,
          },
    unanswered: row.is_unanswered ? { provider: row.asked_provider, step: row.asked_step, at: row.asked_at } : null,
    callback:
      row.called_at === null ? null : { provider: row.called_provider, hint: row.called_hint, at: row.called_at },
    transfer: row.sent_at === null ? null : { reference: row.sent_reference, at: row.sent_at, result: row.sent_result },
    confirmedBy: row.confirmed_by,
    refusals: row.refusals,
    move:
      row.moved_event === null
        ? null
        : { event: row.moved_event, actor: row.moved_actor, actorName: row.moved_actor_name, reason: row.moved_reason },
  }));
}
