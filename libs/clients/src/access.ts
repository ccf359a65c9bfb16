import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Actor } from '#libs/audit';
import { unmapped } from '#libs/platform';

/** What an API key may do. A handler requires one scope, or one of a few; a key can have any number of them. */
export const SCOPES = {
  'payouts:create': 'create payouts',
  'payouts:read':
    'read payouts with their history and evidence, and the data that a payout refers to: rails, banks, balances and the calendar',
  'payouts:confirm': 'confirm payouts that wait for confirmation',
  'payouts:cancel': 'cancel payouts that have not been sent',
  'payouts:check': 'start a status check immediately',
  'payouts:resolve': 'resolve payouts in review',
  'cash-pickup:read': 'see the cash pickup code in responses about a single payout; gives access to no path by itself',
  'calendar:edit': 'declare business days and bank holidays, overriding weekdays and public holidays',
  'webhooks:manage': 'manage webhook endpoints, and redeliver webhooks',
  'reconciliation:read':
    'read the statements that the client imported, and the differences of its payouts from any statement',
  'reconciliation:edit':
    "import provider statements, which are compared with the client's own payouts alone, and close its own differences",
  'metrics:read': "read the service's metrics, which contain nothing about a single payout",
  'audit:read': 'read the audit trail, which has the changes of all clients',
  admin: 'manage clients and their API keys, which includes granting any scope; read the audit trail',
} as const;

export type Scope = keyof typeof SCOPES;

export const ALL_SCOPES = Object.keys(SCOPES) as Scope[];

/** The authenticated caller of a request: a client and the key that it used. */
export interface Caller {
  readonly clientId: string;
  readonly keyId: string;
  readonly scopes: ReadonlySet<string>;
  /** Whether the client had daily limits when the key was read. A hint for the first query only: the database decides. */
  readonly hasDailyLimits: boolean;
}

/** The caller's name in payout histories and in the audit trail. */
export function actorOf(caller: Caller): string {
  return `key:${caller.keyId}`;
}

/** Metadata keys, read by `guards.ts`. */
export const PUBLIC = 'salur:public';
export const SCOPE = 'salur:scope';
export const EVEN_WITHOUT_DATABASE = 'salur:even-without-database';

/** Marks a handler that needs no API key. */
export const Public = () => SetMetadata(PUBLIC, true);

/** The scope that the caller's API key needs, or several of which it needs one. A handler with neither this nor `@Public()` rejects every request. */
export const Scopes = (...scopes: readonly [Scope, ...Scope[]]) => SetMetadata(SCOPE, scopes);

/**
 * Marks a handler that also works while the database is down: a key that was valid within the last hour is accepted, even if
 * it was revoked since. Only for handlers that change nothing and return no data of clients or payouts.
 */
export const EvenWithoutDatabase = () => SetMetadata(EVEN_WITHOUT_DATABASE, true);

/** Handler parameter: the caller. Not for public handlers. */
export const CalledBy = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  return context.switchToHttp().getRequest<{ caller: Caller }>().caller;
});

/** Handler parameter: the actor for the audit trail. For handlers that change something. */
export const DoneBy = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const { caller, ip, id } = context.switchToHttp().getRequest<{ caller: Caller; ip: string; id: string }>();
  return { name: actorOf(caller), clientId: caller.clientId, address: unmapped(ip), requestId: id };
});
