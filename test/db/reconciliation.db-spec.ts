import { CloseDifference, ComparePayouts, FindStatements } from '#libs/reconciliation';
import { Domain } from '../support/domain.js';
import { createTestDatabase } from '../support/embedded-postgres-database.js';
import { type NewPayout, newAttempt, newClient, newPayout } from '../support/new-payout.js';
import { somebody } from '../support/somebody.js';
import { csvOf, type FileToImport, importFile, type Row, reportedDifferences } from '../support/statements.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Noon, ten days ago. */
const NOON = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - 10 * DAY_MS + 5 * HOUR_MS);
const hours = (count: number) => new Date(NOON.getTime() + count * HOUR_MS);

let domain: Domain;
let close: () => Promise<void>;
let number = 0;

beforeAll(async () => {
  const database = await createTestDatabase();
  domain = await Domain.start(database.url, {});
  close = async () => {
    await domain.stop();
    await database.drop();
  };
});
afterAll(() => close());

interface Paid {
  readonly id: string;
  readonly name: string;
  readonly row: Row;
}

/** A payout whose transfer left at noon, and the row that an honest statement has of it. */
async function paid(wished: NewPayout = {}): Promise<Paid> {
  number += 1;
  const name = `77${String(number).padStart(6, '0')}`;
  const [sentAt, amount] = [wished.sentAt ?? NOON, wished.amount ?? 50_000n];
  const id = await newPayout(domain.dataSource, {
    status: 'succeeded',
    amount,
    sentAt,
    completedAt: sentAt,
    keys: [`disburseId:${name}`],
    ...wished,
  });
  return { id, name, row: { names: { disburseId: name }, type: 'transfer', amount, bookedAt: sentAt } };
}

/** Imports rows as a statement of the hours around noon. */
function take(rows: readonly Row[], file: Partial<FileToImport> = {}) {
  const { provider = 'duitku', from = hours(-1), to = hours(24) } = file;
  return importFile(domain, { ...file, provider, from, to, text: csvOf(provider, rows) });
}

async function differencesOf(payoutId: string): Promise<string[]> {
  const all = await reportedDifferences(domain.dataSource);
  return all
    .filter((each) => each.payoutId === payoutId)
    .map(({ kind, status, closedBecause }) => [kind, status, closedBecause].filter(Boolean).join(' '));
}

async function differenceId(payoutId: string): Promise<string> {
  const [row] = await domain.dataSource.query(`select id from difference where payout_id = $1`, [payoutId]);
  return row.id;
}

const compare = () => domain.get(ComparePayouts).run();
/** The late return that a provider tells of, as the state machine moves it. */
async function comesBack(payoutId: string): Promise<void> {
  await domain.dataSource.transaction(async (tx) => {
    await tx.query(
      `update payout set status = 'returned', version = version + 1, proof = 'status_check', completed_at = $2 where id = $1`,
      [payoutId, hours(2)],
    );
    await tx.query(
      `insert into payout_event (payout_id, version, event, from_status, to_status, actor)
       select id, version, 'returned', 'succeeded', 'returned', 'test' from payout where id = $1`,
      [payoutId],
    );
  });
}

