import {
  CancelPayout,
  ConfirmPayout,
  type CreatePayout,
  FindPayouts,
  type Payout,
  ReleaseFunds,
  WorkPayouts,
} from '#libs/payouts';
import type { DailyWindow } from '#libs/providers';
import { BusinessCalendar, LoadRailFacts, RailFacts } from '#libs/rails';
import type { Domain } from '../support/domain.js';
import { eventually } from '../support/eventually.js';
import { newClient } from '../support/new-payout.js';
import { openDomain } from '../support/open-domain.js';
import { ACCOUNT, type Sandbox } from '../support/sandbox.js';
import { testActor } from '../support/test-actor.js';

const DAY_MS = 86_400_000;
const PROVIDER = 'duitku';
/** The most that was ever available. */
const HIGHEST = 1_000_000_000n;

let sandbox: Sandbox;
let domain: Domain;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ domain, sandbox, close } = await openDomain({ FUNDS_WAIT: '1h' }));
  // Every 5 s it would replace what a test lets the rails know.
  await domain.get(LoadRailFacts).beforeApplicationShutdown();
});
afterAll(() => close());
beforeEach(async () => {
  await domain.dataSource.query(`update payout set due_at = null, waiting_reason = null`);
  await sandbox.reset();
  know({ balance: null, closedUntil: null });
});

/** A calendar whose every window is closed until a moment; null: open. */
class CalendarClosedUntil extends BusinessCalendar {
  constructor(private readonly until: Date | null) {
    super(() => new Map());
  }

  override nextOpening(_window: DailyWindow, now: Date): Date | null {
    return this.until !== null && now < this.until ? this.until : null;
  }
}

/** What the rails know, instead of what the database says. */
function know({ balance, closedUntil }: { balance?: bigint | null; closedUntil?: Date | null }): void {
  const facts = domain.get(RailFacts);
  const { calendar, balances } = facts.current;
  const known = new Map(balance === null ? [] : balances);
  const available = balance ?? 0n;
  if (balance !== null) known.set(PROVIDER, { available, ledger: null, highest: HIGHEST, askedAt: new Date() });
  facts.replace({
    ...facts.current,
    calendar: closedUntil === undefined ? calendar : new CalendarClosedUntil(closedUntil),
    balances: balance === undefined ? balances : known,
  });
}

/** A new reading of the provider's balance, as every replica finds it in the database. */
async function balanceIsRead(available: bigint): Promise<void> {
  know({ balance: available });
  await domain.dataSource.query(
    `insert into provider_account (provider, available, highest, balance_at) values ($1, $2, $3, clock_timestamp())
     on conflict (provider) do update set available = excluded.available, balance_at = excluded.balance_at`,
    [PROVIDER, available.toString(), HIGHEST.toString()],
  );
}

type PayoutFields = Partial<Parameters<CreatePayout['create']>[0]>;

/** Creates a payout and waits until it waits. */
async function createWaiting(accountNumber: string, fields: PayoutFields, clientId?: string): Promise<Payout> {
  const { id } = await domain.create(accountNumber, fields, clientId);
  return eventually('the payout waits', async () => {
    await domain.get(WorkPayouts).claimDue();
    const payout = await domain.read(id);
    if (payout.waitingReason === null) throw new Error(`it is ${payout.status}`);
    return payout;
  });
}

/** As if the confirmation had been given so many days ago, and its payout were to be looked at now. */
function confirmedDaysAgo(id: string, days: number): Promise<unknown> {
  return domain.dataSource.query(
    `update payout set confirmed_at = now() - $2 * interval '1 day', due_at = now() where id = $1`,
    [id, days],
  );
}

async function statusesOf(payouts: readonly Payout[]): Promise<string[]> {
  return Promise.all(payouts.map(async ({ id }) => (await domain.read(id)).status));
}

