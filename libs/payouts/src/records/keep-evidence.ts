import type { EntityManager } from 'typeorm';
import { newId } from '#libs/platform';
import type { Exchange } from '#libs/providers';
import { ExchangeRecord } from './exchange.entity.js';
import type { Payout } from './payout.entity.js';

/** Keeps what was said to and heard from a provider, in the transaction of what it led to. */
export async function keepEvidence(
  tx: EntityManager,
  { id: payoutId, provider }: Pick<Payout, 'id' | 'provider'>,
  attemptId: string | null,
  exchanges: readonly Exchange[],
): Promise<void> {
  if (exchanges.length === 0) return;
  await tx.insert(
    ExchangeRecord,
    exchanges.map((exchange) => ({
      ...exchange,
      id: newId(),
      payoutId,
      attemptId,
      provider,
      durationMs: Math.round(exchange.durationMs),
    })),
  );
}
