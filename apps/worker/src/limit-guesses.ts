import { Global, Inject, Injectable, Module } from '@nestjs/common';
import { Guesses } from '#libs/clients';
import { Problem, SETTINGS, type Settings } from '#libs/platform';

const SECOND_MS = 1_000;

/** Limits how many requests a second without a valid API key an address may make to the port of this worker. */
@Injectable()
export class LimitGuesses extends Guesses {
  private second = 0;
  /** Of this second; few, because the port takes few connections. */
  private readonly counts = new Map<string, number>();

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'rateLimitUnauthenticated'>) {
    super();
  }

  /** @throws Problem `rate_limited` */
  override count(address: string): void {
    const { rateLimitUnauthenticated: limit } = this.settings;
    if (limit === 0) return;
    const second = Math.floor(performance.now() / SECOND_MS);
    if (second !== this.second) this.counts.clear();
    this.second = second;
    const count = (this.counts.get(address) ?? 0) + 1;
    this.counts.set(address, count);
    if (count <= limit) return;
    const detail = `An address may make ${limit} requests a second without a valid key`;
    throw new Problem('rate_limited', detail, {}, { retryAfterSeconds: 1 });
  }
}

/** Global: authentication counts requests without a valid key. */
@Global()
@Module({ providers: [{ provide: Guesses, useClass: LimitGuesses }], exports: [Guesses] })
export class LimitGuessesModule {}
