import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Problem } from '#libs/platform';
import type { Caller, Scope } from './access.js';
import { EVEN_WITHOUT_DATABASE, PUBLIC, SCOPE } from './access.js';
import { Authenticate } from './authenticate.js';

interface AuthenticatedRequest {
  readonly headers: { readonly authorization?: string };
  /** A getter: Fastify computes it from the trusted proxies. */
  readonly ip: string;
  caller: Caller | null;
}

/** Identifies the caller, for every handler that is not `@Public()`. */
@Injectable()
export class AuthenticateCaller implements CanActivate {
  constructor(
    private readonly authenticate: Authenticate,
    private readonly reflector: Reflector,
  ) {}

  /** @throws Problem `unauthenticated`, `client_suspended`, `address_not_allowed` or `rate_limited` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, places) === true) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    request.caller = await this.authenticate.identify({
      authorization: request.headers.authorization,
      address: () => request.ip,
      memorySuffices: this.reflector.getAllAndOverride<boolean | undefined>(EVEN_WITHOUT_DATABASE, places) === true,
    });
    return true;
  }
}

/** Denies by default: a handler with neither `@Scopes()` nor `@Public()` rejects every request. */
@Injectable()
export class RequireScope implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  /** @throws Problem `forbidden` */
  canActivate(context: ExecutionContext): boolean {
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, places) === true) return true;
    const { caller } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const scopes = this.reflector.getAllAndOverride<readonly Scope[] | undefined>(SCOPE, places);
    const [scope] = scopes ?? [];
    if (scope === undefined) throw new Problem('forbidden', 'No API key has access to this path');
    if (scopes?.some((one) => caller?.scopes.has(one))) return true;
    throw new Problem('forbidden', `The API key lacks the scope ${scope}`, { scope });
  }
}
