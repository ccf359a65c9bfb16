import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseCondition, SETTINGS, type Settings } from '#libs/platform';
import { PROVIDERS, type Provider } from '#libs/providers';
import { CalendarChange, CalendarDay, CalendarYear } from './calendar/calendar-day.entity.js';
import { EditCalendar } from './calendar/edit-calendar.js';
import { Circuits } from './choice/circuits.js';
import { RailDirectory } from './choice/rail-directory.js';
import { LoadRailFacts } from './facts/load-rail-facts.js';
import { ProviderAccount, ProviderBankRow } from './facts/provider-account.entity.js';
import { ProviderCircuit } from './facts/provider-circuit.entity.js';
import { RailFacts } from './facts/rail-facts.js';
import { RefreshBalances } from './facts/refresh-balances.js';
import { RefreshBanks } from './facts/refresh-banks.js';
import { ShareCircuits } from './facts/share-circuits.js';

/** The tables of this library. */
export const RAIL_ENTITIES = [
  ProviderAccount,
  ProviderBankRow,
  ProviderCircuit,
  CalendarDay,
  CalendarChange,
  CalendarYear,
];

/** The choice of a rail for a payout, and the facts that it depends on. */
@Module({})
export class RailsModule {
  /** @param providers the started providers; the module closes them when the service stops */
  static register(providers: readonly Provider[]): DynamicModule {
    const directory = {
      provide: RailDirectory,
      inject: [RailFacts, Circuits, SETTINGS, DatabaseCondition],
      useFactory: (facts: RailFacts, circuits: Circuits, settings: Settings, database: DatabaseCondition) => {
        const now = () => database.now();
        return new RailDirectory({ definitions: PROVIDERS, providers, facts, circuits, settings, now });
      },
    };
    return {
      module: RailsModule,
      global: true,
      imports: [TypeOrmModule.forFeature(RAIL_ENTITIES)],
      providers: [
        RailFacts,
        { provide: Circuits, useFactory: () => new Circuits() },
        directory,
        LoadRailFacts,
        RefreshBalances,
        RefreshBanks,
        ShareCircuits,
        EditCalendar,
      ],
      exports: [RailFacts, Circuits, RailDirectory, LoadRailFacts, RefreshBalances, RefreshBanks, EditCalendar],
    };
  }
}
