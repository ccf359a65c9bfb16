import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';
import type { Caller } from '#libs/clients';
import { rateLimited } from './rate-limited.js';

/** The key of what all clients use together. */
export const ALL_CLIENTS = 'all clients';

/**
 * Limits how many requests a second a client may make, and all clients together. It stands behind the guard that finds out
 * who calls, so that nobody can use up the allowance of another, and whoever has no key uses none: callbacks and health
 * are never refused for what clients do.
 */
@Injectable()
export class LimitClients extends ThrottlerGuard {
  protected override async shouldSkip(context: ExecutionContext): Promise<boolean> {
    return callerOf(context) === null;
  }

  protected override async getTracker(request: { caller: Caller }): Promise<string> {
    return request.caller.clientId;
  }

  protected override generateKey(_context: ExecutionContext, clientId: string, name: string): string {
    return name === 'client' ? `client ${clientId}` : ALL_CLIENTS;
  }

  /** @throws Problem `rate_limited` */
  protected override async throwThrottlingException(
    _context: ExecutionContext,
    { key, limit, timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    const who = key === ALL_CLIENTS ? 'All clients together may' : 'A client may';
    throw rateLimited(`${who} make ${limit} requests a second`, timeToBlockExpire);
  }
}

function callerOf(context: ExecutionContext): Caller | null {
  return context.switchToHttp().getRequest<{ caller: Caller | null }>().caller;
}