describe('outside the hours of its rail', () => {
  const opensAt = new Date(Date.now() + 2 * DAY_MS);
  const LLG = { rail: 'duitku.llg' } as const;

  it('a payout waits, shows until when, and no provider is queried', async () => {
    know({ closedUntil: opensAt });
    const payout = await createWaiting(ACCOUNT.paid, LLG);
    expect(payout).toMatchObject({ status: 'created', waitingReason: 'window', waitingUntil: opensAt, version: 1 });
    // Looked at again before: the day may be declared a business day, or closed.
    expect(payout.dueAt?.getTime()).toBeLessThan(Date.now() + 11 * 60_000);
    expect(await sandbox.countOf('clearing_inquiry')).toBe(0);
  });

  it('it goes on when the rail opens, and no longer waits', async () => {
    know({ closedUntil: opensAt });
    const payout = await createWaiting('8760673466', LLG);
    know({ closedUntil: null });
    await domain.makeDue(payout.id);
    expect(await domain.workUntil(payout.id, 'succeeded')).toMatchObject({ waitingReason: null, waitingUntil: null });
  });

  it('an automatic payout takes a rail that is open instead', async () => {
    const created = await domain.create('8760673466', { rail: 'auto', confirmation: 'manual' });
    expect(created.rail).not.toBe(LLG.rail);
    await domain.workUntil(created.id, 'inquired');
  });

  it('it can be cancelled while it waits', async () => {
    know({ closedUntil: opensAt });
    const payout = await createWaiting(ACCOUNT.paid, LLG);
    const cancelled = await domain.get(CancelPayout).cancel(payout, testActor('client:ani'));
    expect(cancelled).toMatchObject({ status: 'cancelled', waitingReason: null });
  });

  it('a confirmation is stored with its actor, and applied when the rail opens', async () => {
    const { id } = await domain.create('8760673466', { ...LLG, confirmation: 'manual' });
    const inquired = await domain.workUntil(id, 'inquired');
    know({ closedUntil: opensAt });
    const confirmed = await domain.get(ConfirmPayout).confirm(inquired, testActor('client:ani'));
    expect(confirmed.status).toBe('inquired');
    await eventually('it waits', async () => {
      await domain.get(WorkPayouts).claimDue();
      return (await domain.read(id)).waitingReason === 'window';
    });
    expect(await sandbox.countOf('clearing_transfer')).toBe(0);
    // The days on which the rail was closed do not count toward the time for a confirmation.
    await confirmedDaysAgo(id, 3);
    know({ closedUntil: new Date() });
    await domain.workUntil(id, 'succeeded');
    const events = await domain.get(FindPayouts).events(id);
    expect(events.find(({ event }) => event === 'confirmed')).toMatchObject({ actor: 'client:ani' });
  });
});

describe('the day that a confirmed payout has to leave', () => {
  async function waitsConfirmed(): Promise<string> {
    const { id } = await domain.create('8760673466', { rail: 'duitku.llg', confirmation: 'manual' });
    const inquired = await domain.workUntil(id, 'inquired');
    know({ closedUntil: new Date(Date.now() + DAY_MS) });
    await domain.get(ConfirmPayout).confirm(inquired, testActor('client:ani'));
    await eventually('it waits', async () => {
      await domain.get(WorkPayouts).claimDue();
      return (await domain.read(id)).waitingReason === 'window';
    });
    return id;
  }

  it('begins when its rail opens, also once a first attempt has failed', async () => {
    const id = await waitsConfirmed();
    await confirmedDaysAgo(id, 3);
    // As a try leaves it that could not connect.
    await domain.dataSource.query(`update payout set waiting_reason = null, waiting_until = null where id = $1`, [id]);
    know({ closedUntil: new Date() });
    await domain.workUntil(id, 'succeeded');
  });

  it('ends, though its rail has closed and opened again in between', async () => {
    const id = await waitsConfirmed();
    await confirmedDaysAgo(id, 3);
    await domain.dataSource.query(`update payout set waiting_until = now() - interval '1 hour' where id = $1`, [id]);
    know({ closedUntil: null });
    await domain.workUntil(id, 'cancelled');
    expect(await sandbox.countOf('clearing_transfer')).toBe(0);
  });
});

