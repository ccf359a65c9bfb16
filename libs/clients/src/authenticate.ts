import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Problem, poolOf, SETTINGS, type Settings } from '#libs/platform';
import type { Caller } from './access.js';
import { hashOfKey } from './api-key.entity.js';
import { FIND_KEY, type FoundKeyRow } from './clients.queries.js';
import { type KnownKey, KnownKeys, knownKeyOf } from './known-keys.js';
import { NoteKeyUse } from './note-key-use.js';

/**
 * Counts requests without a valid key, so that guessing keys is limited and costs the database little. The app provides the
 * implementation; without one, nothing is counted.
 */
export abstract class Guesses {
  /** @throws Problem `rate_limited` when the address has sent too many such requests */
  abstract count(address: string): void;
}

/** RFC 6750: at least one space, the scheme in upper or lower case. The key itself is visible ASCII. */
const BEARER = /^bearer +([\x21-\x7e]{1,255})$/i;

/** The parts of a request that identify its caller. */
export interface Credentials {
  readonly authorization: string | undefined;
  /** The IP address behind trusted proxies. Computed only when needed. */
  readonly address: () => string;
  /** Whether a remembered key is accepted while the database is down. */
  readonly memorySuffices?: boolean;
}

/** How long to wait for the database before a remembered key is accepted. */
const DATABASE_WAIT_MS = 1_000;

/** Identifies callers by the API key in the Authorization header. */
@Injectable()
export class Authenticate {
  private readonly keys = new KnownKeys();
  private readonly queries = new Map<string, Promise<KnownKey | null>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly keyUse: NoteKeyUse,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'apiKeyPepper'>,
    @Optional() @Inject(Guesses) private readonly guesses: Guesses | null = null,
  ) {}

  /** @throws Problem `unauthenticated`, `client_suspended`, `address_not_allowed` or `rate_limited` */
  async identify({ authorization, address, memorySuffices = false }: Credentials): Promise<Caller> {
    const secret = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
    if (secret === undefined) {
      this.guesses?.count(address());
      throw authorization === undefined
        ? unauthenticated('Send the API key as `Authorization: Bearer <api key>`', false)
        : unauthenticated('The Authorization header is not `Bearer <api key>`');
    }
    const hash = hashOfKey(secret, this.settings.apiKeyPepper);
    const text = hash.toString('base64');
    const found = this.keys.find(text);
    if (found === null || (found !== undefined && found.refusal !== null)) this.guesses?.count(address());
    const last = memorySuffices ? this.keys.lastGood(text) : undefined;
    const query = () => {
      const fresh = this.readKey(text, hash, address);
      return last === undefined ? fresh : orElse(fresh, last);
    };
    const key = found === undefined ? await query() : found;
    // Compared even when no key was found, so that both cases take the same time.
    const same = timingSafeEqual(key?.secretHash ?? NO_HASH, hash);
    if (key === null || !same) throw unauthenticated(UNKNOWN);
    if (key.refusal !== null) throw REFUSALS[key.refusal]();
    if (key.allowed?.has(address()) === false) throw addressNotAllowed();
    this.keyUse.note(key.caller.keyId);
    return key.caller;
  }

  /** Makes a change of keys or clients effective in this process immediately; on other replicas it is within 5 s. */
  forget(): void {
    this.keys.forget();
  }

  /** Concurrent requests with the same unremembered key share one query. A possible guess is counted before the query. */
  private async readKey(text: string, hash: Buffer, address: () => string): Promise<KnownKey | null> {
    const running = this.queries.get(text);
    if (running !== undefined) return running;
    if (!this.keys.wasGood(text)) this.guesses?.count(address());
    const askedAt = this.keys.now();
    const query = poolOf(this.dataSource)
      .query<FoundKeyRow>({ ...FIND_KEY, values: [hash] })
      .then(({ rows: [row] }) => {
        const key = row === undefined ? null : knownKeyOf(row);
        this.keys.remember(text, key, askedAt);
        return key;
      })
      .finally(() => this.queries.delete(text));
    this.queries.set(text, query);
    return query;
  }
}

/** The remembered key when the query fails or takes too long. */
async function orElse(query: Promise<KnownKey | null>, known: KnownKey): Promise<KnownKey | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<KnownKey>((resolve) => {
    timer = setTimeout(() => resolve(known), DATABASE_WAIT_MS);
  });
  return Promise.race([query.catch(() => known), late]).finally(() => clearTimeout(timer));
}

const NO_HASH = Buffer.alloc(32);
const UNKNOWN = 'The API key is unknown or revoked';

/** Only a caller with the right secret learns why its key is rejected. */
const REFUSALS = {
  revoked: () => unauthenticated(UNKNOWN),
  expired: () => unauthenticated('The API key has expired: use the one that took its place'),
  suspended: () => new Problem('client_suspended', 'The client of this API key is suspended'),
};

function addressNotAllowed(): Problem {
  return new Problem('address_not_allowed', 'The API key may not be used from this address');
}

function unauthenticated(detail: string, hadCredentials = true): Problem {
  return new Problem('unauthenticated', detail, {}, { hadCredentials });
}
