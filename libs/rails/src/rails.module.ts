import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SETTINGS, type Settings } from '#libs/platform';
import { PROVIDERS, type Provider } from '#libs/providers';
import { Circuits } from './choice/circuits.js';
import { RailDirectory } from './choice/rail-directory.js';
import { RailFacts } from './facts/rail-facts.js';

/** The tables of this library. */
export const RAIL_ENTITIES: readonly (new () => object)[] = [];

/** Which rail takes a payout, and what that depends on. */
@Module({})
export class RailsModule {
  /** @param providers those that have credentials, started; closed by the module when the service stops */
  static register(settings: Settings, providers: readonly Provider[]): DynamicModule {
    const directory = {
      provide: RailDirectory,
      inject: [RailFacts, Circuits],
      useFactory: (facts: RailFacts, circuits: Circuits) =>
        new RailDirectory({ definitions: PROVIDERS, providers, facts, circuits, settings }),
    };
    return {
      module: RailsModule,
      global: true,
      imports: [TypeOrmModule.forFeature([...RAIL_ENTITIES])],
      providers: [
        { provide: SETTINGS, useValue: settings },
        RailFacts,
        { provide: Circuits, useFactory: () => new Circuits() },
        directory,
      ],
      exports: [RailFacts, Circuits, RailDirectory],
    };
  }
}
