import { CommandLine } from '../../../../test/support/command-line.js';
import { type Api, type Call, type Json, startApi } from '../testing/start-api.js';
import { stopTheClock } from '../testing/stop-the-clock.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const declare = (date: string, body: unknown, more: Call = {}) =>
  api.call(`/v1/calendar/${date}`, { method: 'PUT', body, ...more });
const undeclare = (date: string, more: Call = {}) => api.call(`/v1/calendar/${date}`, { method: 'DELETE', ...more });
const CLOSED = { businessDay: false, name: 'Cuti bersama' };
const OPEN = { businessDay: true, name: 'The decree was taken back' };

async function day(date: string): Promise<Json> {
  const { body } = await api.call(`/v1/calendar?year=${date.slice(0, 4)}`);
  return body.data.find((each: { date: string }) => each.date === date) ?? null;
}

/** What GET /v1/rails says of a rail with hours at some time. */
async function rtgsAt(time: string): Promise<Json> {
  const go = stopTheClock(time);
  const { body } = await api.call('/v1/rails').finally(go);
  return body.data.find(({ name }: { name: string }) => name === 'duitku.rtgs');
}

describe('GET /v1/calendar', () => {
  it('returns the holidays of a year in order, without edits', async () => {
    const { status, body } = await api.call('/v1/calendar?year=2027');
    expect(status).toBe(200);
    expect(body.year).toBe(2027);
    const dates = body.data.map(({ date }: { date: string }) => date);
    expect(dates).toEqual([...dates].sort());
    expect(new Set(dates.map((date: string) => date.slice(0, 4)))).toEqual(new Set(['2027']));
    expect(body.data).toContainEqual({
      date: '2027-08-17',
      businessDay: false,
      name: expect.any(String),
      uncertain: false,
      source: 'holiday',
      changedBy: null,
      changedAt: null,
    });
  });

  it('returns what is uncertain, and the decree that makes a year certain', async () => {
    const { body: computed } = await api.call('/v1/calendar?year=2028');
    expect(computed).toMatchObject({ decree: null, complete: false, completedBy: null });
    const waisak = computed.data.find(({ name }: { name: string }) => name.includes('Waisak'));
    expect(waisak).toMatchObject({ date: '2028-05-09', businessDay: false, uncertain: true });
    const { body: decreed } = await api.call('/v1/calendar?year=2026');
    expect(decreed).toMatchObject({ decree: expect.stringContaining('SKB 3 Menteri'), complete: true });
    expect(decreed.data.some(({ uncertain }: { uncertain: boolean }) => uncertain)).toBe(false);
  });

  it('returns how many days of the year are declared: 0 while its joint leave is missing', async () => {
    const declaredDays = async () => (await api.call('/v1/calendar?year=2031')).body.declaredDays;
    expect((await api.call('/v1/calendar?year=2026')).body.declaredDays).toBe(8);
    expect(await declaredDays()).toBe(0);
    await declare('2031-01-02', CLOSED);
    expect(await declaredDays()).toBe(1);
  });

  it('has the joint leave that was decreed before the service was made', async () => {
    expect(await day('2026-03-20')).toMatchObject({ businessDay: false, source: 'edited' });
  });

  it.each([
    ['a second before the new year in Jakarta', '2026-12-31T16:59:59Z', 2026],
    ['at the new year in Jakarta', '2026-12-31T17:00:00Z', 2027],
  ])('defaults to the current year in Jakarta: %s', async (_what, now, year) => {
    const go = stopTheClock(now);
    const { body } = await api.call('/v1/calendar').finally(go);
    expect(body.year).toBe(year);
  });

  it.each(['26', '1999', '2100', '20260', '-2026', '2026.0', 'this', '', '２０２６', '2026&year=2027'])(
    'refuses the year %p',
    async (year) => {
      const answer = await api.call(`/v1/calendar?year=${year}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field: 'year' }] } });
    },
  );

  it('takes the first and the last year there are', async () => {
    for (const year of [2000, 2099]) expect((await api.call(`/v1/calendar?year=${year}`)).body.year).toBe(year);
  });
});

describe('a coming year that is not complete', () => {
  it('causes a log warning once a day until an operator says that it is, whatever is declared of it', async () => {
    const missing = () =>
      api.logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg.includes('calendar of 2033'));
    for (const time of ['2032-10-31T12:00:00Z', '2032-12-01T01:00:00Z', '2032-12-01T02:00:00Z']) {
      const go = stopTheClock(time);
      await api.loadFacts().finally(go);
    }
    expect(missing()).toMatchObject([{ level: 'warn', context: 'LoadRailFacts' }]);
    await declare('2033-01-03', CLOSED);
    await api.loadFacts().finally(stopTheClock('2032-12-02T01:00:00Z'));
    expect(missing()).toHaveLength(2);
    const salur = new CommandLine({ NODE_ENV: 'test', DATABASE_URL: api.databaseUrl, SALUR_OPERATOR: 'fatima' });
    expect(await salur.run('calendar', 'complete', '33')).toMatchObject({ code: 2 });
    expect(await salur.json('calendar', 'complete', '2033')).toMatchObject({
      year: 2033,
      complete: true,
      changed: true,
    });
    expect(await salur.json('calendar', 'complete', '2033')).toMatchObject({ changed: false });
    await api.loadFacts().finally(stopTheClock('2032-12-03T01:00:00Z'));
    expect(missing()).toHaveLength(2);
    expect((await api.call('/v1/calendar?year=2033')).body).toMatchObject({
      complete: true,
      completedBy: 'operator:fatima',
    });
    expect(await salur.json('calendar', 'reopen', '2033')).toMatchObject({ complete: false, changed: true });
    await api.loadFacts().finally(stopTheClock('2032-12-04T01:00:00Z'));
    expect(missing()).toHaveLength(3);
    const trail = await api.dataSource.query(
      `select action, actor, subject_id from audit_entry where action in ('calendar.complete', 'calendar.reopen') order by at, id`,
    );
    expect(trail).toEqual([
      { action: 'calendar.complete', actor: 'operator:fatima', subject_id: '2033' },
      { action: 'calendar.reopen', actor: 'operator:fatima', subject_id: '2033' },
    ]);
  });
});

describe('a day that is declared closed', () => {
  it('is returned with its author and time, and rails apply it at once', async () => {
    const tuesday = '2027-04-06';
    expect(await rtgsAt(`${tuesday}T10:00:00+07:00`)).toMatchObject({ openNow: true });
    const { key, keyId } = await api.newKey(['calendar:edit']);
    const before = Date.now();
    const { status, body } = await declare(tuesday, CLOSED, { key });
    expect(status).toBe(200);
    expect(body).toEqual({
      date: tuesday,
      businessDay: false,
      name: 'Cuti bersama',
      uncertain: false,
      source: 'edited',
      changedBy: `key:${keyId}`,
      changedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(Math.abs(Date.parse(body.changedAt) - before)).toBeLessThan(10_000);
    expect(await day(tuesday)).toEqual(body);
    expect(await rtgsAt(`${tuesday}T10:00:00+07:00`)).toMatchObject({
      openNow: false,
      opensAt: '2027-04-07T01:00:00.000Z',
      cutOffAt: '2027-04-07T08:00:00.000Z',
    });
  });

  it('can be declared open again by another person, and the later declaration counts', async () => {
    const first = await api.newKey(['calendar:edit']);
    const second = await api.newKey(['calendar:edit']);
    await declare('2027-03-16', CLOSED, { key: first.key });
    await declare('2027-03-16', OPEN, { key: second.key });
    expect(await day('2027-03-16')).toMatchObject({ ...OPEN, changedBy: `key:${second.keyId}` });
    expect(await rtgsAt('2027-03-16T10:00:00+07:00')).toMatchObject({ openNow: true });
  });

  it('follows weekday and holidays again once the declaration is removed', async () => {
    await declare('2027-03-17', CLOSED);
    expect(await undeclare('2027-03-17')).toMatchObject({
      status: 200,
      body: { date: '2027-03-17', businessDay: true },
    });
    expect(await day('2027-03-17')).toBeNull();
    expect(await rtgsAt('2027-03-17T10:00:00+07:00')).toMatchObject({ openNow: true });
  });
});

describe('a holiday', () => {
  it('can be declared a business day, and be a holiday again', async () => {
    const independence = await day('2027-08-17');
    await declare('2027-08-17', OPEN);
    expect(await day('2027-08-17')).toMatchObject({ ...OPEN, source: 'edited' });
    expect(await rtgsAt('2027-08-17T10:00:00+07:00')).toMatchObject({ openNow: true });
    expect(await undeclare('2027-08-17')).toMatchObject({ body: { businessDay: false } });
    expect(await day('2027-08-17')).toEqual(independence);
  });
});

describe('a weekend', () => {
  it('can be declared a business day', async () => {
    await declare('2027-03-13', { businessDay: true, name: 'Moved by decree' });
    expect(await rtgsAt('2027-03-13T10:00:00+07:00')).toMatchObject({ openNow: true });
  });
});

describe('a change of the calendar', () => {
  const rows = () => api.dataSource.query(`select date::text, business_day, name from calendar_day order by date`);

  it.each([
    '2027-02-29',
    '2027-13-01',
    '2027-00-10',
    '2027-04-31',
    '2027-4-1',
    '27-04-01',
    '1999-12-31',
    '2100-01-01',
    '20270401',
    '2027-04-01T00:00:00Z',
    'tomorrow',
    '%20',
    "' or 1=1 --",
  ])('is refused for %p, which is no date', async (date) => {
    const before = await rows();
    for (const answer of [await declare(date, CLOSED), await undeclare(date)])
      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field: 'date' }] } });
    expect(await rows()).toEqual(before);
  });

  it.each([
    ['businessDay', { name: 'x' }],
    ['businessDay', { businessDay: null, name: 'x' }],
    ['businessDay', { businessDay: 'false', name: 'x' }],
    ['businessDay', { businessDay: 0, name: 'x' }],
    ['name', { businessDay: false }],
    ['name', { businessDay: false, name: '' }],
    ['name', { businessDay: false, name: 'x'.repeat(101) }],
    ['name', { businessDay: false, name: 'a\u0000b' }],
    ['changedBy', { businessDay: false, name: 'x', changedBy: 'another person' }],
    ['date', { businessDay: false, name: 'x', date: '2027-04-02' }],
  ])('is refused for a wrong %s: %j', async (field, body) => {
    const before = await rows();
    const answer = await declare('2027-04-01', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field }] } });
    expect(await rows()).toEqual(before);
  });

  it('returns 404 for the removal of a day without a declaration, also for a holiday', async () => {
    for (const date of ['2027-05-04', '2027-01-01'])
      expect(await undeclare(date)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('is refused to a key that may only read', async () => {
    const { key } = await api.newKey(['payouts:read']);
    expect(await declare('2027-05-05', CLOSED, { key })).toMatchObject({
      status: 403,
      body: { scope: 'calendar:edit' },
    });
    expect((await api.call('/v1/calendar?year=2027', { key })).status).toBe(200);
  });

  it('is logged with its actor, also when a declaration is removed', async () => {
    const { key, keyId } = await api.newKey(['calendar:edit']);
    await declare('2027-06-01', CLOSED, { key });
    await undeclare('2027-06-01', { key });
    const lines = api.logged.map((line) => JSON.parse(line)).filter(({ msg }) => msg.includes('2027-06-01'));
    expect(lines).toMatchObject([
      { context: 'Calendar', keyId, msg: '2027-06-01 was declared closed' },
      { context: 'Calendar', keyId, msg: 'what was declared of 2027-06-01 was taken back' },
    ]);
  });

  it('is stored with its actor, also when a declaration is removed', async () => {
    const [ani, budi] = [await api.newKey(['calendar:edit']), await api.newKey(['calendar:edit'])];
    await declare('2027-06-03', CLOSED, { key: ani.key });
    await undeclare('2027-06-03', { key: budi.key });
    const kept = await api.dataSource.query(
      `select business_day, name, changed_by from calendar_change where date = '2027-06-03' order by changed_at`,
    );
    expect(kept).toEqual([
      { business_day: false, name: 'Cuti bersama', changed_by: `key:${ani.keyId}` },
      { business_day: null, name: null, changed_by: `key:${budi.keyId}` },
    ]);
  });

  it('returns any text unchanged', async () => {
    const name = `'; drop table calendar_day; -- <b>Größe</b> 漢字`;
    expect((await declare('2027-06-02', { businessDay: false, name })).body.name).toBe(name);
    expect(await day('2027-06-02')).toMatchObject({ name });
  });
});
