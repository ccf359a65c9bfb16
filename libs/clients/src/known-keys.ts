import { AddressList } from '#libs/platform';
import type { Caller } from './access.js';
import type { FoundKeyRow } from './clients.queries.js';

/** A key as the database returned it recently. */
export interface KnownKey {
  readonly caller: Caller;
  readonly secretHash: Buffer;
  /** Why the key is rejected; null: it is valid. */
  readonly refusal: 'revoked' | 'expired' | 'suspended' | null;
  /** The addresses from which it is accepted; null: any. */
  readonly allowed: AddressList | null;
  /** Milliseconds until it expires; Infinity: never. */
  readonly worksForMs: number;
}

export function knownKeyOf(row: FoundKeyRow): KnownKey {
  const expired = row.expires_in_ms !== null && row.expires_in_ms <= 0;
  return {
    caller: {
      clientId: row.client_id,
      keyId: row.id,
      scopes: new Set(row.scopes),
      hasDailyLimits: row.has_daily_limits,
    },
    secretHash: row.secret_hash,
    refusal: row.revoked ? 'revoked' : expired ? 'expired' : row.suspended ? 'suspended' : null,
    allowed: row.allowed_addresses.length === 0 ? null : new AddressList(row.allowed_addresses),
    worksForMs: row.expires_in_ms === null || expired ? Number.POSITIVE_INFINITY : row.expires_in_ms,
  };
}

/** A change of a key or its client is effective everywhere after this time. */
const KNOWN_FOR_MS = 5_000;
/** A new key works after this time, even on a replica that has rejected it before. */
const UNKNOWN_FOR_MS = 1_000;
/** How long a valid key is accepted while the database is down. */
const LAST_GOOD_FOR_MS = 3_600_000;
/** Real keys are few; the limit only bounds memory. */
const MOST_KNOWN = 10_000;
/** Guessed keys are unlimited in number: they get a small table of their own, apart from real keys. */
const MOST_UNKNOWN = 1_000;

interface Remembered<T> {
  readonly value: T;
  readonly until: number;
}

/** Caches keys by hash for a few seconds, so that not every request queries the database. */
export class KnownKeys {
  private readonly known = new Map<string, Remembered<KnownKey>>();
  private readonly unknown = new Map<string, Remembered<null>>();
  private readonly good = new Set<string>();
  private readonly last = new Map<string, Remembered<KnownKey>>();

  constructor(readonly now: () => number = () => performance.now()) {}

  get size(): number {
    return this.known.size + this.unknown.size;
  }

  /** @returns the key; null when the database has no such key; undefined when the database must be queried */
  find(hash: string): KnownKey | null | undefined {
    const found = this.known.get(hash) ?? this.unknown.get(hash);
    return found !== undefined && found.until > this.now() ? found.value : undefined;
  }

  /** @param askedAt when the query was sent, by {@link now}: a slow response is not fresher than a fast one */
  remember(hash: string, key: KnownKey | null, askedAt: number): void {
    this.known.delete(hash);
    this.unknown.delete(hash);
    this.good.delete(hash);
    this.last.delete(hash);
    if (key?.refusal === null) {
      this.addGood(hash);
      const until = askedAt + Math.min(LAST_GOOD_FOR_MS, key.worksForMs);
      put(this.last, hash, { value: key, until }, MOST_KNOWN);
    }
    if (key === null) put(this.unknown, hash, { value: null, until: askedAt + UNKNOWN_FOR_MS }, MOST_UNKNOWN);
    else put(this.known, hash, { value: key, until: askedAt + Math.min(KNOWN_FOR_MS, key.worksForMs) }, MOST_KNOWN);
  }

  /** Whether the key was valid at its last lookup, however long ago; such a key is not a guess. */
  wasGood(hash: string): boolean {
    return this.good.has(hash);
  }

  /** A valid key as last returned by the database: at most an hour old, and not expired. */
  lastGood(hash: string): KnownKey | undefined {
    const last = this.last.get(hash);
    return last !== undefined && last.until > this.now() ? last.value : undefined;
  }

  /** Clears the cache: the next use of each key queries the database. */
  forget(): void {
    this.last.clear();
    this.known.clear();
    this.unknown.clear();
  }

  private addGood(hash: string): void {
    if (this.good.size >= MOST_KNOWN) this.good.delete(this.good.values().next().value as string);
    this.good.add(hash);
  }
}

/** Evicts the oldest entry when the map is full. */
function put<T>(map: Map<string, T>, hash: string, value: T, most: number): void {
  if (map.size >= most) map.delete(map.keys().next().value as string);
  map.set(hash, value);
}
