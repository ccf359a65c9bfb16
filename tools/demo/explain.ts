import type { Payout, PayoutEvent, PayoutExchange } from '#libs/api-client';

/** What proves or explains a move, in a few words. */
export function explain({ event, actor, detail }: PayoutEvent, payout: Payout): string {
  const code = typeof detail.code === 'string' ? detail.code : 'no answer';
  switch (event) {
    case 'created':
      return 'accepted: committed before the answer left';
    case 'inquiry_passed':
      if (payout.accountName === null) return 'this rail has nothing to ask';
      return `the bank names ${payout.accountName}${detail.nameMatch === 'different' ? ': clearly another name' : ''}`;
    case 'confirmed':
      return `attempt ${detail.attempt} committed before a byte leaves${actor === 'salur' ? '' : '; a person confirmed'}`;
    case 'ambiguous':
      return `${'code' in detail ? code : detail.reason}: result unknown; check, never resend`;
    case 'accepted':
      return `${code}: the provider has it, the result comes later${payout.cashPickup === null ? '' : ` (code of ${payout.cashPickup.token.length} digits for the counter)`}`;
    case 'rerouted':
      return `${code}, ${detail.because}: proof that nothing moved, so on to ${detail.to}`;
    case 'returned':
      return `proof: ${payout.proof} (${code}): the money came back`;
    case 'paid':
      return payout.proof === 'callback'
        ? 'proof: callback, at an address made for this transfer alone'
        : `proof: ${payout.proof} (${code})`;
    case 'refused':
      return `proof: ${payout.proof} (${code}, ${payout.failure?.code})`;
    default:
      return code;
  }
}

/** A status check that moved nothing leaves no event, only evidence. Null: an event records it. */
export function explainExchange({ step, outcome, providerCode }: PayoutExchange): string | null {
  if (step !== 'status' || outcome === 'paid' || outcome === 'refused') return null;
  return `${providerCode ?? 'no answer'}: still unknown`;
}