describe('without funds at the provider', () => {
  const ONLINE = { rail: 'duitku.online' } as const;

  it('a payout waits, and nothing is sent', async () => {
    know({ balance: 49_999n });
    const payout = await createWaiting(ACCOUNT.paid, ONLINE);
    expect(payout).toMatchObject({ status: 'created', waitingReason: 'funds', fundsBalance: null });
    expect(payout.waitingUntil?.getTime()).toBeCloseTo((payout.fundsSince?.getTime() ?? 0) + 3_600_000, -3);
    expect(await sandbox.countOf('inquiry')).toBe(0);
  });

  it('it goes on when the balance has risen enough', async () => {
    know({ balance: 1_000n });
    const payout = await createWaiting(ACCOUNT.paid, ONLINE);
    await balanceIsRead(10_000n);
    expect(await domain.get(ReleaseFunds).release()).toBe(0);
    await balanceIsRead(100_000n);
    expect(await domain.get(ReleaseFunds).release()).toBe(1);
    expect(await domain.workUntil(payout.id, 'succeeded')).toMatchObject({ waitingReason: null });
  });

  it('waiting payouts continue in the order of their arrival, as far as the money goes', async () => {
    know({ balance: 1_000n });
    const first = await createWaiting(ACCOUNT.paid, { ...ONLINE, amount: 300_000n });
    const second = await createWaiting(ACCOUNT.paid, { ...ONLINE, amount: 100_000n });
    const third = await createWaiting(ACCOUNT.paid, { ...ONLINE, amount: 20_000n });
    await balanceIsRead(150_000n);
    // The second and third would fit, but the first came first.
    expect(await domain.get(ReleaseFunds).release()).toBe(0);
    await balanceIsRead(420_000n);
    expect(await domain.get(ReleaseFunds).release()).toBe(2);
    await domain.workUntil(first.id, 'succeeded');
    await domain.workUntil(second.id, 'succeeded');
    expect(await statusesOf([third])).toEqual(['created']);
  });

  it('one reading of the balance is shared out once, however many replicas look', async () => {
    know({ balance: 1_000n });
    const waiting = [
      await createWaiting(ACCOUNT.paid, { ...ONLINE, amount: 60_000n }),
      await createWaiting(ACCOUNT.paid, { ...ONLINE, amount: 60_000n }),
    ];
    await balanceIsRead(100_000n);
    const released = await Promise.all(Array.from({ length: 8 }, () => domain.get(ReleaseFunds).release()));
    expect(released.reduce((sum, count) => sum + count)).toBe(1);
    await domain.workUntil((waiting[0] as Payout).id, 'succeeded');
  });

  it('a new payout waits behind the others of its client, and of another client behind no more than its share', async () => {
    const other = await newClient(domain.dataSource);
    know({ balance: 200_000n });
    await createWaiting(ACCOUNT.paid, { ...ONLINE, amount: 300_000n });
    const behind = await createWaiting(ACCOUNT.paid, { ...ONLINE, amount: 20_000n });
    expect(behind.waitingReason).toBe('funds');
    const large = await createWaiting(ACCOUNT.paid, { ...ONLINE, amount: 150_000n }, other);
    expect(large.waitingReason).toBe('funds');
    const third = await domain.create(ACCOUNT.paid, { ...ONLINE, amount: 20_000n }, await newClient(domain.dataSource));
    await domain.workUntil(third.id, 'succeeded');
  });

  it('no payout waits behind one that no balance ever seen covers, and that one alone is cancelled', async () => {
    await balanceIsRead(200_000n);
    const never = await createWaiting(ACCOUNT.paid, { rail: 'duitku.rtgs', amount: HIGHEST + 1n });
    expect(never).toMatchObject({ waitingReason: 'funds', holdsPlace: false });
    const next = await domain.create(ACCOUNT.paid, ONLINE);
    await domain.workUntil(next.id, 'succeeded');
    await balanceIsRead(200_000n);
    expect(await domain.get(ReleaseFunds).release()).toBe(0);
    await domain.dataSource.query(`update provider_account set highest = $1`, [(2n * HIGHEST).toString()]);
    await balanceIsRead(200_000n);
    await domain.get(ReleaseFunds).release();
    expect(await domain.read(never.id)).toMatchObject({ waitingReason: 'funds', holdsPlace: true });
  });

  it('a payout that a person has to confirm does not wait for money, and holds up no other', async () => {
    await balanceIsRead(200_000n);
    const manual = await domain.create('8760673466', {
      rail: 'duitku.llg',
      amount: 900_000_000n,
      confirmation: 'manual',
    });
    await domain.workUntil(manual.id, 'inquired');
    expect(await domain.read(manual.id)).toMatchObject({ waitingReason: null });
    const next = await domain.create(ACCOUNT.paid, ONLINE);
    await domain.workUntil(next.id, 'succeeded');
  });

  it('a payout that waits although the balance covers it raises an alert, once', async () => {
    await balanceIsRead(1_000_000n);
    await sandbox.fault({ step: 'transfer', action: { kind: 'code', code: '-510', moves: false } });
    const payout = await createWaiting(ACCOUNT.paid, ONLINE);
    await balanceIsRead(1_000_000n);
    await domain.get(ReleaseFunds).release();
    expect(await domain.alertsOf(payout.id)).toEqual([]);
    await domain.dataSource.query(`update payout set funds_since = now() - interval '16 minutes' where id = $1`, [
      payout.id,
    ]);
    for (let time = 0; time < 2; time += 1) {
      await balanceIsRead(1_000_000n);
      await domain.get(ReleaseFunds).release();
    }
    expect(await domain.alertsOf(payout.id)).toEqual(['waits_despite_funds']);
  });

  it('a payout that only waited behind another continues once that one is cancelled, with the same balance', async () => {
    await balanceIsRead(200_000n);
    const first = await createWaiting(ACCOUNT.paid, { ...ONLINE, amount: 300_000n });
    const behind = await createWaiting(ACCOUNT.paid, { ...ONLINE, amount: 20_000n });
    await domain.get(CancelPayout).cancel(first, testActor('client:ani'));
    await balanceIsRead(200_000n);
    expect(await domain.get(ReleaseFunds).release()).toBe(1);
    await domain.workUntil(behind.id, 'succeeded');
  });

  it('that lacks no more than the fee is not released only to wait again', async () => {
    know({ balance: 1_000n });
    const payout = await createWaiting(ACCOUNT.paid, { ...ONLINE, amount: 99_000n });
    await balanceIsRead(100_000n);
    expect(await domain.get(ReleaseFunds).release()).toBe(0);
    await balanceIsRead(200_000n);
    expect(await domain.get(ReleaseFunds).release()).toBe(1);
    await domain.workUntil(payout.id, 'succeeded');
  });

  it('a refusal that shows the known balance to be out of date is measured from the next reading', async () => {
    await balanceIsRead(1_000_000n);
    await sandbox.fault({ step: 'transfer', action: { kind: 'code', code: '-510', moves: false } });
    const payout = await createWaiting(ACCOUNT.paid, ONLINE);
    await balanceIsRead(40_000n);
    expect(await domain.get(ReleaseFunds).release()).toBe(0);
    await balanceIsRead(700_000n);
    expect(await domain.get(ReleaseFunds).release()).toBe(1);
    await domain.workUntil(payout.id, 'succeeded');
  });

  it('a refusal for want of funds puts it back to wait, and only a higher balance lets it try again', async () => {
    await balanceIsRead(1_000_000n);
    await sandbox.fault({ step: 'transfer', action: { kind: 'code', code: '-510', moves: false } });
    const payout = await createWaiting(ACCOUNT.paid, ONLINE);
    expect(payout).toMatchObject({ status: 'created', waitingReason: 'funds', fundsBalance: 1_000_000n });
    await balanceIsRead(1_000_000n);
    expect(await domain.get(ReleaseFunds).release()).toBe(0);
    await balanceIsRead(1_000_001n);
    expect(await domain.get(ReleaseFunds).release()).toBe(1);
    await domain.workUntil(payout.id, 'succeeded');
    expect((await sandbox.books()).totals).toMatchObject({ transferRequests: 2, movedCount: 1 });
    const attempts = await domain.dataSource.query(`select result from attempt where payout_id = $1 order by number`, [
      payout.id,
    ]);
    expect(attempts).toEqual([{ result: 'refused' }, { result: 'paid' }]);
  });

  it('a payout keeps its place when it is refused again', async () => {
    await balanceIsRead(500_000n);
    await sandbox.fault({ step: 'transfer', times: 2, action: { kind: 'code', code: '-510', moves: false } });
    const payout = await createWaiting(ACCOUNT.paid, ONLINE);
    await balanceIsRead(600_000n);
    await domain.get(ReleaseFunds).release();
    const again = await eventually('it waits again', async () => {
      await domain.get(WorkPayouts).claimDue();
      const read = await domain.read(payout.id);
      if (read.fundsBalance !== 600_000n) throw new Error('not yet');
      return read;
    });
    expect(again.fundsSince).toEqual(payout.fundsSince);
    expect(again.waitingUntil).toEqual(payout.waitingUntil);
  });

  it('it is cancelled when no funds come in time, with the reason in its history', async () => {
    know({ balance: 1_000n });
    const payout = await createWaiting(ACCOUNT.paid, ONLINE);
    await domain.dataSource.query(
      `update payout set funds_since = now() - interval '61 minutes', due_at = now() where id = $1`,
      [payout.id],
    );
    await domain.workUntil(payout.id, 'cancelled');
    const events = await domain.get(FindPayouts).events(payout.id);
    expect(events.at(-1)).toMatchObject({ actor: 'salur', detail: { reason: expect.stringContaining('no funds') } });
    expect(await sandbox.countOf('transfer')).toBe(0);
  });
});
