import type { Exchange, Payout, PayoutEvent } from './payout-client.js';

/** What proves or explains a move, in a few words. */
export function explain({ event, actor, detail }: PayoutEvent, payout: Payout): string {
  const code = typeof detail.code === 'string' ? detail.code : 'no answer';
  switch (event) {
    case 'created':
      return 'accepted: committed before the answer left';
    case 'inquiry_passed':
      return `the bank names ${(payout.accountName ?? '').trim()}${detail.nameMatch === 'different' ? ': clearly another name' : ''}`;
    case 'confirmed':
      return `attempt ${detail.attempt} committed before a byte leaves${actor === 'salur' ? '' : '; a person confirmed'}`;
    case 'ambiguous':
      return `${'code' in detail ? code : detail.reason}: nobody knows; ask, never resend`;
    case 'paid':
      return `proof: ${payout.proof} (${code})`;
    case 'refused':
      return `proof: ${payout.proof} (${code}, ${payout.failure?.code})`;
    default:
      return code;
  }
}

/** A status check that moved nothing leaves no event, only evidence. Null: an event tells of it. */
export function explainExchange({ step, outcome, providerCode }: Exchange): string | null {
  if (step !== 'status' || outcome === 'paid' || outcome === 'refused') return null;
  return `${providerCode ?? 'no answer'}: still unknown`;
}
