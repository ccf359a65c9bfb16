import type { Step } from './steps.js';

/** Whom the sandbox plays. Each holds a balance of its own, whatever its faces. */
export const PROVIDERS = ['duitku', 'doku'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** What a provider holds for the merchant, whole rupiah. */
export interface Balance {
  readonly balance: number;
  /** What transfers can use. */
  readonly effectiveBalance: number;
}

/** Whose money a call is about. @param step undefined in older books files, which knew Duitku's transfers only */
export function providerOf(step: Step | undefined): ProviderName {
  return step?.startsWith('doku_') ? 'doku' : 'duitku';
}
