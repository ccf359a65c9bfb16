import type { KnownKey } from './known-key.js';

/** What is changed of a key or its client holds everywhere after this time at most. */
const KNOWN_FOR_MS = 5_000;
/** A key that was just made works after this time, even where it was tried before. */
const UNKNOWN_FOR_MS = 1_000;
/** So long a key that was good is one where nothing but memory can be asked. */
const LAST_GOOD_FOR_MS = 3_600_000;
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
  private readonly known = new Map<string, Remembered<KnownKey>>();
  private readonly unknown = new Map<string, Remembered<null>>();
  private readonly good = new Set<string>();
  private readonly last = new Map<string, Remembered<KnownKey>>();

  constructor(readonly now: () => number = () => performance.now()) {}

  get size(): number {
    return this.known.size + this.unknown.size;
  }

  /** @returns the key, null when there surely is none, undefined when the database has to be asked */
  find(hash: string): KnownKey | null | undefined {
    const found = this.known.get(hash) ?? this.unknown.get(hash);
    return found !== undefined && found.until > this.now() ? found.value : undefined;
  }

  /** @param askedAt when the database was asked, by {@link now}: a slow answer is not younger for having been slow */
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

  /** Whether the key opened something when it was last looked up, however long ago: then it is no guess. */
  wasGood(hash: string): boolean {
    return this.good.has(hash);
  }

  /** A key as the database told it when it was good, an hour ago at most and never longer than it works. */
  lastGood(hash: string): KnownKey | undefined {
    const last = this.last.get(hash);
    return last !== undefined && last.until > this.now() ? last.value : undefined;
  }

  /** Has the database asked again about every key. */
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

/** The oldest makes room. */
function put<T>(map: Map<string, T>, hash: string, value: T, most: number): void {
  if (map.size >= most) map.delete(map.keys().next().value as string);
  map.set(hash, value);
}
