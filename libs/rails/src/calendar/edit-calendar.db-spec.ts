import { setTimeout } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { testActor } from '../../../../test/support/test-actor.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { RailsReplica, ScriptedProvider } from '../testing/rails-replica.js';
import { isCalendarDate } from './edit-calendar.js';

let db: DataSource;
let close: () => Promise<void>;
let replica: RailsReplica;

beforeAll(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
  replica = new RailsReplica(db, new ScriptedProvider().provider);
  await replica.load.reload();
});
afterAll(() => close());

const isOpen = (date: string) => replica.facts.calendar.isBusinessDay(date);

describe('the calendar of 2026', () => {
  it('contains the decreed joint leave from the start', () => {
    const leave = ['02-16', '03-18', '03-20', '03-23', '03-24', '05-15', '05-28', '12-24'];
    expect(leave.map((day) => isOpen(`2026-${day}`))).toEqual(leave.map(() => false));
    expect([isOpen('2026-03-17'), isOpen('2026-03-25'), isOpen('2026-12-23')]).toEqual([true, true, true]);
  });

  it('lists declared days and public holidays in order, each date once', async () => {
    await replica.calendar.put(
      '2027-01-04',
      { businessDay: false, name: 'Of another year' },
      testActor('operator:ani'),
    );
    const days = await replica.calendar.list(2026);
    const dates = days.map(({ date }) => date);
    expect(dates).toEqual([...new Set(dates)].sort());
    expect(days.find(({ date }) => date === '2026-08-17')).toMatchObject({ businessDay: false, changedBy: null });
    expect(days.find(({ date }) => date === '2026-03-20')).toEqual({
      date: '2026-03-20',
      businessDay: false,
      name: 'Cuti bersama Idul Fitri',
      uncertain: false,
      changedBy: expect.stringContaining('SKB 3 Menteri'),
      changedAt: expect.any(Date),
    });
    expect(dates.every((date) => date.startsWith('2026-'))).toBe(true);
    await replica.calendar.remove('2027-01-04', testActor('operator:ani'));
    expect((await replica.calendar.list(2027)).every(({ date }) => date.startsWith('2027-'))).toBe(true);
  });
});

describe('a declared day', () => {
  it('is effective in this process immediately, and names the actor', async () => {
    expect(isOpen('2026-11-25')).toBe(true);
    const entry = await replica.calendar.put(
      '2026-11-25',
      { businessDay: false, name: 'Election' },
      testActor('operator:ani'),
    );
    expect(entry).toEqual({
      date: '2026-11-25',
      businessDay: false,
      name: 'Election',
      uncertain: false,
      changedBy: 'operator:ani',
      changedAt: expect.any(Date),
    });
    expect(isOpen('2026-11-25')).toBe(false);
    const again = await replica.calendar.put(
      '2026-11-25',
      { businessDay: true, name: 'No election' },
      testActor('operator:budi'),
    );
    expect(again).toMatchObject({ businessDay: true, name: 'No election', changedBy: 'operator:budi' });
    expect(isOpen('2026-11-25')).toBe(true);
  });

  it('can open a public holiday, which is a holiday again after its removal', async () => {
    await replica.calendar.put('2026-12-25', { businessDay: true, name: 'Banks work' }, testActor('operator:ani'));
    expect(isOpen('2026-12-25')).toBe(true);
    expect(await replica.calendar.remove('2026-12-25', testActor('operator:ani'))).toBe(true);
    expect(isOpen('2026-12-25')).toBe(false);
    expect(await replica.calendar.remove('2026-12-25', testActor('operator:ani'))).toBe(false);
  });
});

const changesOf = (date: string) =>
  db.query(
    `select id, business_day as "businessDay", name, changed_by as "changedBy", changed_at as "changedAt"
     from calendar_change where date = $1 order by changed_at`,
    [date],
  );

/** Until a statement on this database waits for a lock. */
async function untilOneWaits(): Promise<void> {
  const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  do await setTimeout(20);
  while ((await db.query(waits)).length === 0);
}

