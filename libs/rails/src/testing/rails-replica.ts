import type { DataSource } from 'typeorm';
import { type Settings, settingsSchema } from '#libs/platform';
import type { Balance, CallContext, Provider, ProviderBank } from '#libs/providers';
import { EditCalendar } from '../calendar/edit-calendar.js';
import { Circuits } from '../choice/circuits.js';
import { RailDirectory } from '../choice/rail-directory.js';
import { LoadRailFacts } from '../facts/load-rail-facts.js';
import { RailFacts } from '../facts/rail-facts.js';
import { RefreshBalances } from '../facts/refresh-balances.js';
import { RefreshBanks } from '../facts/refresh-banks.js';
import { DEFINITIONS, NORTH, runningProvider } from './made-up-rails.js';

/** A provider whose responses a test sets, and that counts its calls. */
export class ScriptedProvider {
  asked = 0;
  balance: (context: CallContext) => Promise<Balance | null> = async () => null;
  banks: (context: CallContext) => Promise<readonly ProviderBank[] | null> = async () => null;

  get provider(): Provider {
    const definition = DEFINITIONS.find(({ name }) => name === NORTH) as (typeof DEFINITIONS)[number];
    const count = <Answer>(answer: Answer) => {
      this.asked += 1;
      return answer;
    };
    return {
      ...runningProvider(definition),
      balance: (context) => count(this.balance(context)),
      banks: (context) => count(this.banks(context)),
    };
  }
}

/** The services of this library as in one process, without Nest. */
export class RailsReplica {
  readonly facts = new RailFacts();
  readonly rails: RailDirectory;
  readonly load: LoadRailFacts;
  readonly balances: RefreshBalances;
  readonly banks: RefreshBanks;
  readonly calendar: EditCalendar;

  constructor(dataSource: DataSource, provider: Provider, environment: Record<string, string> = {}) {
    const settings: Settings = settingsSchema.parse({ NODE_ENV: 'test', ...environment });
    const circuits = new Circuits();
    const parts = { definitions: DEFINITIONS, providers: [provider], facts: this.facts, circuits, settings };
    this.rails = new RailDirectory(parts);
    this.load = new LoadRailFacts(dataSource, this.facts);
    this.balances = new RefreshBalances(dataSource, this.rails, this.load, settings);
    this.banks = new RefreshBanks(dataSource, this.rails, this.load, settings);
    this.calendar = new EditCalendar(dataSource, this.load);
  }
}
