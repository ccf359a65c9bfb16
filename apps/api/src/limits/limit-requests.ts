import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { normalizeIp, ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';
import { type Caller, Guesses } from '#libs/clients';
import { Problem, SETTINGS, type Settings } from '#libs/platform';
import { SharedAllowances } from './shared-allowances.js';

/** The key of what all clients use together. */
export const ALL_CLIENTS = 'all clients';

/**
 * Limits how many requests a second one client may make, and all clients together. Only authenticated requests count, so
 * no client can use up the allowance of another. Callbacks and health checks are never refused for what clients do.
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
    const subject = key === ALL_CLIENTS ? 'All clients together may' : 'A client may';
    const detail = `${subject} make ${limit} requests a second`;
    throw new Problem('rate_limited', detail, {}, { retryAfterSeconds: timeToBlockExpire });
  }
}

function callerOf(context: ExecutionContext): Caller | null {
  return context.switchToHttp().getRequest<{ caller: Caller | null }>().caller;
}

/** Limits how many requests a second without a valid API key may come from an address. Of IPv6, from a network of 64 bits. */
@Injectable()
export class LimitGuesses extends Guesses {
  constructor(
    private readonly allowances: SharedAllowances,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'rateLimitUnauthenticated'>,
  ) {
    super();
  }

  /** @throws Problem `rate_limited` */
  override count(address: string): void {
    const limit = this.settings.rateLimitUnauthenticated;
    if (limit === 0) return;
    const retryAfterSeconds = this.allowances.takeAddress(`address ${normalizeIp(address, 64)}`, limit);
    if (retryAfterSeconds === 0) return;
    const detail = `An address may make ${limit} requests a second without a valid key`;
    throw new Problem('rate_limited', detail, {}, { retryAfterSeconds });
  }
}
