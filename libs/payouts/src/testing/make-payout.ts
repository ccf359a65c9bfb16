import type { PayoutFacts } from '../records/facts.js';
import { Payout } from '../records/payout.entity.js';

/** The database's clock in table tests. */
export const NOW_AT = new Date('2026-11-21T03:00:00Z');

/** A payout in memory, for decisions that need no database. */
export function makePayout(fields: Partial<Payout> = {}): Payout {
  return Object.assign(
    new Payout(),
    {
      id: '01a22e11-e857-727a-85f5-9be7b4b56c5a',
      clientId: '01a22e11-e857-727a-85f5-9be7b4b56c5b',
      reference: 'INV-1',
      amount: 50_000n,
      requestedRail: 'auto',
      rail: 'some.rail',
      createdRail: 'some.rail',
      provider: 'some',
      confirmation: 'automatic' as const,
      createdAt: NOW_AT,
      updatedAt: NOW_AT,
    },
    fields,
  );
}

export function makeFacts(fields: Partial<PayoutFacts> = {}): PayoutFacts {
  return { isDoubted: false, confirmedByMaker: false, attempts: 0, hasRefusedAttempt: false, now: NOW_AT, ...fields };
}
