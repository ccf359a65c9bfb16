import type { ApiKey } from '#libs/clients';
import type { Column } from '../output/table.js';
import { isoOrNull, timeText } from '../output/words.js';

/** A key without its secret, for programs, in the words of the REST API. */
export function keyBody(key: ApiKey) {
  return {
    id: key.id,
    clientId: key.clientId,
    scopes: key.scopes,
    createdAt: key.createdAt.toISOString(),
    expiresAt: isoOrNull(key.expiresAt),
    revokedAt: isoOrNull(key.revokedAt),
    lastUsedAt: isoOrNull(key.lastUsedAt),
    replacesKeyId: key.replacesKeyId,
  };
}

export const KEY_COLUMNS: readonly Column<ApiKey>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'STATE', of: (key) => stateText(key, new Date()) },
  { title: 'SCOPES', of: ({ scopes }) => scopes.join(' ') },
  { title: 'MADE (WIB)', of: ({ createdAt }) => timeText(createdAt) },
  { title: 'LAST USED (WIB)', of: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : timeText(lastUsedAt)) },
  { title: 'TAKES THE PLACE OF', of: ({ replacesKeyId }) => replacesKeyId },
];

/** Whether a key works, for people. */
export function stateText({ revokedAt, expiresAt }: ApiKey, now: Date): string {
  if (revokedAt !== null) return `revoked ${timeText(revokedAt)}`;
  if (expiresAt === null) return 'works';
  return `${expiresAt > now ? 'works until' : 'expired'} ${timeText(expiresAt)}`;
}