describe('a row of a statement', () => {
  it('that stands twice in one file is two payments, and in two files one', async () => {
    const [once, twice] = [await paid(), await paid()];
    await take([once.row, twice.row, twice.row]);
    await take([once.row, twice.row, twice.row].reverse());
    await take([once.row], { to: hours(25) });
    expect(await differencesOf(once.id)).toEqual([]);
    expect(await differencesOf(twice.id)).toEqual(['paid_twice open']);
  });

  it('that comes again with another fee is not another payment', async () => {
    const payout = await paid();
    await take([payout.row]);
    const { statement } = await take([{ ...payout.row, fee: 2_500n }], { to: hours(26) });
    expect(statement.repeatedCount).toBe(1);
    expect(await differencesOf(payout.id)).toEqual([]);
  });

  it('is taken for the transfer that its surest name finds', async () => {
    const [right, wrong] = [await paid(), await paid({ keys: ['custRefNumber:4711'] })];
    const row = { ...right.row, names: { disburseId: right.name, custRefNumber: '0004711' } };
    await take([row, { ...wrong.row, names: { custRefNumber: '4711' } }], { to: hours(27) });
    expect(await differencesOf(right.id)).toEqual([]);
    expect(await differencesOf(wrong.id)).toEqual([]);
  });

  it('about a transfer that is recognised later closes what was reported of it, and is compared', async () => {
    const payout = await paid({ keys: [] });
    const { statement } = await take([{ ...payout.row, amount: 50_001n }], { to: hours(28) });
    const kind = 'unknown_line';
    const unknown = await domain
      .get(FindStatements)
      .differences('everybody', { statementId: statement.id, kind }, 10, null);
    expect(unknown.map(({ status }) => status)).toEqual(['open']);
    expect(await differencesOf(payout.id)).toEqual(['missing_line open']);

    await domain.dataSource.query(
      `insert into attempt_key (provider, key, attempt_id) select 'duitku', $2, id from attempt where payout_id = $1`,
      [payout.id, `disburseId:${payout.name}`],
    );
    await take([], { to: hours(29) });
    expect(await domain.get(FindStatements).difference('everybody', unknown[0]?.id as string)).toMatchObject({
      status: 'closed',
      closedBecause: 'agrees',
    });
    expect(await differencesOf(payout.id)).toEqual(['missing_line closed agrees', 'amount_differs open']);
  });
});

describe('a payment that no statement has', () => {
  const rail = 'duitku.llg';

  it('is missed when statements cover all the time in which it may be booked, and not before', async () => {
    const [atOnce, byDayEnd] = [await paid({ sentAt: hours(30) }), await paid({ sentAt: hours(30), rail })];
    await take([], { from: hours(24), to: hours(31) });
    expect(await differencesOf(atOnce.id)).toEqual([]);
    await take([], { from: hours(31), to: hours(32) });
    expect(await differencesOf(atOnce.id)).toEqual(['missing_line open']);

    await take([], { from: hours(32), to: hours(102) });
    expect(await differencesOf(byDayEnd.id)).toEqual([]);
    await take([], { from: hours(102), to: hours(103) });
    expect(await differencesOf(byDayEnd.id)).toEqual(['missing_line open']);
  });

  it('is not missed over a gap between two statements', async () => {
    const payout = await paid({ sentAt: hours(-29), completedAt: hours(-28.5) });
    await take([], { from: hours(-30), to: hours(-28.1) });
    await take([], { from: hours(-28), to: hours(-26) });
    expect(await differencesOf(payout.id)).toEqual([]);
    await take([], { from: hours(-28.1), to: hours(-28) });
    expect(await differencesOf(payout.id)).toEqual(['missing_line open']);
  });

  it('is missed too when its order was committed after the statement of its time came', async () => {
    await take([], { from: hours(-330), to: hours(-310) });
    const payout = await paid({ sentAt: hours(-310.01) });
    await take([], { from: hours(-310), to: hours(-300) });
    expect(await differencesOf(payout.id)).toEqual(['missing_line open']);
  });

  it('is no difference any more when a later file has it', async () => {
    const payout = await paid({ sentAt: hours(-50) });
    await take([], { from: hours(-51), to: hours(-47) });
    expect(await differencesOf(payout.id)).toEqual(['missing_line open']);
    await take([payout.row], { from: hours(-51), to: hours(-47) });
    expect(await differencesOf(payout.id)).toEqual(['missing_line closed agrees']);
  });

  it('is missed too when the payout ended after the statement came', async () => {
    const payout = await paid({ status: 'transferring', sentAt: hours(-70) });
    await take([], { from: hours(-71), to: hours(-60) });
    expect(await differencesOf(payout.id)).toEqual([]);
    await domain.dataSource.transaction(async (tx) => {
      await tx.query(
        `update payout set status = 'succeeded', version = version + 1, proof = 'callback', completed_at = $2 where id = $1`,
        [payout.id, hours(-69)],
      );
      await tx.query(
        `insert into payout_event (payout_id, version, event, from_status, to_status, actor)
         select id, version, 'paid', 'transferring', 'succeeded', 'test' from payout where id = $1`,
        [payout.id],
      );
    });
    await compare();
    expect(await differencesOf(payout.id)).toEqual(['missing_line open']);
  });
});

