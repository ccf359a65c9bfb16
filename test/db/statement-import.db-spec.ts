import { FindStatements } from '#libs/reconciliation';
import { hours, type Paid, Reconciliation } from '../support/reconciliation.js';
import { importFile } from '../support/statements.js';

let books: Reconciliation;
beforeAll(async () => {
  books = await Reconciliation.open();
});
afterAll(() => books.close());

describe('an import', () => {
  it('of one file by eight at the same moment is one statement', async () => {
    const payout = await books.paid();
    const imports = await Promise.all(
      Array.from({ length: 8 }, () => books.take([payout.row, payout.row], { to: hours(60) })),
    );
    expect(new Set(imports.map(({ statement }) => statement.id)).size).toBe(1);
    expect(imports.filter(({ isKnown }) => !isKnown)).toHaveLength(1);
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice open']);
  });

  it('of a time that is not over, or of a provider without statements, is refused by name', async () => {
    const future = books.take([], { to: new Date(Date.now() + 3_600_000) });
    await expect(future).rejects.toMatchObject({
      code: 'validation_failed',
      members: { errors: [{ field: 'to', message: 'must not be in the future' }] },
    });
    const backwards = books.take([], { from: hours(2), to: hours(2) });
    await expect(backwards).rejects.toMatchObject({
      members: { errors: [{ field: 'to', message: 'must be later than `from`' }] },
    });
    const importing = importFile(books.domain, { provider: 'acme', from: hours(0), to: hours(1), text: '' });
    await expect(importing).rejects.toMatchObject({
      members: { errors: [{ field: 'provider', message: 'must be one of duitku, doku' }] },
    });
  });

  it('leaves nothing behind when a line in the middle cannot be read', async () => {
    const before = await books.domain.dataSource.query(
      `select (select count(*) from statement) as s, (select count(*) from statement_line) as l`,
    );
    const payout = await books.paid();
    const rows = Array.from({ length: 3_000 }, () => payout.row);
    rows[2_500] = { ...payout.row, type: 'mystery' };
    await expect(books.take(rows, { to: hours(61) })).rejects.toMatchObject({
      members: { errors: [{ field: 'line 2502, type', message: expect.stringContaining('not a known type') }] },
    });
    const after = await books.domain.dataSource.query(
      `select (select count(*) from statement) as s, (select count(*) from statement_line) as l`,
    );
    expect(after).toEqual(before);
  });

  it.each([
    ['2.87944E+10', 'disburseId'],
    ['#N/A', 'disburseId'],
    ['-', 'disburseId'],
    ['', 'disburseId'],
  ])('of a file in which a spreadsheet left %j of an identifier stores nothing', async (disburseId, column) => {
    const stored = () =>
      books.domain.dataSource.query(
        `select (select count(*) from statement) as s, (select count(*) from statement_line) as l, (select count(*) from difference) as d`,
      );
    const payout = await books.paid();
    const before = await stored();
    const rows = [payout.row, { ...payout.row, names: { disburseId } }];
    await expect(books.take(rows, { to: hours(61) })).rejects.toMatchObject({
      members: {
        errors: [{ field: `line 3, ${column}`, message: expect.stringContaining('format the column as text') }],
      },
    });
    expect(await stored()).toEqual(before);
  });

  it('of an identifier with the apostrophe of a spreadsheet finds its transfer', async () => {
    const payout = await books.paid();
    await books.take([{ ...payout.row, names: { disburseId: `'${payout.name}.0` } }], { to: hours(61.5) });
    expect(await books.differencesOf(payout.id)).toEqual([]);
  });

  it('of a reversal that only a minus shows is refused, or one return when the import states it', async () => {
    const payout = await books.paid();
    const back = { ...payout.row, amount: -payout.row.amount, bookedAt: hours(1) };
    const file = { to: hours(61.6) };
    await expect(books.take([payout.row, back], file)).rejects.toMatchObject({
      members: { errors: [{ field: 'line 3, amount', message: expect.stringContaining('`minus`') }] },
    });
    expect(await books.differencesOf(payout.id)).toEqual([]);
    await books.take([payout.row, back], { ...file, minus: 'back' });
    expect(await books.differencesOf(payout.id)).toEqual(['returned_unexpectedly open']);
  });

  it('that breaks off in the middle is not there yet, and the same file goes on where it ended', async () => {
    const [payouts, missed] = [
      await Promise.all([books.paid(), books.paid()]),
      await books.paid({ sentAt: hours(-200) }),
    ];
    await books.take([], { from: hours(-202), to: hours(-199.5) });
    const file = { from: hours(-201), to: hours(64) };
    const fees = Array.from({ length: 2_500 }, (_, index) => ({
      ...(payouts[0] as Paid).row,
      type: 'fee',
      amount: BigInt(index),
    }));
    const rows = [...payouts.map(({ row }) => row), ...fees, (payouts[0] as Paid).row];
    await books.domain.dataSource.query(
      `alter table statement_line add constraint broken check (number <> 2400) not valid`,
    );
    await expect(books.take(rows, file)).rejects.toMatchObject({ driverError: { constraint: 'broken' } });
    await books.domain.dataSource.query(`alter table statement_line drop constraint broken`);
    await books.take([], { from: hours(-500), to: hours(-499) });
    const find = books.domain.get(FindStatements);
    const newest = async () => (await find.statements('operator', {}, 1, null))[0]?.lineCount;
    expect(await newest()).not.toBe(rows.length);
    expect(await books.differencesOf(missed.id)).toEqual([]);

    const { statement, isKnown } = await books.take(rows, file);
    expect({ isKnown, lines: statement.lineCount, repeated: statement.repeatedCount }).toEqual({
      isKnown: false,
      lines: rows.length,
      repeated: 0,
    });
    expect(await books.differencesOf((payouts[0] as Paid).id)).toEqual(['paid_twice open']);
    expect(await books.differencesOf((payouts[1] as Paid).id)).toEqual([]);
    expect(await books.differencesOf(missed.id)).toEqual(['missing_line open']);
  });

  it('with one number in 5,000 rows, as when the wrong column is named, has a difference for each, once', async () => {
    const { row } = await books.paid({ keys: [] });
    const rows = Array.from({ length: 5_000 }, () => ({ ...row, names: { disburseId: '4400001' } }));
    for (const to of [61.7, 61.8]) await books.take(rows, { to: hours(to) });
    const [{ count }] = await books.domain.dataSource.query(
      `select count(*)::int from difference where found ->> 'names' = 'disburseId:4400001'`,
    );
    expect(count).toBe(5_000);
  });

  it('moves no payout, whatever its lines say', async () => {
    const payouts = await Promise.all([
      books.paid({ status: 'failed' }),
      books.paid({ status: 'review' }),
      books.paid(),
    ]);
    const versions = async () =>
      books.domain.dataSource.query(`select id, status, version, due_at from payout where id = any ($1) order by id`, [
        payouts.map(({ id }) => id),
      ]);
    const before = await versions();
    await books.take(
      payouts.flatMap(({ row }) => [row, row]),
      { to: hours(62) },
    );
    expect(await versions()).toEqual(before);
  });
});

describe('a line of a statement', () => {
  it('is never changed or deleted, not even by hand', async () => {
    const payout = await books.paid();
    await books.take([payout.row], { to: hours(63) });
    const refused = async (sql: string) => {
      try {
        await books.domain.dataSource.query(sql);
      } catch (error) {
        return (error as { driverError: { constraint: string } }).driverError.constraint;
      }
      return 'allowed';
    };
    expect(await refused(`update statement set covers_to = covers_to + interval '1 day'`)).toBe('statement_is_fixed');
    expect(await refused(`update statement_line set amount = amount + 1`)).toBe('statement_line_is_fixed');
    expect(
      await refused(`update statement_line set payout_id = null, attempt_id = null where payout_id is not null`),
    ).toBe('statement_line_is_fixed');
    expect(await refused(`delete from statement_line`)).toBe('statement_line_is_append_only');
    expect(await refused(`delete from difference`)).toBe('difference_is_append_only');
    expect(await refused(`truncate statement cascade`)).toMatch(/_is_append_only$/);
  });
});
