import { ComparePayouts, FindStatements, type Imported, WithdrawStatement } from '#libs/reconciliation';
import { newClient } from '../support/new-payout.js';
import { hours, Reconciliation } from '../support/reconciliation.js';
import type { Row } from '../support/statements.js';
import { testActor } from '../support/test-actor.js';

let books: Reconciliation;
beforeAll(async () => {
  books = await Reconciliation.open();
});
afterAll(() => books.close());

const REASON = 'the file of another account';
const withdraw = ({ statement }: Imported, by = testActor('operator:siti')) =>
  books.domain.get(WithdrawStatement).withdraw(statement, REASON, by);
const refundOf = (row: Row): Row => ({ ...row, type: 'refund', bookedAt: hours(1) });

let last = 0;
/** A period that no other statement of these tests covers, and the time of a payout in it. */
function newPeriod() {
  last += 20;
  return { sentAt: hours(-last), file: { from: hours(-last - 5), to: hours(-last + 5) } };
}

describe('a withdrawn statement', () => {
  it('stays, with who, when and why, and in the audit trail', async () => {
    const imported = await books.take([], newPeriod().file);
    const withdrawn = await withdraw(imported);
    expect(withdrawn).toMatchObject({
      id: imported.statement.id,
      withdrawnAt: expect.any(Date),
      withdrawnBy: 'operator:siti',
      withdrawnBecause: REASON,
    });
    expect(await find().statement('operator', imported.statement.id)).toEqual(withdrawn);
    const trail = await books.domain.dataSource.query(
      `select action, actor, reason from audit_entry where subject_id = $1 order by id`,
      [imported.statement.id],
    );
    expect(trail).toEqual([
      expect.objectContaining({ action: 'statement.import' }),
      { action: 'statement.withdraw', actor: 'operator:siti', reason: REASON },
    ]);
  });

  it('is withdrawn once', async () => {
    const imported = await books.take([], newPeriod().file);
    const results = await Promise.allSettled([withdraw(imported), withdraw(imported), withdraw(imported)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(withdraw(imported)).rejects.toMatchObject({ code: 'statement_withdrawn' });
  });

  it('shows nothing any more: what its lines showed, and what it covered, closes', async () => {
    const { sentAt, file } = newPeriod();
    const [twice, missing] = [await books.paid({ sentAt }), await books.paid({ sentAt })];
    const stranger: Row = { ...twice.row, names: { disburseId: '5500001' } };
    const imported = await books.take([twice.row, twice.row, stranger], file);
    expect(await books.differencesOf(twice.id)).toEqual(['paid_twice open']);
    expect(await books.differencesOf(missing.id)).toEqual(['missing_line open']);
    await withdraw(imported);
    expect(await books.differencesOf(twice.id)).toEqual(['paid_twice closed agrees']);
    expect(await books.differencesOf(missing.id)).toEqual(['missing_line closed agrees']);
    expect(await unknownOf(imported)).toEqual(['closed']);
  });

  it('explains nothing any more: what its lines explained opens again', async () => {
    const { sentAt, file } = newPeriod();
    const payout = await books.paid({ sentAt });
    await books.take([payout.row, payout.row], file);
    const explained = await books.take([{ ...refundOf(payout.row), bookedAt: sentAt }], {
      ...file,
      to: hours(-last + 6),
    });
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice closed agrees']);
    await withdraw(explained);
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice open']);
  });

  it('takes nothing along that another statement has too', async () => {
    const { sentAt, file } = newPeriod();
    const [paid, twice] = [await books.paid({ sentAt }), await books.paid({ sentAt })];
    const stranger: Row = { ...paid.row, names: { disburseId: '5500002' } };
    const rows = [paid.row, twice.row, twice.row, stranger];
    const first = await books.take(rows, file);
    await books.take(rows, { ...file, to: hours(-last + 6) });
    await withdraw(first);
    expect(await books.differencesOf(paid.id)).toEqual([]);
    expect(await books.differencesOf(twice.id)).toEqual(['paid_twice open']);
    expect(await unknownOf(first)).toEqual(['open']);
  });

  it('can be imported again, as another statement, and finds the same differences', async () => {
    const { sentAt, file } = newPeriod();
    const payout = await books.paid({ sentAt });
    const stranger: Row = { ...payout.row, names: { disburseId: '5500003' } };
    const first = await books.take([payout.row, payout.row, stranger], file);
    const [before] = await find().differences('operator', { payoutId: payout.id }, 1, null);
    await withdraw(first);
    const again = await books.take([payout.row, payout.row, stranger], file);
    expect(again).toMatchObject({ isKnown: false, statement: { repeatedCount: 0, withdrawnAt: null } });
    expect(again.statement.id).not.toBe(first.statement.id);
    const after = await find().differences('operator', { payoutId: payout.id }, 10, null);
    expect(after).toMatchObject([{ id: before?.id, status: 'open' }]);
    expect(await unknownOf(first)).toEqual(['open']);
    expect((await books.take([payout.row, payout.row, stranger], file)).isKnown).toBe(true);
  });

  it('of a client leaves its differences from statements of operators, and the other clients', async () => {
    const { sentAt, file } = newPeriod();
    const clientId = await newClient(books.domain.dataSource);
    const payout = await books.paid({ sentAt, clientId });
    const own = await books.take([payout.row, payout.row], { ...file, clientId });
    await books.take([payout.row, payout.row], file);
    await withdraw(own, { ...testActor('key:1'), clientId });
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice open']);
  });

  it('is left out by the next process when the withdrawing one dies', async () => {
    const { sentAt, file } = newPeriod();
    const payout = await books.paid({ sentAt });
    const { statement } = await books.take([payout.row, payout.row], file);
    // As if the process had died behind the commit of the withdrawal.
    await books.domain.dataSource.query(
      `update statement set withdrawn_at = now(), withdrawn_by = 'operator:siti', withdrawn_because = 'x' where id = $1`,
      [statement.id],
    );
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice open']);
    await books.domain.get(ComparePayouts).compare();
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice closed agrees']);
  });

  it('is needed by one that a release before stored without its rows, which is withdrawn first', async () => {
    const { sentAt, file } = newPeriod();
    const payout = await books.paid({ sentAt });
    const first = await books.take([payout.row], file);
    const { dataSource } = books.domain;
    // As that release stored two of one period: the row once.
    const [later] = await dataSource.query(
      `insert into statement (id, provider, covers_from, covers_to, sha256, line_count, repeated_count, counts, imported_by, imported_at)
       values (gen_random_uuid(), 'duitku', $1, $2, 'x', 1, 1, '{}', 'test', clock_timestamp()) returning id`,
      [file.from, file.to],
    );
    await dataSource.query(`alter table statement disable trigger statement_is_fixed`);
    await dataSource.query(`update statement set has_own_lines = false where id = $1`, [first.statement.id]);
    await dataSource.query(`alter table statement enable trigger statement_is_fixed`);
    const old = { ...first, statement: await find().statement('operator', first.statement.id) };
    await expect(withdraw(old)).rejects.toMatchObject({
      code: 'statement_needed',
      members: { statementId: later.id },
    });
    await withdraw({ ...first, statement: await find().statement('operator', later.id) });
    await withdraw(old);
    expect(await books.differencesOf(payout.id)).toEqual([]);
  });

  it('is never changed again, not even by hand', async () => {
    const { statement } = await books.take([], newPeriod().file);
    await withdraw({ statement, isKnown: false });
    for (const change of [
      `withdrawn_at = null, withdrawn_by = null, withdrawn_because = null`,
      `withdrawn_by = 'x'`,
      `repeated_count = 0`,
    ])
      await expect(
        books.domain.dataSource.query(`update statement set ${change} where id = $1`, [statement.id]),
      ).rejects.toThrow('a statement is never changed');
  });
});

const find = () => books.domain.get(FindStatements);

/** The status of each difference of an unknown line that was found with a statement. */
const unknownOf = async ({ statement }: Imported) =>
  (await find().differences('operator', { statementId: statement.id, kind: 'unknown_line' }, 10, null)).map(
    ({ status }) => status,
  );
