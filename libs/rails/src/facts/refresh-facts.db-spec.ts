import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { testActor } from '../../../../test/support/test-actor.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { NORTH as PROVIDER } from '../testing/made-up-rails.js';
import { RailsReplica, ScriptedProvider } from '../testing/rails-replica.js';

let db: DataSource;
let close: () => Promise<void>;
let ordered: ScriptedProvider;
let one: RailsReplica;
let other: RailsReplica;

beforeAll(async () => {
  Logger.overrideLogger(false);
  ({ dataSource: db, close } = await openTestDataSource());
});
afterAll(() => close());
beforeEach(async () => {
  await db.query(`delete from provider_bank`);
  await db.query(`delete from provider_account`);
  ordered = new ScriptedProvider();
  one = new RailsReplica(db, ordered.provider);
  other = new RailsReplica(db, ordered.provider);
});

const NORTH = PROVIDER as string;
const balance = (available: bigint) => async () => ({ available, ledger: available + 1n });
const bank = (bankCode: string, maxAmount: bigint) => ({ bankCode, name: `Bank ${bankCode}`, maxAmount });

async function account(): Promise<Record<string, string | Date | null>> {
  const [row] = await db.query(
    `select *, extract(epoch from balance_due_at - now())::float as "balanceDueInS",
       extract(epoch from banks_due_at - now())::float as "banksDueInS" from provider_account where provider = $1`,
    [NORTH],
  );
  return row;
}

const makeDue = () => db.query(`update provider_account set balance_due_at = now(), banks_due_at = now()`);

