import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Actor } from '#libs/audit';
import { unmapped } from '#libs/platform';
import { actorOf, type Caller } from './caller.js';
import type { Scope } from './scopes.js';

/** Metadata keys that `guards.ts` reads. */
export const PUBLIC = 'salur:public';
export const SCOPE = 'salur:scope';
export const EVEN_WITHOUT_DATABASE = 'salur:even-without-database';

/** A handler that needs no API key. */
export const Public = () => SetMetadata(PUBLIC, true);

/** The scope that the API key of a handler's caller must have. A handler with neither this nor `@Public()` is refused. */
export const Scopes = (scope: Scope) => SetMetadata(SCOPE, scope);

/**
 * A handler that answers while the database does not: a key that was good within the last hour then stays so, also if it was
 * revoked since. Only for what tells nothing of clients and payouts, and changes nothing.
 */
export const EvenWithoutDatabase = () => SetMetadata(EVEN_WITHOUT_DATABASE, true);

/** Who calls, as a parameter of a handler that is not public. */
export const CalledBy = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  return context.switchToHttp().getRequest<{ caller: Caller }>().caller;
});

/** Who does what this request asks for, and from where, as a parameter of a handler that changes something. */
export const DoneBy = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const { caller, ip, id } = context.switchToHttp().getRequest<{ caller: Caller; ip: string; id: string }>();
  return { name: actorOf(caller), clientId: caller.clientId, address: unmapped(ip), requestId: id };
});
