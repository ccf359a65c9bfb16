import { Happening } from '#libs/platform';
import type { Exchange } from './port/provider.js';

/** One request to a provider and what came of it. `outcome` is one of a few words of ours. */
export type ProviderCall = { readonly provider: string } & Pick<
  Exchange,
  'step' | 'outcome' | 'httpStatus' | 'durationMs'
>;

/** A provider was asked, or sent, something, whatever it answered. */
export const PROVIDER_CALLED = new Happening<ProviderCall>();

/** Tells of requests once it is known what came of them; of each once. */
export function tellCalls(provider: string, exchanges: readonly Exchange[]): void {
  for (const { step, outcome, httpStatus, durationMs } of exchanges)
    PROVIDER_CALLED.tell({ provider, step, outcome, httpStatus, durationMs });
}
