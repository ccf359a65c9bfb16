/** After so many calls in a row without an answer a provider is taken to be away. */
const SILENCES_TO_OPEN = 5;
/** How long a provider that is away is left alone before one payout may try it again. */
const LEAVE_ALONE_MS = 30_000;

/** `half_open`: it was away, and may be tried again. */
export type CircuitState = 'closed' | 'open' | 'half_open';

interface Circuit {
  silences: number;
  /** Reading of the clock from which it may be tried again; meaningful once it has opened. */
  tryAgainAtMs: number;
}

/**
 * Which providers have stopped answering, as this process has seen it. A hint for `auto` and nothing more: a payout that
 * names its rail goes there all the same.
 */
export class Circuits {
  private readonly circuits = new Map<string, Circuit>();

  /** @param nowMs a monotonic clock */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** @param what whether the provider's machine answered a call at all; a refusal is an answer */
  note(provider: string, what: 'answered' | 'silent'): void {
    if (what === 'answered') {
      this.circuits.delete(provider);
      return;
    }
    const silences = (this.circuits.get(provider)?.silences ?? 0) + 1;
    this.circuits.set(provider, { silences, tryAgainAtMs: this.nowMs() + LEAVE_ALONE_MS });
  }

  stateOf(provider: string): CircuitState {
    const circuit = this.circuits.get(provider);
    if (circuit === undefined || circuit.silences < SILENCES_TO_OPEN) return 'closed';
    return this.nowMs() < circuit.tryAgainAtMs ? 'open' : 'half_open';
  }

  /** Says that a payout now tries a provider that was away: until its answer the others leave it alone. */
  tries(provider: string): void {
    const circuit = this.circuits.get(provider);
    if (circuit !== undefined && this.stateOf(provider) === 'half_open')
      circuit.tryAgainAtMs = this.nowMs() + LEAVE_ALONE_MS;
  }
}