describe('the record of calendar changes', () => {
  it('contains each declaration and removal with its actor', async () => {
    const closed = await replica.calendar.put(
      '2027-03-08',
      { businessDay: false, name: 'Decree' },
      testActor('operator:ani'),
    );
    const open = await replica.calendar.put(
      '2027-03-08',
      { businessDay: true, name: 'No decree' },
      testActor('operator:budi'),
    );
    await replica.calendar.remove('2027-03-08', testActor('operator:citra'));
    const changes = await changesOf('2027-03-08');
    expect(changes).toMatchObject([
      { businessDay: false, name: 'Decree', changedBy: 'operator:ani', changedAt: closed.changedAt },
      { businessDay: true, name: 'No decree', changedBy: 'operator:budi', changedAt: open.changedAt },
      { businessDay: null, name: null, changedBy: 'operator:citra' },
    ]);
    for (const { id } of changes) expect(id).toMatch(/^.{14}7/);
  });

  it('has no entry for the removal of a declaration that did not exist', async () => {
    expect(await replica.calendar.remove('2027-03-09', testActor('operator:ani'))).toBe(false);
    expect(await changesOf('2027-03-09')).toEqual([]);
  });

  it('names the decree of every initial day', async () => {
    const undeclared = await db.query(
      `select date::text from calendar_day as day where not exists (select 1 from calendar_change as change
       where (change.date, change.business_day, change.name, change.changed_by, change.changed_at)
         = (day.date, day.business_day, day.name, day.changed_by, day.changed_at))`,
    );
    expect(undeclared).toEqual([]);
    expect(await changesOf('2026-12-24')).toMatchObject([{ businessDay: false, name: 'Cuti bersama Natal' }]);
  });

  it('ends with the effective edit when two edits of one day are concurrent', async () => {
    const { calendar } = replica;
    const date = '2027-03-10';
    await calendar.put(date, { businessDay: false, name: 'Decree' }, testActor('operator:ani'));
    const other = db.createQueryRunner();
    await other.startTransaction();
    await other.query(`select from calendar_day where date = $1 for update`, [date]);
    const waiting = calendar.put(date, { businessDay: true, name: 'Waited' }, testActor('operator:budi'));
    await untilOneWaits();
    const [{ released }]: [{ released: Date }] = await other.query(`select clock_timestamp() as released`);
    await other.commitTransaction();
    await other.release();
    const edit = await waiting;
    expect(edit.changedAt?.getTime()).toBeGreaterThanOrEqual(released.getTime());
    expect((await changesOf(date)).at(-1)).toMatchObject({ name: 'Waited', changedAt: edit.changedAt });
  });

  it('has no entry of a failed edit, and no edit succeeds without an entry', async () => {
    const nameless = replica.calendar.put(
      '2027-03-11',
      { businessDay: false, name: null as never },
      testActor('operator:ani'),
    );
    await expect(nameless).rejects.toThrow();
    expect(await changesOf('2027-03-11')).toEqual([]);
    await replica.calendar.put('2027-03-11', { businessDay: false, name: 'Decree' }, testActor('operator:ani'));
    await expect(replica.calendar.remove('2027-03-11', null as never)).rejects.toThrow();
    expect(isOpen('2027-03-11')).toBe(false);
    expect((await replica.calendar.list(2027)).map(({ date }) => date)).toContain('2027-03-11');
  });

  it.each([
    `update calendar_change set changed_by = 'unknown'`,
    'delete from calendar_change',
    'truncate calendar_change',
  ])('cannot be rewritten: %s', async (sql) => {
    await expect(db.query(sql)).rejects.toMatchObject({
      driverError: { constraint: 'calendar_change_is_append_only' },
    });
  });
});

it('recognises valid dates', () => {
  expect(['2026-12-25', '2026-02-29', '25-12-2026', 'x'].map(isCalendarDate)).toEqual([true, false, false, false]);
});
