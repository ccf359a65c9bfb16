import { hash } from 'node:crypto';
import { isId, Problem } from '#libs/platform';

/** What a cursor belongs to: a client and its filters. */
export interface CursorScope {
  readonly clientId: string;
  readonly filters: Readonly<Record<string, unknown>>;
}

/** Where a page ended, sealed with whose page and which filters it was. Opaque to clients. */
export function cursorAfter(id: string, scope: CursorScope): string {
  return Buffer.from(JSON.stringify({ id, seal: sealOf(id, scope) })).toString('base64url');
}

/** @throws Problem `invalid_cursor` for anything but a cursor of the same client and filters, unchanged */
export function readCursor(cursor: string, scope: CursorScope): string {
  const { id, seal } = parse(cursor);
  if (typeof id === 'string' && isId(id) && seal === sealOf(id, scope)) return id;
  throw new Problem('invalid_cursor', 'The cursor was changed or belongs to other filters');
}

function parse(cursor: string): { id?: unknown; seal?: unknown } {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function sealOf(id: string, { clientId, filters }: CursorScope): string {
  const sorted = Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify([id, clientId, sorted]), 'base64url').slice(0, 22);
}
