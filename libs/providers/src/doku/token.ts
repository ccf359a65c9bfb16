/**
 * Access tokens: every request except the one for a token contains one and is signed with it. A token is used until a minute before
 * it expires; concurrent callers share one request for a new token.
 */
import { ABANDONED } from '../kit/connect-once.js';
import { errorWords } from '../kit/http.js';
import type { ProviderMessage } from '../port/outcome.js';
import type { CallContext } from '../port/provider.js';

/** The result of a request for a token. */
export type FetchedToken =
  /** `lifeSeconds`: from the request on; null: not in the response. */
  | { readonly kind: 'token'; readonly value: string; readonly lifeSeconds: number | null }
  | { readonly kind: 'unready'; readonly providerMessage: ProviderMessage };

/** A token that can be used, or why there is none. */
export type ObtainedToken =
  | { readonly kind: 'token'; readonly value: string }
  | { readonly kind: 'unready'; readonly providerMessage: ProviderMessage };

interface KeptToken {
  readonly value: string;
  /** A new one is fetched from here on. */
  readonly freshUntilMs: number;
  readonly endsAtMs: number;
}

/** The minimum remaining lifetime of a token: time to write an intent and send it. */
const MARGIN_MS = 60_000;
/** The lifetime when the response has none (documented: 900 s): short, because an expired token means a refused transfer. */
const DEFAULT_LIFE_MS = 120_000;
const LONGEST_LIFE_MS = 86_400_000;

export class AccessTokens {
  readonly #fetch: (context: CallContext) => Promise<FetchedToken>;
  readonly #nowMs: () => number;
  #kept: KeptToken | null = null;
  #fetching: Promise<ObtainedToken> | null = null;

  /**
   * @param fetch requests a token, once per call
   * @param nowMs a monotonic clock
   */
  constructor(fetch: (context: CallContext) => Promise<FetchedToken>, nowMs = () => performance.now()) {
    this.#fetch = fetch;
    this.#nowMs = nowMs;
  }

  /**
   * A token that is valid for at least another minute (or for half of its lifetime, if that is shorter). A failure is returned to all
   * waiting callers and not cached. Never throws.
   */
  async obtain(context: CallContext): Promise<ObtainedToken> {
    const kept = this.#kept;
    if (kept !== null && this.#nowMs() < kept.freshUntilMs) return { kind: 'token', value: kept.value };
    const { record, signal } = context;
    if (signal?.aborted) return gaveUp();
    // without the signal: other callers may wait for it when this one gives up
    this.#fetching ??= this.#fetchAnew({ record }).finally(() => {
      this.#fetching = null;
    });
    return unlessAborted(this.#fetching, signal);
  }

  /** The token to sign with right now. @throws Error when there is none, because `obtain` was not called before */
  current(): string {
    if (this.#kept === null || this.#nowMs() >= this.#kept.endsAtMs) throw new Error('there is no valid access token');
    return this.#kept.value;
  }

  /** Drops a rejected token. A newer token stays. */
  drop(value: string): void {
    if (this.#kept?.value === value) this.#kept = null;
  }

  async #fetchAnew(context: CallContext): Promise<ObtainedToken> {
    const askedAtMs = this.#nowMs();
    try {
      const fetched = await this.#fetch(context);
      if (fetched.kind === 'unready') return fetched;
      const { value, lifeSeconds } = fetched;
      const lifeMs = lifeSeconds === null ? DEFAULT_LIFE_MS : Math.min(lifeSeconds * 1_000, LONGEST_LIFE_MS);
      const endsAtMs = askedAtMs + lifeMs;
      if (this.#nowMs() >= endsAtMs) return unready('the access token had ended when it came');
      this.#kept = { value, freshUntilMs: endsAtMs - Math.min(MARGIN_MS, lifeMs / 2), endsAtMs };
      return { kind: 'token', value };
    } catch (thrown) {
      return unready(errorWords(thrown));
    }
  }
}

function unready(message: string): ObtainedToken {
  return { kind: 'unready', providerMessage: { code: null, message } };
}

const gaveUp = () => unready(ABANDONED);

function unlessAborted(fetching: Promise<ObtainedToken>, signal: AbortSignal | undefined): Promise<ObtainedToken> {
  if (signal === undefined) return fetching;
  return new Promise((resolve) => {
    const giveUp = () => resolve(gaveUp());
    signal.addEventListener('abort', giveUp, { once: true });
    void fetching.then((obtained) => {
      signal.removeEventListener('abort', giveUp);
      resolve(obtained);
    });
  });
}
