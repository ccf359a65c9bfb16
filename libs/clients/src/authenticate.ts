import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Problem, poolOf, SETTINGS, type Settings } from '#libs/platform';
import type { Caller } from './caller.js';
import { FIND_KEY, type FoundKeyRow } from './find-key.queries.js';
import { Guesses } from './guesses.js';
import { hashOfKey } from './hash-of-key.js';
import { type KnownKey, knownKeyOf } from './known-key.js';
import { KnownKeys } from './known-keys.js';
import { NoteKeyUse } from './note-key-use.js';

/** RFC 6750: one space at least, the scheme in any case. The key itself is visible ASCII. */
const BEARER = /^bearer +([\x21-\x7e]{1,255})$/i;

/** What a request shows of itself. */
export interface Credentials {
  readonly authorization: string | undefined;
  /** The IP address it came from, proxies we trust aside. Worked out only when it matters. */
  readonly address: () => string;
  /** What was last known of a key is enough while the database does not answer; else it is not. */
  readonly memorySuffices?: boolean;
}

/** So long the database is waited for where memory suffices. */
const PATIENCE_MS = 1_000;

/** Finds out who calls, by the API key in the Authorization header. */
@Injectable()
export class Authenticate {
  private readonly keys = new KnownKeys();
  private readonly asked = new Map<string, Promise<KnownKey | null>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly keyUse: NoteKeyUse,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'apiKeyPepper'>,
    @Optional() @Inject(Guesses) private readonly guesses: Guesses | null = null,
  ) {}

  /** @throws Problem `unauthenticated`, `client_suspended`, `address_not_allowed` or `rate_limited` */
  async run({ authorization, address, memorySuffices = false }: Credentials): Promise<Caller> {
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
    const ask = () => {
      const asked = this.ask(text, hash, address);
      return last === undefined ? asked : orElse(asked, last);
    };
    const key = found === undefined ? await ask() : found;
    // Compared even when nothing was found, so that both answers cost the same.
    const same = timingSafeEqual(key?.secretHash ?? NO_HASH, hash);
    if (key === null || !same) throw unauthenticated(UNKNOWN);
    if (key.refusal !== null) throw REFUSALS[key.refusal]();
    if (key.allowed?.has(address()) === false) throw addressNotAllowed();
    this.keyUse.note(key.caller.keyId);
    return key.caller;
  }

  /** Lets a change of keys or clients hold here at once; on other replicas it does within 5 s. */
  forget(): void {
    this.keys.forget();
  }

  /** Many requests with a key nobody remembers make one query. One that may be a guess is counted before. */
  private async ask(text: string, hash: Buffer, address: () => string): Promise<KnownKey | null> {
    const running = this.asked.get(text);
    if (running !== undefined) return running;
    if (!this.keys.wasGood(text)) this.guesses?.count(address());
    const askedAt = this.keys.now();
    const question = poolOf(this.dataSource)
      .query<FoundKeyRow>({ ...FIND_KEY, values: [hash] })
      .then(({ rows: [row] }) => {
        const key = row === undefined ? null : knownKeyOf(row);
        this.keys.remember(text, key, askedAt);
        return key;
      })
      .finally(() => this.asked.delete(text));
    this.asked.set(text, question);
    return question;
  }
}

/** What is known already, when the answer fails or takes too long. */
async function orElse(answer: Promise<KnownKey | null>, known: KnownKey): Promise<KnownKey | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<KnownKey>((resolve) => {
    timer = setTimeout(() => resolve(known), PATIENCE_MS);
  });
  return Promise.race([answer.catch(() => known), late]).finally(() => clearTimeout(timer));
}

const NO_HASH = Buffer.alloc(32);
const UNKNOWN = 'The API key is unknown or revoked';

/** Only who has the key hears what became of it. */
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
