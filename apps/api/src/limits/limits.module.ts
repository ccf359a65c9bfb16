import { Global, Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Guesses } from '#libs/clients';
import { SETTINGS, type Settings } from '#libs/platform';
import { LimitGuesses } from './limit-requests.js';
import { RateLimit } from './rate-limit.entity.js';
import { PER_MS, SharedAllowances } from './shared-allowances.js';

/** Counts requests, by client and by address. Global: authentication counts requests without a valid key. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([RateLimit])],
  providers: [SharedAllowances, { provide: Guesses, useClass: LimitGuesses }],
  exports: [SharedAllowances, Guesses],
})
class CountRequestsModule {}

/** What the guard that limits clients needs; where the guard stands is said in `guards.ts`. */
@Module({
  imports: [
    CountRequestsModule,
    ThrottlerModule.forRootAsync({
      inject: [SETTINGS, SharedAllowances],
      useFactory: (settings: Settings, storage: SharedAllowances) => ({
        // A client that is beyond its own limit uses nothing of what all have together.
        throttlers: [
          { name: 'client', ttl: PER_MS, limit: settings.rateLimitPerClient },
          { name: 'all', ttl: PER_MS, limit: settings.rateLimit },
        ].filter(({ limit }) => limit > 0),
        storage,
        setHeaders: false,
      }),
    }),
  ],
})
export class LimitsModule {}
