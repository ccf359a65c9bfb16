/** After this many consecutive calls without a response, the circuit of a provider opens. */
const SILENCES_TO_OPEN = 5;
/** How long `auto` avoids the provider before one payout tests it again. */
const OPEN_MS = 30_000;

/** `half_open`: the provider did not respond, and one payout may test it now. */
export type CircuitState = 'closed' | 'open' | 'half_open';

interface Circuit {
  silences: number;
  /** Reading of the clock from which the circuit is half open; only meaningful after it has opened. */
  halfOpenAtMs: number;
}

/**
 * Circuit breakers: the providers that did not respond to this process. Only a hint for `auto`: a payout that names its rail
 * uses that rail regardless.
 */
export class Circuits {
  private readonly circuits = new Map<string, Circuit>();

  /** @param nowMs a monotonic clock */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** @param what whether the provider responded to a call at all; a refusal is a response */
  record(provider: string, what: 'answered' | 'silent'): void {
    if (what === 'answered') {
      this.circuits.delete(provider);
      return;
    }
    const silences = (this.circuits.get(provider)?.silences ?? 0) + 1;
    this.circuits.set(provider, { silences, halfOpenAtMs: this.nowMs() + OPEN_MS });
  }

  stateOf(provider: string): CircuitState {
    const circuit = this.circuits.get(provider);
    if (circuit === undefined || circuit.silences < SILENCES_TO_OPEN) return 'closed';
    return this.nowMs() < circuit.halfOpenAtMs ? 'open' : 'half_open';
  }

  /** Lets one payout test a half-open provider: until it gets a response, the circuit is open for others. */
  startTest(provider: string): void {
    const circuit = this.circuits.get(provider);
    if (circuit !== undefined && this.stateOf(provider) === 'half_open') circuit.halfOpenAtMs = this.nowMs() + OPEN_MS;
  }
}