describe('the balance', () => {
  it('is requested, stored and loaded into memory', async () => {
    ordered.balance = balance(7_000n);
    expect(one.rails.knownBalance(NORTH)).toBeNull();
    expect(await one.balances.refresh()).toBe(1);
    expect(one.facts.balanceOf(NORTH)).toEqual({
      available: 7_000n,
      ledger: 7_001n,
      highest: 7_000n,
      askedAt: expect.any(Date),
    });
    const { balanceDueInS } = await account();
    expect(balanceDueInS).toBeGreaterThan(55);
    expect(balanceDueInS).toBeLessThanOrEqual(60);
  });

  it('is requested by one replica each time it is due', async () => {
    ordered.balance = balance(7_000n);
    const replicas = [one, other, one, other];
    const stored = await Promise.all(replicas.map((replica) => replica.balances.refresh()));
    expect([ordered.asked, stored.reduce((sum, count) => sum + count)]).toEqual([1, 1]);
    expect(await one.balances.refresh()).toBe(0);
    await makeDue();
    await Promise.all(replicas.map((replica) => replica.balances.refresh()));
    expect(ordered.asked).toBe(2);
  });

  it('stays with its age when the provider returns none, and is requested again in 15 seconds', async () => {
    ordered.balance = balance(7_000n);
    await one.balances.refresh();
    const { balance_at: before } = await account();
    for (const silence of [async () => null, () => Promise.reject(new Error('no such host'))]) {
      ordered.balance = silence;
      await makeDue();
      expect(await one.balances.refresh()).toBe(0);
      const row = await account();
      expect([row.available, row.balance_at]).toEqual(['7000', before]);
      expect(row.balanceDueInS).toBeGreaterThan(10);
      expect(row.balanceDueInS).toBeLessThanOrEqual(15);
    }
    expect(one.facts.balanceOf(NORTH)).toEqual({ available: 7_000n, ledger: 7_001n, highest: 7_000n, askedAt: before });
  });

  it('is never overwritten by an older response that arrives late', async () => {
    let answer: (available: bigint) => void = () => undefined;
    ordered.balance = () => new Promise((resolve) => (answer = (available) => resolve({ available, ledger: null })));
    const slow = one.balances.refresh();
    while (ordered.asked < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    ordered.balance = balance(2n);
    await makeDue();
    await other.balances.refresh();
    answer(1n);
    await slow;
    expect(await account()).toMatchObject({ available: '2' });
  });

  it('is requested outside of any transaction', async () => {
    let open: unknown[] = [];
    ordered.balance = async () => {
      open = await db.query(
        `select query from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
      );
      await db.query(`select 1 from provider_account where provider = $1 for update nowait`, [NORTH]);
      return { available: 1n, ledger: null };
    };
    expect(await one.balances.refresh()).toBe(1);
    expect(open).toEqual([]);
  });

  it('is left to other replicas by a stopping process, after its lease has expired', async () => {
    ordered.balance = ({ signal }) =>
      new Promise((resolve) => signal?.addEventListener('abort', () => resolve(null), { once: true }));
    const asking = one.balances.refresh();
    while (ordered.asked < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    one.balances.onModuleDestroy();
    expect(await asking).toBe(0);
    const { balanceDueInS } = await account();
    expect(balanceDueInS).toBeGreaterThan(25);
    expect(await one.balances.refresh()).toBe(0);
    expect(ordered.asked).toBe(1);
  });

  it('is not requested from a provider without balance queries', async () => {
    const { balance: _balance, ...silent } = ordered.provider;
    expect(await new RailsReplica(db, silent).balances.refresh()).toBe(0);
    expect(await account()).toBeUndefined();
  });

  it('makes a rail short of funds, also in other replicas after they reload', async () => {
    ordered.balance = balance(50_000n);
    await one.balances.refresh();
    await other.load.reload();
    const request = { amount: 50_000n, destination: { type: 'bank_account', bankCode: '014' } } as const;
    expect(other.rails.choose('north.online', request)).toMatchObject({ kind: 'chosen', lacksFunds: true });
  });
});

describe('the list of banks', () => {
  const codeOf = (replica: RailsReplica, bankCode: string) =>
    replica.rails.choose('north.online', { amount: 50_000n, destination: { type: 'bank_account', bankCode } })
      .verdicts[0]?.code;

  it('is the built-in one until the provider has returned its own', async () => {
    expect(codeOf(one, '014')).toBeNull();
    ordered.banks = async () => [bank('008', 10_000n), bank('002', 0n), bank('009', 50_000n)];
    expect(await one.banks.refresh()).toBe(1);
    expect(['014', '008', '002', '009'].map((code) => codeOf(one, code))).toEqual([
      'bank_not_supported',
      'amount_too_large',
      'bank_disabled',
      null,
    ]);
    const { banksDueInS } = await account();
    expect(banksDueInS).toBeGreaterThan(24 * 3_600 - 5);
    expect(banksDueInS).toBeLessThanOrEqual(24 * 3_600);
  });

  it('names banks that are not built in, until no list has them any more', async () => {
    ordered.banks = async () => [bank('014', 50_000n), bank('774', 50_000n), bank('ASP1R3', 50_000n)];
    await one.banks.refresh();
    await other.load.reload();
    expect(other.facts.findBank('774')).toEqual({ code: '774', name: 'Bank 774', biFast: false });
    expect(other.facts.findBank('014')?.name).toBe('Bank Central Asia');
    expect(['774', 'ASP1R3'].map((code) => codeOf(other, code))).toEqual([null, null]);
    const codes = other.facts.banks.map(({ code }) => code);
    expect(codes.slice(codes.indexOf('774') - 1)).toEqual(expect.arrayContaining(['699', '774', '789', 'ASP1R3']));
    expect(new Set(codes).size).toBe(codes.length);
    ordered.banks = async () => [bank('014', 50_000n)];
    await makeDue();
    await one.banks.refresh();
    expect([one.facts.findBank('774'), codeOf(one, '774')]).toEqual([undefined, 'bank_not_supported']);
  });

  it('replaces the previous one, also in other replicas after they reload', async () => {
    ordered.banks = async () => [bank('008', 10_000n), bank('009', 50_000n)];
    await one.banks.refresh();
    await other.load.reload();
    expect(codeOf(other, '008')).toBe('amount_too_large');
    ordered.banks = async () => [bank('008', 90_000n)];
    await makeDue();
    await one.banks.refresh();
    expect([codeOf(one, '008'), codeOf(one, '009')]).toEqual([null, 'bank_not_supported']);
    expect(codeOf(other, '008')).toBe('amount_too_large');
    expect(await other.load.reload()).toBe(true);
    expect([codeOf(other, '008'), codeOf(other, '009')]).toEqual([null, 'bank_not_supported']);
  });

  it('stays when the response is missing or empty, and is requested again in ten minutes', async () => {
    ordered.banks = async () => [bank('008', 10_000n)];
    await one.banks.refresh();
    for (const useless of [async () => null, async () => []]) {
      ordered.banks = useless;
      await makeDue();
      expect(await one.banks.refresh()).toBe(0);
      expect(await db.query(`select bank_code from provider_bank`)).toEqual([{ bank_code: '008' }]);
      const { banksDueInS } = await account();
      expect(banksDueInS).toBeGreaterThan(590);
      expect(banksDueInS).toBeLessThanOrEqual(600);
    }
  });

  it('uses the lower limit of a bank that is listed twice', async () => {
    ordered.banks = async () => [bank('008', 90_000n), bank('008', 10_000n), bank('008', 20_000n)];
    await one.banks.refresh();
    expect(await db.query(`select bank_code, max_amount from provider_bank`)).toEqual([
      { bank_code: '008', max_amount: '10000' },
    ]);
  });

  it('is requested by one replica each time it is due', async () => {
    ordered.banks = async () => [bank('008', 10_000n)];
    await Promise.all([one, other, one, other].map((replica) => replica.banks.refresh()));
    expect(ordered.asked).toBe(1);
  });
});

describe('reloading the facts', () => {
  it('does nothing when nothing has changed', async () => {
    ordered.balance = balance(7_000n);
    await one.balances.refresh();
    expect(await other.load.reload()).toBe(true);
    const { current } = other.facts;
    expect(await other.load.reload()).toBe(false);
    expect(other.facts.current).toBe(current);
    await one.calendar.put('2026-11-25', { businessDay: false, name: 'Election' }, testActor('operator'));
    expect(await other.load.reload()).toBe(true);
    expect(other.facts.current.balances).toEqual(current.balances);
    await one.calendar.remove('2026-11-25', testActor('operator:ani'));
  });

  it('starts before the service is ready, and ends with it', async () => {
    ordered.balance = balance(7_000n);
    await one.balances.refresh();
    await other.load.onApplicationBootstrap();
    expect(other.rails.knownBalance(NORTH)).toBe(7_000n);
    await other.load.beforeApplicationShutdown();
    await db.query(`update provider_account set available = 1`);
    expect(await other.load.reload()).toBe(false);
    expect(other.rails.knownBalance(NORTH)).toBe(7_000n);
  });

  it('sees everything committed before the call, also while another reload runs', async () => {
    const first = other.load.reload();
    ordered.balance = balance(7_000n);
    await one.balances.refresh();
    await other.load.reload();
    await first;
    expect(other.rails.knownBalance(NORTH)).toBe(7_000n);
  });

  it('keeps them unchanged while the database is down', async () => {
    const away = await openTestDataSource();
    const replica = new RailsReplica(away.dataSource, ordered.provider);
    ordered.balance = balance(7_000n);
    await replica.balances.refresh();
    await away.close();
    await expect(replica.load.reload()).rejects.toThrow();
    expect(replica.rails.knownBalance(NORTH)).toBe(7_000n);
  });
});
