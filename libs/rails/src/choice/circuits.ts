/** After this many consecutive calls without a response, the circuit of a provider opens. */
export const SILENCES_TO_OPEN = 5;
/** How long `auto` avoids the provider before one payout tests it again. */
export const OPEN_MS = 30_000;
/** That a provider answers is news for other processes this often; that it answers again always is. */
const ANSWERS_NEWS_EVERY_MS = 10_000;

/** `half_open`: the provider did not respond, and one payout may test it now. */
export type CircuitState = 'closed' | 'open' | 'half_open';

/** What all processes together know of whether a provider responds. */
export interface SharedCircuit {
  readonly provider: string;
  /** Consecutive calls without a response. */
  readonly silences: number;
  /** Milliseconds until the circuit is half open; only meaningful after it has opened. */
  readonly halfOpenInMs: number;
  /** Since when the provider counts as away; null: the circuit is closed. */
  readonly openedAt: Date | null;
  readonly lastAnswerAt: Date | null;
  readonly lastSilenceAt: Date | null;
}

/** What this process learned of a provider since its last exchange with the others. */
export interface CircuitNews {
  /** A call was answered; silences count from there. */
  readonly answered: boolean;
  readonly silences: number;
  /** A payout tests the half-open circuit. */
  readonly tests: boolean;
}

interface Circuit {
  silences: number;
  /** Reading of the clock from which the circuit is half open; only meaningful after it has opened. */
  halfOpenAtMs: number;
}

const NO_NEWS: CircuitNews = { answered: false, silences: 0, tests: false };

/**
 * Circuit breakers: the providers that did not respond, to this process or to another one that shared it (see `ShareCircuits`).
 * Only a hint for `auto`: a payout that names its rail uses that rail regardless.
 */
export class Circuits {
  private readonly circuits = new Map<string, Circuit>();
  private news = new Map<string, CircuitNews>();
  private readonly answersSharedAtMs = new Map<string, number>();
  private shared: ReadonlyMap<string, SharedCircuit> = new Map();

  /** @param nowMs a monotonic clock */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** @param what whether the provider responded to a call at all; a refusal is a response */
  record(provider: string, what: 'answered' | 'silent'): void {
    if (what === 'silent') {
      this.learn(provider, { silences: 1 });
      return;
    }
    const sharedAtMs = this.answersSharedAtMs.get(provider) ?? Number.NEGATIVE_INFINITY;
    if (!this.circuits.has(provider) && this.nowMs() - sharedAtMs < ANSWERS_NEWS_EVERY_MS) return;
    this.answersSharedAtMs.set(provider, this.nowMs());
    this.learn(provider, { answered: true });
  }

  stateOf(provider: string): CircuitState {
    const circuit = this.circuits.get(provider);
    if (circuit === undefined || circuit.silences < SILENCES_TO_OPEN) return 'closed';
    return this.nowMs() < circuit.halfOpenAtMs ? 'open' : 'half_open';
  }

  /** What all processes shared of a provider; undefined: nothing yet. */
  sharedOf(provider: string): SharedCircuit | undefined {
    return this.shared.get(provider);
  }

  /** Lets one payout test a half-open provider: until it gets a response, the circuit is open for others. */
  startTest(provider: string): void {
    if (this.stateOf(provider) === 'half_open') this.learn(provider, { tests: true });
  }

  /** What other processes do not know yet; from now on they do. */
  takeNews(): ReadonlyMap<string, CircuitNews> {
    const taken = this.news;
    this.news = new Map();
    return taken;
  }

  /** Takes back news that could not be shared. */
  keepNews(taken: ReadonlyMap<string, CircuitNews>): void {
    const newer = this.news;
    this.news = new Map(taken);
    for (const [provider, news] of newer) this.note(provider, news);
  }

  /** Replaces what is known by what all processes know, and by the news since. */
  replace(shared: readonly SharedCircuit[]): void {
    this.shared = new Map(shared.map((circuit) => [circuit.provider, circuit]));
    this.circuits.clear();
    for (const { provider, silences, halfOpenInMs } of shared)
      if (silences > 0) this.circuits.set(provider, { silences, halfOpenAtMs: this.nowMs() + halfOpenInMs });
    for (const [provider, news] of this.news) this.apply(provider, news);
  }

  private learn(provider: string, what: Partial<CircuitNews>): void {
    const news = { ...NO_NEWS, ...what };
    this.note(provider, news);
    this.apply(provider, news);
  }

  private note(provider: string, { answered, silences, tests }: CircuitNews): void {
    const before = answered ? NO_NEWS : (this.news.get(provider) ?? NO_NEWS);
    this.news.set(provider, {
      answered: before.answered || answered,
      silences: before.silences + silences,
      tests: before.tests || tests,
    });
  }

  private apply(provider: string, { answered, silences, tests }: CircuitNews): void {
    if (answered) this.circuits.delete(provider);
    if (silences === 0 && !tests) return;
    const before = this.circuits.get(provider)?.silences ?? 0;
    this.circuits.set(provider, { silences: before + silences, halfOpenAtMs: this.nowMs() + OPEN_MS });
  }
}
