import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Guesses } from '#libs/clients';
import { SETTINGS, type Settings } from '#libs/platform';
import { LimitClients } from './limit-clients.guard.js';
import { LimitGuesses } from './limit-guesses.js';
import { RateLimit } from './rate-limit.entity.js';
import { PER_MS, SharedAllowances } from './shared-allowances.js';

/** Counts requests. Global, because whoever finds out who calls counts what was no valid key. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([RateLimit])],
  providers: [SharedAllowances, { provide: Guesses, useClass: LimitGuesses }],
  exports: [SharedAllowances, Guesses],
})
export class CountRequestsModule {}

/** Limits what clients do. To be imported after what finds out who calls: guards stand in the order of their modules. */
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
  providers: [{ provide: APP_GUARD, useClass: LimitClients }],
})
export class LimitsModule {}
