import { ComparePayouts } from '#libs/reconciliation';
import { Domain } from '../support/domain.js';
import { createTestDatabase } from '../support/embedded-postgres-database.js';
import { makeWorld, randomOf, type World } from '../support/settlement-world.js';
import { csvOf, importFile, type Row, reportedDifferences, type Style } from '../support/statements.js';

const DAY_MS = 86_400_000;
/** Midnight in Jakarta, some days ago. */
const FIRST_DAY = new Date(Math.floor((Date.now() + 7 * 3_600_000) / DAY_MS) * DAY_MS - 7 * 3_600_000 - 9 * DAY_MS);
const DAYS = 3;
/** DOKU may book what it pays on the next business day. */
const DAYS_AFTER = 4;
const dayAfter = (days: number) => new Date(FIRST_DAY.getTime() + days * DAY_MS);

let domain: Domain;
let close: () => Promise<void>;

beforeEach(async () => {
  const database = await createTestDatabase();
  domain = await Domain.start(database.url, {});
  close = async () => {
    await domain.stop();
    await database.drop();
  };
});
afterEach(() => close());

interface File {
  readonly provider: 'duitku' | 'doku';
  readonly from: Date;
  readonly to: Date;
  readonly rows: readonly Row[];
  readonly style?: Style;
}

function fileOf({ rows }: World, provider: File['provider'], from: Date, to: Date, style: Style = {}): File {
  const within = rows.filter((row) => row.provider === provider && row.bookedAt >= from && row.bookedAt < to);
  return { provider, from, to, style, rows: within };
}

async function take({ provider, from, to, rows, style }: File) {
  const text = csvOf(provider, rows, style);
  return importFile(domain, { provider, from, to, text, numbers: style?.numbers ?? 'plain' });
}

async function reported(): Promise<string[]> {
  const found = await reportedDifferences(domain.dataSource);
  return found.map(({ kind, payoutId, names }) => `${kind} ${payoutId ?? names}`).sort();
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

/** A file for each day and provider, and for the days after, in which late bookings would stand. */
function dailyFiles(world: World): File[] {
  return (['duitku', 'doku'] as const).flatMap((provider) =>
    Array.from({ length: DAYS + DAYS_AFTER }, (_, day) => fileOf(world, provider, dayAfter(day), dayAfter(day + 1))),
  );
}

/** The same in another form: downloaded again with its rows in another order, and a week that overlaps all days. */
function doubles(world: World, random: () => number): File[] {
  const indonesian = { numbers: 'indonesian', delimiter: ';', zone: 'jakarta' } as const;
  const again = dailyFiles(world).map((file) => ({ ...file, rows: shuffled(file.rows, random), style: indonesian }));
  const whole = (['duitku', 'doku'] as const).map((provider) =>
    fileOf(world, provider, dayAfter(0), dayAfter(DAYS + DAYS_AFTER)),
  );
  return [...again, ...whole];
}

describe.each([1, 2, 3])('settlement files of seed %i', (seed) => {
  it('that come late, out of order and more than once have every planted difference reported once, and nothing else (F71)', async () => {
    const random = randomOf(seed);
    const plan = { seed, payouts: 110, strangers: 5, firstDay: FIRST_DAY, days: DAYS };
    const world = await makeWorld(domain.dataSource, plan);
    const files = shuffled(dailyFiles(world), random);

    for (const file of files) {
      await take(file);
      const early = (await reported()).filter((difference) => !world.planted.includes(difference));
      expect(early).toEqual([]);
    }
    expect(await reported()).toEqual(world.planted);
    expect(new Set(world.planted.map((planted) => planted.split(' ')[0])).size).toBeGreaterThanOrEqual(7);

    for (const file of shuffled(files, random)) expect((await take(file)).isKnown).toBe(true);
    for (const file of shuffled(doubles(world, random), random)) {
      const { statement, isKnown } = await take(file);
      expect({ isKnown, repeated: statement.repeatedCount }).toEqual({ isKnown: false, repeated: file.rows.length });
    }
    await domain.get(ComparePayouts).compare();
    expect(await reported()).toEqual(world.planted);
  });
});
