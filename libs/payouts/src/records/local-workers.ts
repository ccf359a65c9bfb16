import type { Payout } from './payout.entity.js';

/** What accepts, confirms or receives a callback sends nothing itself: it hands payouts to the workers through this. */
export abstract class LocalWorkers {
  /** Keeps a place for a payout that is being accepted, until {@link givePlaceBack}. @returns false when there is none */
  abstract keepPlace(provider: string): boolean;
  abstract givePlaceBack(provider: string): void;
  /** Takes on a payout whose lease this process already holds. */
  abstract takeOn(payout: Payout): void;
  /** Has payouts that are due now claimed at once: by this process if it works, else by the workers of the service. */
  abstract wake(provider?: string): void;
  /** Claims one payout out of turn, if there is a place for it and no lease runs. @returns whether this process has it now */
  abstract claim(payout: Payout): Promise<boolean>;
  /** Resolves when this process has put the payout down; null when it does not hold it. */
  abstract settled(payoutId: string): Promise<void> | null;
}