describe('a payout that moves after it was compared', () => {
  it('is compared again: money that is said to be back has to stand in a statement', async () => {
    const payout = await paid();
    await take([payout.row], { to: hours(40) });
    expect(await differencesOf(payout.id)).toEqual([]);
    await comesBack(payout.id);
    await compare();
    expect(await differencesOf(payout.id)).toEqual(['missing_return open']);
    await take([{ ...payout.row, type: 'refund', bookedAt: hours(3) }], { to: hours(41) });
    expect(await differencesOf(payout.id)).toEqual(['missing_return closed agrees']);
  });

  it('is compared by whoever comes next when whoever imported could not', async () => {
    const payout = await paid();
    // As if the process had died between the import and the comparison.
    await domain.dataSource.query(
      `alter table difference add constraint broken check (kind <> 'paid_twice') not valid`,
    );
    const broken = take([payout.row, payout.row], { to: hours(42) });
    await expect(broken).rejects.toMatchObject({ driverError: { constraint: 'broken' } });
    await domain.dataSource.query(`alter table difference drop constraint broken`);
    expect(await differencesOf(payout.id)).toEqual([]);

    expect(await compare()).toBeGreaterThanOrEqual(1);
    expect(await compare()).toBe(0);
    expect(await differencesOf(payout.id)).toEqual(['paid_twice open']);
    const again = await take([payout.row, payout.row], { to: hours(42) });
    expect(again).toMatchObject({ isKnown: true, statement: { lineCount: 2 } });
  });

  it('was paid through two providers: that is twice, though each of them has it once', async () => {
    const payout = await paid({ rail: 'duitku.online' });
    await domain.dataSource.query(`update attempt set result = 'refused', result_at = now() where payout_id = $1`, [
      payout.id,
    ]);
    await newAttempt(domain.dataSource, payout.id, 2, {
      rail: 'doku.kirim',
      sentAt: NOON,
      keys: [`sendTrxId:${payout.name}`],
    });
    await take([payout.row], { to: hours(43) });
    expect(await differencesOf(payout.id)).toEqual([]);
    await take([{ ...payout.row, names: { partnerReferenceNo: payout.name } }], { provider: 'doku', to: hours(43) });
    expect(await differencesOf(payout.id)).toEqual(['paid_twice open']);
  });
});

