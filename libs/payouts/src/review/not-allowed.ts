import { Problem } from '#libs/platform';
import type { PayoutStatus } from '../law/status.js';
import type { Payout } from '../records/payout.entity.js';

/** 409 for a command that the payout's status does not allow; names the statuses that would. */
export function notAllowed(command: string, payout: Payout, allowed: readonly PayoutStatus[]): Problem {
  return new Problem(
    'illegal_transition',
    `A payout that is ${payout.status} cannot be ${command}; only one that is ${allowed.join(' or ')}`,
    {
      payoutStatus: payout.status,
    },
  );
}
