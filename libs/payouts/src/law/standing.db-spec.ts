import { createHash, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { newId } from '#libs/platform';
import { newAttempt, newClient, newPayout, SEALED } from '../../../../test/support/new-payout.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { FindPayouts } from '../read/find-payouts.js';
import { STANDING_KINDS, type TwoPeopleSettings } from './standing.js';
import { STATUSES } from './status.js';

let dataSource: DataSource;
let clientId: string;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ dataSource, close } = await openTestDataSource());
  clientId = await newClient(dataSource);
  await insertEveryKind();
});
afterAll(() => close());

const MAKER = `key:${randomUUID()}`;
const KEY = `key:${randomUUID()}`;
const WAITS = [null, 'window', 'funds'];
const CONFIRMED_BY = [null, KEY, 'operator:budi', MAKER];
/** Whole rupiah; below and at the amount from which on two people decide. */
const AMOUNTS = [49_999n, 50_000n];
const SETTINGS: readonly TwoPeopleSettings[] = [{ twoPeopleFrom: null }, { twoPeopleFrom: 50_000n }];

/** A payout for every combination of what a standing depends on: the inquired ones, and each other status with each wait. */
async function insertEveryKind(): Promise<void> {
  for (const status of STATUSES.filter((each) => each !== 'inquired')) {
    for (const wait of status === 'created' ? WAITS : [null]) await insert({ status }, { waiting_reason: wait });
  }
  for (const amount of AMOUNTS) {
    for (const wait of WAITS) {
      for (const by of CONFIRMED_BY) {
        for (const [confirmation, match] of [
          ['automatic', 'exact'],
          ['manual', 'exact'],
          ['automatic', 'different'],
        ] as const) {
          const columns = {
            waiting_reason: wait,
            confirmed_by: by,
            confirmed_at: by === null ? null : new Date(),
            name_match: match,
          };
          await insert({ status: 'inquired', amount, confirmation }, columns);
        }
      }
      const doubted = await insert(
        { status: 'inquired', amount },
        { waiting_reason: wait, confirmed_by: KEY, confirmed_at: new Date(0) },
      );
      await doubt(doubted);
    }
    // It went on without a person, and its transfer could not leave.
    await insert({ status: 'inquired', amount, confirmation: 'manual' }, { confirmed_at: new Date() });
  }
}

async function insert(payout: Parameters<typeof newPayout>[1], columns: Record<string, unknown>): Promise<string> {
  const id = await newPayout(dataSource, { clientId, maker: MAKER, ...payout });
  const names = Object.keys(columns);
  const set = names.map((name, index) => `${name} = $${index + 2}`).join(', ');
  // Past the guard of confirmations, which a person makes one by one.
  await dataSource.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(`update payout set ${set} where id = $1`, [id, ...Object.values(columns)]);
  });
  return id;
}

/** A callback says that its refused transfer was paid. */
async function doubt(id: string): Promise<void> {
  const attemptId = await newAttempt(dataSource, id);
  await dataSource.query(`update attempt set result = 'refused', result_at = now() where id = $1`, [attemptId]);
  await dataSource.query(
    `insert into callback (id, provider, path, source, headers, body_sha256, keys, hint, about, attempt_id, status, result, due_at)
     values ($1, 'duitku', 'clearing', '127.0.0.1', '{}', $2, '{}', 'paid', '{}', $3, 'processed', 'contradicts', null)`,
    [newId(), createHash('sha256').update(attemptId).digest(), attemptId],
  );
}

describe('a list of payouts that stand in one way', () => {
  it.each(SETTINGS)('has exactly those of which the pure function says so: %j', async (settings) => {
    const find = new FindPayouts(dataSource, SEALED, settings);
    const { items: all } = await find.list(clientId, {}, 1_000, null);
    const standings = await find.standings(all);
    const seen = new Set<string>();
    for (const standing of STANDING_KINDS) {
      const expected = all.filter(({ id }) => standings.get(id)?.kind === standing).map(({ id }) => id);
      const { items: listed } = await find.list(clientId, { standing }, 1_000, null);
      expect(listed.map(({ id }) => id)).toEqual(expected);
      if (expected.length > 0) seen.add(standing);
    }
    const never = settings.twoPeopleFrom === null ? ['awaits_second_person'] : [];
    expect(STANDING_KINDS.filter((kind) => !seen.has(kind))).toEqual(never);
  });

  it.each(['approval', 'second_person', 'window', 'funds', 'any'] as const)(
    'waits for %s where REST shows so',
    async (waiting) => {
      const find = new FindPayouts(dataSource, SEALED, { twoPeopleFrom: 50_000n });
      const kinds = {
        approval: ['awaits_approval', 'doubted'],
        second_person: ['awaits_second_person'],
        window: ['awaits_window'],
        funds: ['awaits_funds'],
        any: ['awaits_approval', 'doubted', 'awaits_second_person', 'awaits_window', 'awaits_funds'],
      }[waiting];
      const { items: all } = await find.list(clientId, {}, 1_000, null);
      const standings = await find.standings(all);
      const { items: listed } = await find.list(clientId, { waiting }, 1_000, null);
      expect(listed.map(({ id }) => id)).toEqual(
        all.filter(({ id }) => kinds.includes(standings.get(id)?.kind ?? '')).map(({ id }) => id),
      );
    },
  );
});
