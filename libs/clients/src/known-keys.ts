import type { ApiKey } from './api-key.entity.js';

/** A revoked key works this much longer at most. */
const KNOWN_FOR_MS = 5_000;
/** A key that was just made works after this time, even where it was tried before. */
const UNKNOWN_FOR_MS = 1_000;
/** Keys of ours are few; the limit is for the memory, should that ever change. */
const MOST_KNOWN = 10_000;
/** Guesses are anybody's: they get little room, and none of the room of real keys. */
const MOST_UNKNOWN = 1_000;

interface Remembered<T> {
  readonly value: T;
  readonly until: number;
}

/** Remembers for a moment which hash belongs to which key, so that not every request asks the database. */
export class KnownKeys {
  private readonly known = new Map<string, Remembered<ApiKey>>();
  private readonly unknown = new Map<string, Remembered<null>>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  get size(): number {
    return this.known.size + this.unknown.size;
  }

  /** @returns the key, null when there surely is none, undefined when the database has to be asked */
  find(hash: string): ApiKey | null | undefined {
    const found = this.known.get(hash) ?? this.unknown.get(hash);
    return found !== undefined && found.until > this.now() ? found.value : undefined;
  }

  remember(hash: string, key: ApiKey | null): void {
    this.known.delete(hash);
    this.unknown.delete(hash);
    if (key === null) put(this.unknown, hash, { value: null, until: this.now() + UNKNOWN_FOR_MS }, MOST_UNKNOWN);
    else put(this.known, hash, { value: key, until: this.now() + KNOWN_FOR_MS }, MOST_KNOWN);
  }
}

/** The oldest makes room. */
function put<T>(map: Map<string, T>, hash: string, value: T, most: number): void {
  if (map.size >= most) map.delete(map.keys().next().value as string);
  map.set(hash, value);
}