describe('a difference', () => {
  it('that a person closed says who and why, and is not reported again', async () => {
    const payout = await paid();
    await take([payout.row, payout.row], { to: hours(50) });
    const found = await domain.get(FindStatements).difference('everybody', await differenceId(payout.id));
    const closed = await domain.get(CloseDifference).run(found, 'Duitku has given it back by hand', somebody('key:7'));
    expect(closed).toMatchObject({
      status: 'closed',
      closedBecause: 'person',
      closedBy: 'key:7',
      reason: 'Duitku has given it back by hand',
    });
    await take([payout.row, payout.row, payout.row], { to: hours(51) });
    expect(await differencesOf(payout.id)).toEqual(['paid_twice closed person']);
    const again = domain.get(CloseDifference).run(closed, 'once more', somebody());
    await expect(again).rejects.toMatchObject({ code: 'difference_closed' });
    const audited = await domain.dataSource.query(`select action, reason from audit_entry where subject_id = $1`, [
      found.id,
    ]);
    expect(audited).toEqual([{ action: 'difference.close', reason: 'Duitku has given it back by hand' }]);
  });

  it('that both sides had agreed about opens again when they do not any more', async () => {
    const payout = await paid({ status: 'failed' });
    const back = { ...payout.row, type: 'refund', bookedAt: hours(1) };
    await take([payout.row], { to: hours(52) });
    expect(await differencesOf(payout.id)).toEqual(['paid_unexpectedly open']);
    await take([back], { to: hours(53) });
    expect(await differencesOf(payout.id)).toEqual(['paid_unexpectedly closed agrees']);
    await take([{ ...payout.row, bookedAt: hours(2) }], { to: hours(54) });
    expect(await differencesOf(payout.id)).toEqual(['paid_unexpectedly open']);
  });

  it('wakes a person once for each statement, however many there are', async () => {
    const payouts = await Promise.all([paid(), paid(), paid()]);
    const { statement } = await take(
      payouts.flatMap(({ row }) => [row, row]),
      { to: hours(55) },
    );
    const alerts = await domain.dataSource.query(
      `select message, detail from alert where detail ->> 'statementId' = $1`,
      [statement.id],
    );
    expect(alerts).toEqual([
      {
        message: 'A statement differs from our payouts: paid_twice, and maybe more',
        detail: { statementId: statement.id, kinds: ['paid_twice'] },
      },
    ]);
  });

  it('wakes a person once for each statement, also when its lines are kept in many parts', async () => {
    const strangers = Array.from(
      { length: 4_100 },
      (_, index): Row => ({
        names: { disburseId: `88${index}` },
        type: 'transfer',
        amount: 50_000n,
        bookedAt: NOON,
      }),
    );
    const twice = await paid();
    const { statement } = await take([...strangers, twice.row, twice.row], { to: hours(57) });
    expect(await differencesOf(twice.id)).toEqual(['paid_twice open']);
    const find = domain.get(FindStatements);
    expect(
      await find.differences('everybody', { statementId: statement.id, kind: 'unknown_line' }, 5_000, null),
    ).toHaveLength(4_100);
    const alerts = await domain.dataSource.query(`select 1 from alert where detail ->> 'statementId' = $1`, [
      statement.id,
    ]);
    expect(alerts).toHaveLength(1);
  });

  it('belongs to the statement of its own provider, not to one of another that came by', async () => {
    const payout = await paid({ sentAt: hours(-400) });
    await take([], { from: hours(-401), to: hours(-390) });
    expect(await differencesOf(payout.id)).toEqual(['missing_line open']);
    await domain.dataSource.query(`update comparison set payout_version = null, settled = false where payout_id = $1`, [
      payout.id,
    ]);
    await domain.dataSource.query(
      `update difference set status = 'closed', closed_at = now(), closed_because = 'agrees', statement_id = null where payout_id = $1`,
      [payout.id],
    );
    await take([], { provider: 'doku', from: hours(-401), to: hours(-390) });
    const [found] = await domain.get(FindStatements).differences('everybody', { payoutId: payout.id }, 1, null);
    expect(found).toMatchObject({ kind: 'missing_line', status: 'open', statementId: null });
  });

  it('belongs to the client whose payout it is about, whoever imported the statement', async () => {
    const [mine, others] = [await newClient(domain.dataSource), await newClient(domain.dataSource)];
    const payout = await paid({ clientId: others });
    const stranger: Row = { ...payout.row, names: { disburseId: '999000111' } };
    const { statement } = await take([payout.row, payout.row, stranger], { to: hours(56), clientId: mine });
    const find = domain.get(FindStatements);
    const kindsFor = async (clientId: string) =>
      (await find.differences({ clientId }, {}, 10, null)).map(({ kind }) => kind);
    expect(await kindsFor(mine)).toEqual(['unknown_line']);
    expect(await kindsFor(others)).toEqual(['paid_twice']);
    await expect(find.statement({ clientId: others }, statement.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await find.statement({ clientId: mine }, statement.id)).toMatchObject({ lineCount: 3 });
  });
});

describe('an import', () => {
  it('of one file by eight at the same moment is one statement', async () => {
    const payout = await paid();
    const imports = await Promise.all(
      Array.from({ length: 8 }, () => take([payout.row, payout.row], { to: hours(60) })),
    );
    expect(new Set(imports.map(({ statement }) => statement.id)).size).toBe(1);
    expect(imports.filter(({ isKnown }) => !isKnown)).toHaveLength(1);
    expect(await differencesOf(payout.id)).toEqual(['paid_twice open']);
  });

  it('of a time that is not over, or of a provider without statements, is refused by name', async () => {
    const future = take([], { to: new Date(Date.now() + HOUR_MS) });
    await expect(future).rejects.toMatchObject({
      code: 'validation_failed',
      members: { errors: [{ field: 'to', message: 'must not be in the future' }] },
    });
    const backwards = take([], { from: hours(2), to: hours(2) });
    await expect(backwards).rejects.toMatchObject({
      members: { errors: [{ field: 'to', message: 'must be later than `from`' }] },
    });
    const nobody = importFile(domain, { provider: 'acme', from: hours(0), to: hours(1), text: '' });
    await expect(nobody).rejects.toMatchObject({
      members: { errors: [{ field: 'provider', message: 'must be one of duitku, doku' }] },
    });
  });

  it('leaves nothing behind when a line in the middle cannot be read', async () => {
    const before = await domain.dataSource.query(
      `select (select count(*) from statement) as s, (select count(*) from statement_line) as l`,
    );
    const payout = await paid();
    const rows = Array.from({ length: 3_000 }, () => payout.row);
    rows[2_500] = { ...payout.row, type: 'mystery' };
    await expect(take(rows, { to: hours(61) })).rejects.toMatchObject({
      members: { errors: [{ field: 'line 2502, type', message: expect.stringContaining('none of the words') }] },
    });
    const after = await domain.dataSource.query(
      `select (select count(*) from statement) as s, (select count(*) from statement_line) as l`,
    );
    expect(after).toEqual(before);
  });

  it('that breaks off in the middle is not there yet, and the same file goes on where it ended', async () => {
    const [payouts, missed] = [await Promise.all([paid(), paid()]), await paid({ sentAt: hours(-200) })];
    await take([], { from: hours(-202), to: hours(-199.5) });
    const file = { from: hours(-201), to: hours(64) };
    const fees = Array.from({ length: 2_500 }, (_, index) => ({
      ...(payouts[0] as Paid).row,
      type: 'fee',
      amount: BigInt(index),
    }));
    const rows = [...payouts.map(({ row }) => row), ...fees, (payouts[0] as Paid).row];
    await domain.dataSource.query(`alter table statement_line add constraint broken check (number <> 2400) not valid`);
    await expect(take(rows, file)).rejects.toMatchObject({ driverError: { constraint: 'broken' } });
    await domain.dataSource.query(`alter table statement_line drop constraint broken`);
    await take([], { from: hours(-500), to: hours(-499) });
    const find = domain.get(FindStatements);
    const newest = async () => (await find.statements('everybody', {}, 1, null))[0]?.lineCount;
    expect(await newest()).not.toBe(rows.length);
    expect(await differencesOf(missed.id)).toEqual([]);

    const { statement, isKnown } = await take(rows, file);
    expect({ isKnown, lines: statement.lineCount, repeated: statement.repeatedCount }).toEqual({
      isKnown: false,
      lines: rows.length,
      repeated: 0,
    });
    expect(await differencesOf((payouts[0] as Paid).id)).toEqual(['paid_twice open']);
    expect(await differencesOf((payouts[1] as Paid).id)).toEqual([]);
    expect(await differencesOf(missed.id)).toEqual(['missing_line open']);
  });

  it('moves no payout, whatever its lines say', async () => {
    const payouts = await Promise.all([paid({ status: 'failed' }), paid({ status: 'review' }), paid()]);
    const versions = async () =>
      domain.dataSource.query(`select id, status, version, due_at from payout where id = any ($1) order by id`, [
        payouts.map(({ id }) => id),
      ]);
    const before = await versions();
    await take(
      payouts.flatMap(({ row }) => [row, row]),
      { to: hours(62) },
    );
    expect(await versions()).toEqual(before);
  });
});

describe('what a statement said', () => {
  it('is never changed or deleted, not even by hand', async () => {
    const payout = await paid();
    await take([payout.row], { to: hours(63) });
    const refused = async (sql: string) => {
      try {
        await domain.dataSource.query(sql);
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
