/**
 * Access tokens: every request but the one for a token carries one, and is signed with it. A token is kept until a minute
 * before it ends; whoever needs one while it is being fetched waits for the same request.
 */
import { ABANDONED } from '../kit/connect-once.js';
import { errorWords } from '../kit/http.js';
import type { ProviderWords } from '../port/outcome.js';
import type { CallContext } from '../port/provider.js';

/** What a request for a token came to. */
export type FetchedToken =
  /** `lifeSeconds`: from the request on; null when the answer does not say. */
  | { readonly kind: 'token'; readonly value: string; readonly lifeSeconds: number | null }
  | { readonly kind: 'unready'; readonly words: ProviderWords };

/** A token that can be used, or why there is none. */
export type ObtainedToken =
  | { readonly kind: 'token'; readonly value: string }
  | { readonly kind: 'unready'; readonly words: ProviderWords };

interface KeptToken {
  readonly value: string;
  /** Fetched anew from here on. */
  readonly freshUntilMs: number;
  readonly endsAtMs: number;
}

/** A token is not given out with less left than this: time to write an intent and to send it. */
const MARGIN_MS = 60_000;
/** When the answer does not say how long (documented: 900 s): short, because being wrong costs a refused transfer. */
const UNTOLD_LIFE_MS = 120_000;
const LONGEST_LIFE_MS = 86_400_000;

export class AccessTokens {
  readonly #fetch: (context: CallContext) => Promise<FetchedToken>;
  readonly #nowMs: () => number;
  #kept: KeptToken | null = null;
  #fetching: Promise<ObtainedToken> | null = null;

  /**
   * @param fetch asks for a token, once per call
   * @param nowMs a clock that nobody can set back
   */
  constructor(fetch: (context: CallContext) => Promise<FetchedToken>, nowMs = () => performance.now()) {
    this.#fetch = fetch;
    this.#nowMs = nowMs;
  }

  /**
   * A token that is valid for at least a minute more (or for half of its life, when that is shorter). A failure is
   * everybody's who waited for it, and is forgotten. Never throws.
   */
  async obtain(context: CallContext): Promise<ObtainedToken> {
    const kept = this.#kept;
    if (kept !== null && this.#nowMs() < kept.freshUntilMs) return { kind: 'token', value: kept.value };
    const { record, signal } = context;
    if (signal?.aborted) return gaveUp();
    // without the signal: others may be waiting for it when this caller gives up
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

  /** Forgets a token that was refused. A token that came later stays. */
  drop(value: string): void {
    if (this.#kept?.value === value) this.#kept = null;
  }

  async #fetchAnew(context: CallContext): Promise<ObtainedToken> {
    const askedAtMs = this.#nowMs();
    try {
      const fetched = await this.#fetch(context);
      if (fetched.kind === 'unready') return fetched;
      const { value, lifeSeconds } = fetched;
      const lifeMs = lifeSeconds === null ? UNTOLD_LIFE_MS : Math.min(lifeSeconds * 1_000, LONGEST_LIFE_MS);
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
  return { kind: 'unready', words: { code: null, message } };
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
