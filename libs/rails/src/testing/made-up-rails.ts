import type { Provider, ProviderDefinition, Rail, RailDeclaration, RailName } from '#libs/providers';
import { BusinessCalendar } from '../calendar/business-calendar.js';
import { Circuits } from '../choice/circuits.js';
import type { RailSettings } from '../choice/listed-rail.js';
import { RailDirectory } from '../choice/rail-directory.js';
import { RailFacts, type RailFactsSnapshot } from '../facts/rail-facts.js';

/** Fictitious providers: rules about rails hold for any provider. */
export const [NORTH, SOUTH] = ['north', 'south'];

const HOURS = { opens: '08:00', closes: '15:00' };
const BILLION = 1_000_000_000n;

/** A rail to any bank around the clock, with overrides. */
export function declare(name: RailName, overrides: Partial<RailDeclaration> = {}): RailDeclaration {
  return {
    name,
    carries: { type: 'bank_account', limits: { min: 10_000n, max: 100_000_000n }, banks: 'all', bankLimits: true },
    window: null,
    fee: 5_000n,
    usualSeconds: 60,
    settles: 'at_once',
    ...overrides,
  };
}

const bankRail = (
  name: RailName,
  [min, max, banks]: [min: bigint, max: bigint, banks: 'all' | 'banks' | 'bi_fast' | string[]],
  overrides: Partial<RailDeclaration> = {},
) => declare(name, { carries: { type: 'bank_account', limits: { min, max }, banks, bankLimits: false }, ...overrides });

/** One of each kind that Indonesia has, at two providers. */
export const RAILS = {
  online: declare('north.online', { fee: 6_500n, usualSeconds: 10 }),
  clearing: bankRail('north.clearing', [10_000n, BILLION, 'banks'], {
    window: HOURS,
    fee: 2_900n,
    usualSeconds: 10_800,
  }),
  gross: bankRail('north.gross', [100_000_000n, 100n * BILLION, 'banks'], {
    window: HOURS,
    fee: 25_000n,
    usualSeconds: 3_600,
  }),
  direct: bankRail('north.direct', [10_000n, BILLION, ['002', '008']], { fee: 6_500n, usualSeconds: 60 }),
  fast: bankRail('north.fast', [10_000n, 250_000_000n, 'bi_fast'], { fee: 2_500n, usualSeconds: 25 }),
  cash: declare('north.cash', {
    carries: {
      type: 'cash_pickup',
      outlets: { indomaret: { min: 50_000n, max: 1_000_000n, step: 50_000n } },
    },
    callsBack: 'cash',
  }),
  other: declare('south.send', { fee: 4_000n, usualSeconds: 30 }),
} as const satisfies Record<string, RailDeclaration>;

export const DEFINITIONS = [
  {
    name: NORTH as string,
    rails: [RAILS.online, RAILS.clearing, RAILS.gross, RAILS.direct, RAILS.fast, RAILS.cash],
  },
  { name: SOUTH as string, rails: [RAILS.other] },
] satisfies Pick<ProviderDefinition, 'name' | 'rails'>[];

/** A provider that is on and never called. */
export function runningProvider({ name, rails }: Pick<ProviderDefinition, 'name' | 'rails'>): Provider {
  return { name, rails: rails.map((rail) => ({ name: rail.name }) as Rail), close: async () => undefined };
}

export interface Scene {
  readonly definitions?: readonly Pick<ProviderDefinition, 'name' | 'rails'>[];
  /** Names of providers that are on; default: all. */
  readonly running?: readonly string[];
  readonly settings?: Partial<RailSettings>;
  readonly facts?: Partial<RailFactsSnapshot>;
  readonly balances?: Readonly<Record<string, bigint>>;
  readonly circuits?: Circuits;
  readonly now?: () => Date;
}

/** Weekends only, no holidays. */
export const PLAIN_CALENDAR = new BusinessCalendar(() => new Map());

/** A directory of fictitious rails in a given scene. */
export function directoryOf(scene: Scene = {}): RailDirectory {
  const { definitions = DEFINITIONS, settings = {}, balances = {}, circuits = new Circuits() } = scene;
  const running = scene.running ?? definitions.map(({ name }) => name);
  const facts = new RailFacts();
  const askedAt = new Date();
  facts.replace({
    calendar: PLAIN_CALENDAR,
    bankLimits: new Map(),
    balances: new Map(
      Object.entries(balances).map(
        ([name, available]) => [name, { available, ledger: null, highest: available, askedAt }] as const,
      ),
    ),
    ...scene.facts,
  });
  return new RailDirectory({
    definitions,
    providers: definitions.filter(({ name }) => running.includes(name)).map(runningProvider),
    facts,
    circuits,
    ...(scene.now && { now: scene.now }),
    settings: {
      railPolicy: 'cost',
      railOrder: [],
      railFees: {},
      publicUrl: 'https://salur.test',
      railHoursKept: true,
      ...settings,
    },
  });
}
