import { hash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, IsNull } from 'typeorm';
import { Problem } from '#libs/platform';
import { ApiKey } from './api-key.entity.js';
import type { Caller } from './caller.js';
import { KnownKeys } from './known-keys.js';

/** RFC 6750: one space at least, the scheme in any case. The key itself is visible ASCII. */
const BEARER = /^bearer +([\x21-\x7e]{1,255})$/i;

/** SHA-256 of a whole key, as it is stored. */
export function hashOfKey(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** Finds out who calls, by the API key in the Authorization header. */
@Injectable()
export class Authenticate {
  private readonly keys = new KnownKeys();
  private readonly asked = new Map<string, Promise<ApiKey | null>>();
  private readonly callers = new WeakMap<ApiKey, Caller>();

  constructor(private readonly dataSource: DataSource) {}

  /** @throws Problem `unauthenticated` */
  async run(authorization: string | undefined): Promise<Caller> {
    if (authorization === undefined) {
      throw unauthenticated('Send the API key as `Authorization: Bearer <api key>`', 'Bearer realm="salur"');
    }
    const secret = BEARER.exec(authorization)?.[1];
    if (secret === undefined) throw unauthenticated('The Authorization header is not `Bearer <api key>`');
    const sha256 = hashOfKey(secret);
    const text = sha256.toString('base64');
    const found = this.keys.find(text);
    const key = found === undefined ? await this.ask(text, sha256) : found;
    // Compared even when nothing was found, so that both answers cost the same.
    const same = timingSafeEqual(key?.secretHash ?? NO_HASH, sha256);
    if (key === null || !same) throw unauthenticated('The API key is unknown or revoked');
    return this.callerOf(key);
  }

  /** Many requests with a key nobody remembers make one query. */
  private ask(text: string, sha256: Buffer): Promise<ApiKey | null> {
    const running = this.asked.get(text);
    if (running !== undefined) return running;
    const question = this.dataSource
      .getRepository(ApiKey)
      .findOneBy({ secretHash: sha256, revokedAt: IsNull() })
      .then((key) => {
        this.keys.remember(text, key);
        return key;
      })
      .finally(() => this.asked.delete(text));
    this.asked.set(text, question);
    return question;
  }

  private callerOf(key: ApiKey): Caller {
    let caller = this.callers.get(key);
    if (caller === undefined) {
      caller = { clientId: key.clientId, keyId: key.id, scopes: new Set(key.scopes) };
      this.callers.set(key, caller);
    }
    return caller;
  }
}

const NO_HASH = Buffer.alloc(32);

function unauthenticated(detail: string, challenge = 'Bearer realm="salur", error="invalid_token"'): Problem {
  return new Problem('unauthenticated', detail, {}, { 'WWW-Authenticate': challenge });
}
