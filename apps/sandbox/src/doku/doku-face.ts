import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Books } from '../books.js';
import { Callbacks, CallbackUrls } from '../callbacks/callbacks.js';
import { SANDBOX_SETTINGS, type SandboxSettings } from '../sandbox.settings.js';
import { wibTime } from '../wib.js';
import { DokuAccounts } from './accounts.js';
import { Behaviour } from './behaviour.js';

/** The valid access tokens. They live in memory: after a restart every client requests a new one. */
export class Tokens {
  private expiryMsOf = new Map<string, number>();

  /** Issues a new token in the three parts of a JWT. Earlier ones stay valid. */
  issue(clientId: string, seconds: number, nowMs: number): string {
    for (const [token, expiryMs] of this.expiryMsOf) if (expiryMs <= nowMs) this.expiryMsOf.delete(token);
    const nowSeconds = Math.floor(nowMs / 1000);
    const claims = { iss: 'DOKU', clientId, iat: nowSeconds, exp: nowSeconds + seconds };
    const parts = [{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const token = [...parts, randomBytes(32).toString('base64url')].join('.');
    this.expiryMsOf.set(token, nowMs + seconds * 1000);
    return token;
  }

  isValid(token: string, nowMs: number): boolean {
    return nowMs < (this.expiryMsOf.get(token) ?? 0);
  }

  /** Revokes every token. Returns how many there were. */
  revoke(): number {
    const count = this.expiryMsOf.size;
    this.expiryMsOf.clear();
    return count;
  }
}

/** The X-EXTERNAL-IDs of the current day in Jakarta. They live in memory: a restart clears them. */
export class ExternalIds {
  private day = '';
  private used = new Set<string>();

  /** @returns false when this id was used before on the same day. */
  use(externalId: string, nowMs: number): boolean {
    const day = wibTime(new Date(nowMs)).slice(0, 10);
    if (day !== this.day) this.used = new Set();
    this.day = day;
    if (this.used.has(externalId)) return false;
    this.used.add(externalId);
    return true;
  }

  reset(): void {
    this.used = new Set();
  }
}

/** Assigns the numbers of the provider: they follow the clock, so that a restarted sandbox repeats none of them. */
export class DokuNumbers {
  private last = 0;

  /** `I` and 16 digits, as the document prints a sessionId. */
  nextSessionId(): string {
    return `I${this.next().padStart(16, '0')}`;
  }

  /** `DK` and 14 digits: the document prints eight and allows 16 characters in a notification. */
  nextReferenceNo(): string {
    return `DK${this.next()}`;
  }

  private next(): string {
    this.last = Math.max(this.last + 1, Date.now() * 10);
    return String(this.last);
  }
}

/** What the calls of the Kirim DOKU face work on: its own state, and what it shares with the other faces. */
@Injectable()
export class DokuFace {
  readonly numbers = new DokuNumbers();

  constructor(
    readonly books: Books,
    readonly callbacks: Callbacks,
    readonly callbackUrls: CallbackUrls,
    readonly accounts: DokuAccounts,
    readonly behaviour: Behaviour,
    readonly tokens: Tokens,
    readonly externalIds: ExternalIds,
    @Inject(SANDBOX_SETTINGS) readonly settings: SandboxSettings,
  ) {}
}
