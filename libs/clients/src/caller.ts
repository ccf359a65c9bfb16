/** Who calls: a client, by one of its keys. */
export interface Caller {
  readonly clientId: string;
  readonly keyId: string;
  readonly scopes: ReadonlySet<string>;
  /** Whether the client had daily limits a moment ago. The database decides; this only says where to ask first. */
  readonly hasDailyLimits: boolean;
}

/** How a caller is named in the history of a payout and in the audit trail. */
export function actorOf(caller: Caller): string {
  return `key:${caller.keyId}`;
}
