import type { EntityManager } from 'typeorm';
import type { ProviderMessage, RefusalReason } from '#libs/providers';
import type { RailChoice, RailDirectory, RailVerdict } from '#libs/rails';
import { type Decision, move } from '../law/decision.js';
import type { Payout } from '../records/payout.entity.js';
import { railRequestOf } from '../records/provider-order.js';

export type ChosenRail = Extract<RailChoice, { kind: 'chosen' }>;

/** Whose fault a definite refusal is. Only for the provider's fault is another rail tried: an account that cannot be paid cannot be paid elsewhere. */
const FAULT_OF: Record<RefusalReason, 'provider' | 'payee'> = {
  insufficient_funds: 'provider',
  bank_not_supported: 'provider',
  bank_unavailable: 'provider',
  limit_exceeded: 'provider',
  invalid_amount: 'provider',
  misconfigured: 'provider',
  expired: 'provider',
  invalid_account: 'payee',
  blacklisted: 'payee',
  declined: 'payee',
};

export function isProvidersFault(reason: RefusalReason): boolean {
  return FAULT_OF[reason] === 'provider';
}

/** Rails that have refused the payout; a want of funds counts only until it has waited for them. */
const REFUSED_BEFORE = `
  with rerouted as (
    select version, detail ->> 'from' as rail, detail ->> 'because' as because
    from payout_event where payout_id = $1 and event = 'rerouted'
  )
  select distinct rail from rerouted
  where because not in ('window_closed', 'short_balance', 'waits_for_funds')
    and not (because = 'insufficient_funds'
      and version < (select coalesce(max(version), 0) from rerouted where because = 'waits_for_funds'))`;

/** Why a payout goes back to `created`; kept in its history. */
export interface ReasonToReroute {
  readonly because: RefusalReason | 'inquiry_unavailable' | 'window_closed' | 'short_balance';
  readonly providerMessage?: ProviderMessage;
}

/**
 * Another rail that can carry the payout at once: only for `auto`, never one that has refused it before.
 *
 * @returns null when the client named its rail, or no other can
 */
export async function findOtherRail(
  db: Pick<EntityManager, 'query'>,
  rails: RailDirectory,
  payout: Payout,
): Promise<ChosenRail | null> {
  if (payout.requestedRail !== 'auto') return null;
  const refused: { rail: string }[] = await db.query(REFUSED_BEFORE, [payout.id]);
  const exclude = new Set([payout.rail, ...refused.map(({ rail }) => rail)]);
  const choice = rails.choose('auto', railRequestOf(payout), { exclude });
  return choice.kind === 'chosen' && choice.waitUntil === null && !choice.lacksFunds ? choice : null;
}

/** Moves the payout to another rail, where it starts again with an inquiry. */
export function moveToOtherRail(
  payout: Payout,
  choice: ChosenRail,
  { because, providerMessage }: ReasonToReroute,
): Decision {
  return move({
    event: 'rerouted',
    actor: 'salur',
    by: { lease: 'ended' },
    detail: {
      because,
      from: payout.rail,
      to: choice.rail,
      ...providerMessage,
      rails: choice.verdicts.map(shortVerdict),
    },
    set: { rail: choice.rail, provider: choice.provider, ...STARTS_ANEW },
    dueInMs: 0,
  });
}

/** What the inquiry on one rail found out means nothing on another. The name stays: a confirmation was given for it. */
export const STARTS_ANEW = { nameMatch: null, ticketSealed: null, providerReference: null, fee: null } as const;

/** What the history keeps of how a rail was judged. */
export function shortVerdict({ rail, verdict, code }: RailVerdict): Record<string, unknown> {
  return code === null ? { rail, verdict } : { rail, verdict, code };
}
