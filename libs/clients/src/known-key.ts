import { AddressList } from '#libs/platform';
import type { Caller } from './caller.js';
import type { FoundKeyRow } from './find-key.queries.js';

/** A key as the database told it a moment ago. */
export interface KnownKey {
  readonly caller: Caller;
  readonly secretHash: Buffer;
  /** Why it opens nothing, if so. */
  readonly refusal: 'revoked' | 'expired' | 'suspended' | null;
  /** Where it may be used from; null: anywhere. */
  readonly allowed: AddressList | null;
  /** Milliseconds after which it will have expired; Infinity: never. */
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
