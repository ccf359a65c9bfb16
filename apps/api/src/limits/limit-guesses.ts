import { Inject, Injectable } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import { Guesses } from '#libs/clients';
import { SETTINGS, type Settings } from '#libs/platform';
import { rateLimited } from './rate-limited.js';
import { SharedAllowances } from './shared-allowances.js';

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
    const seconds = this.allowances.takeAddress(`address ${normalizeIp(address, 64)}`, limit);
    if (seconds > 0) throw rateLimited(`An address may make ${limit} requests a second without a valid key`, seconds);
  }
}
