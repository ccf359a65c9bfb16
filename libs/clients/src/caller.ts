/** Who calls: a client, by one of its keys. */
export interface Caller {
  readonly clientId: string;
  readonly keyId: string;
  readonly scopes: ReadonlySet<string>;
}

/** How a caller is named in the history of a payout. */
export function actorOf(caller: Caller): string {
  return `key:${caller.keyId}`;
}
