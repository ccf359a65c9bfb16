import { randomBytes } from 'node:crypto';

/** The access tokens that were given out and are valid. They live in memory: a restart makes every client ask again. */
export class Tokens {
  private expiryMsOf = new Map<string, number>();

  /** Gives a new token in the three parts of a JWT. Earlier ones stay valid. */
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

  /** Makes every token invalid. Returns how many were known. */
  revoke(): number {
    const count = this.expiryMsOf.size;
    this.expiryMsOf.clear();
    return count;
  }
}
