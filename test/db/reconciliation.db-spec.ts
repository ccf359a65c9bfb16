import { CloseDifference, FindStatements } from '#libs/reconciliation';
import { claimUnsettled } from '../../libs/reconciliation/src/compare-payouts.queries.js';
import { newAttempt } from '../support/new-payout.js';
import { hours, NOON, Reconciliation } from '../support/reconciliation.js';
import type { Row } from '../support/statements.js';
import { testActor } from '../support/test-actor.js';

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

let books: Reconciliation;
beforeAll(async () => {
  books = await Reconciliation.open();
});
afterAll(() => books.close());

async function differenceId(payoutId: string): Promise<string> {
  const [row] = await books.domain.dataSource.query(`select id from difference where payout_id = $1`, [payoutId]);
  return row.id;
}

/** A late return that a provider reports, as the state machine records it. */
async function comesBack(payoutId: string): Promise<void> {
  await books.domain.dataSource.transaction(async (tx) => {
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
    const [once, twice] = [await books.paid(), await books.paid()];
    await books.take([once.row, twice.row, twice.row]);
    await books.take([once.row, twice.row, twice.row].reverse());
    await books.take([once.row], { to: hours(25) });
    expect(await books.differencesOf(once.id)).toEqual([]);
    expect(await books.differencesOf(twice.id)).toEqual(['paid_twice open']);
  });

  it('that comes again with another fee is not another payment', async () => {
    const payout = await books.paid();
    await books.take([payout.row]);
    const { statement } = await books.take([{ ...payout.row, fee: 2_500n }], { to: hours(26) });
    expect(statement.repeatedCount).toBe(1);
    expect(await books.differencesOf(payout.id)).toEqual([]);
  });

  it('is taken for the transfer that its surest name finds', async () => {
    const [right, wrong] = [await books.paid(), await books.paid({ keys: ['custRefNumber:4711'] })];
    const row = { ...right.row, names: { disburseId: right.name, custRefNumber: '0004711' } };
    await books.take([row, { ...wrong.row, names: { custRefNumber: '4711' } }], { to: hours(27) });
    expect(await books.differencesOf(right.id)).toEqual([]);
    expect(await books.differencesOf(wrong.id)).toEqual([]);
  });

  it('about a transfer that is recognised later closes what was reported of it, and is compared', async () => {
    const payout = await books.paid({ keys: [] });
    const { statement } = await books.take([{ ...payout.row, amount: 50_001n }], { to: hours(28) });
    const kind = 'unknown_line';
    const unknown = await books.domain
      .get(FindStatements)
      .differences('operator', { statementId: statement.id, kind }, 10, null);
    expect(unknown.map(({ status }) => status)).toEqual(['open']);
    expect(await books.differencesOf(payout.id)).toEqual(['missing_line open']);

    await books.domain.dataSource.query(
      `insert into attempt_key (provider, key, attempt_id) select 'duitku', $2, id from attempt where payout_id = $1`,
      [payout.id, `disburseId:${payout.name}`],
    );
    await books.take([], { to: hours(29) });
    expect(await books.domain.get(FindStatements).difference('operator', unknown[0]?.id as string)).toMatchObject({
      status: 'closed',
      closedBecause: 'agrees',
    });
    expect(await books.differencesOf(payout.id)).toEqual(['missing_line closed agrees', 'amount_differs open']);
  });
});

describe('a payment that no statement has', () => {
  const rail = 'duitku.llg';

  it('is missed when statements cover all the time in which it may be booked, and not before', async () => {
    const [atOnce, byDayEnd] = [await books.paid({ sentAt: hours(30) }), await books.paid({ sentAt: hours(30), rail })];
    await books.take([], { from: hours(24), to: hours(31) });
    expect(await books.differencesOf(atOnce.id)).toEqual([]);
    await books.take([], { from: hours(31), to: hours(32) });
    expect(await books.differencesOf(atOnce.id)).toEqual(['missing_line open']);

    await books.take([], { from: hours(32), to: hours(102) });
    expect(await books.differencesOf(byDayEnd.id)).toEqual([]);
    await books.take([], { from: hours(102), to: hours(103) });
    expect(await books.differencesOf(byDayEnd.id)).toEqual(['missing_line open']);
  });

  it('is not missed over a gap between two statements', async () => {
    const payout = await books.paid({ sentAt: hours(-29), completedAt: hours(-28.5) });
    await books.take([], { from: hours(-30), to: hours(-28.1) });
    await books.take([], { from: hours(-28), to: hours(-26) });
    expect(await books.differencesOf(payout.id)).toEqual([]);
    await books.take([], { from: hours(-28.1), to: hours(-28) });
    expect(await books.differencesOf(payout.id)).toEqual(['missing_line open']);
  });

  it('is missed too when its order was committed after the statement of its time came', async () => {
    await books.take([], { from: hours(-330), to: hours(-310) });
    const payout = await books.paid({ sentAt: hours(-310.01) });
    await books.take([], { from: hours(-310), to: hours(-300) });
    expect(await books.differencesOf(payout.id)).toEqual(['missing_line open']);
  });

  it('is no difference any more when a later file has it', async () => {
    const payout = await books.paid({ sentAt: hours(-50) });
    await books.take([], { from: hours(-51), to: hours(-47) });
    expect(await books.differencesOf(payout.id)).toEqual(['missing_line open']);
    await books.take([payout.row], { from: hours(-51), to: hours(-47) });
    expect(await books.differencesOf(payout.id)).toEqual(['missing_line closed agrees']);
  });

  it('is missed too when the payout ended after the statement came', async () => {
    const payout = await books.paid({ status: 'transferring', sentAt: hours(-70) });
    await books.take([], { from: hours(-71), to: hours(-60) });
    expect(await books.differencesOf(payout.id)).toEqual([]);
    await books.domain.dataSource.transaction(async (tx) => {
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
    await books.compare();
    expect(await books.differencesOf(payout.id)).toEqual(['missing_line open']);
  });
});

describe('a payout that moves after it was compared', () => {
  it('is compared again: money that is said to be back has to stand in a statement', async () => {
    const payout = await books.paid();
    await books.take([payout.row], { to: hours(40) });
    expect(await books.differencesOf(payout.id)).toEqual([]);
    await comesBack(payout.id);
    await books.compare();
    expect(await books.differencesOf(payout.id)).toEqual(['missing_return open']);
    await books.take([{ ...payout.row, type: 'refund', bookedAt: hours(3) }], { to: hours(41) });
    expect(await books.differencesOf(payout.id)).toEqual(['missing_return closed agrees']);
  });

  it('is compared by the next process when the importing one could not', async () => {
    const payout = await books.paid();
    // As if the process had died between the import and the comparison.
    await books.domain.dataSource.query(
      `alter table difference add constraint broken check (kind <> 'paid_twice') not valid`,
    );
    const broken = books.take([payout.row, payout.row], { to: hours(42) });
    await expect(broken).rejects.toMatchObject({ driverError: { constraint: 'broken' } });
    await books.domain.dataSource.query(`alter table difference drop constraint broken`);
    expect(await books.differencesOf(payout.id)).toEqual([]);

    expect(await books.compare()).toBeGreaterThanOrEqual(1);
    expect(await books.compare()).toBe(0);
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice open']);
    const again = await books.take([payout.row, payout.row], { to: hours(42) });
    expect(again).toMatchObject({ isKnown: true, statement: { lineCount: 2 } });
  });

  it('was paid through two providers: that is twice, though each of them has it once', async () => {
    const payout = await books.paid({ rail: 'duitku.online' });
    await books.domain.dataSource.query(
      `update attempt set result = 'refused', result_at = now() where payout_id = $1`,
      [payout.id],
    );
    await newAttempt(books.domain.dataSource, payout.id, 2, {
      rail: 'doku.kirim',
      sentAt: NOON,
      keys: [`sendTrxId:${payout.name}`],
    });
    await books.take([payout.row], { to: hours(43) });
    expect(await books.differencesOf(payout.id)).toEqual([]);
    await books.take([{ ...payout.row, names: { partnerReferenceNo: payout.name } }], {
      provider: 'doku',
      to: hours(43),
    });
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice open']);
  });
});

describe('a difference', () => {
  it('that a person closed has the actor and the reason, and is not reported again', async () => {
    const payout = await books.paid();
    await books.take([payout.row, payout.row], { to: hours(50) });
    const found = await books.domain.get(FindStatements).difference('operator', await differenceId(payout.id));
    const closed = await books.domain
      .get(CloseDifference)
      .close(found, 'Duitku has given it back by hand', testActor('key:7'));
    expect(closed).toMatchObject({
      status: 'closed',
      closedBecause: 'person',
      closedBy: 'key:7',
      reason: 'Duitku has given it back by hand',
    });
    await books.take([payout.row, payout.row], { to: hours(51) });
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice closed person']);
    const again = books.domain.get(CloseDifference).close(closed, 'once more', testActor());
    await expect(again).rejects.toMatchObject({ code: 'difference_closed' });
    const audited = await books.domain.dataSource.query(
      `select action, reason from audit_entry where subject_id = $1`,
      [found.id],
    );
    expect(audited).toEqual([{ action: 'difference.close', reason: 'Duitku has given it back by hand' }]);
  });

  it('that a person closed opens again when a third payment comes, with an alert and the history of its closings', async () => {
    const { dataSource } = books.domain;
    const payout = await books.paid();
    await books.take([payout.row, payout.row], { to: hours(57.1) });
    const find = books.domain.get(FindStatements);
    const id = await differenceId(payout.id);
    const close = async (reason: string) =>
      books.domain.get(CloseDifference).close(await find.difference('operator', id), reason, testActor('key:7'));
    const first = await close('given back by hand');
    await books.take([payout.row, payout.row, payout.row].reverse(), { to: hours(57.2) });
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice open']);
    const opened = await find.difference('operator', id);
    expect(opened).toMatchObject({
      closedBy: null,
      reason: null,
      found: { paid: 3 },
      closedBefore: [{ closedBy: 'key:7', reason: 'given back by hand', found: { paid: 2 } }],
    });
    expect(new Date(opened.closedBefore[0]?.closedAt as string)).toEqual(first.closedAt);
    const [alert] = await dataSource.query(`select message from alert order by id desc limit 1`);
    expect(alert.message).toBe('A statement differs from our payouts: paid_twice, possibly more');

    await close('and the third too');
    await books.take([payout.row, payout.row, payout.row], { to: hours(57.3) });
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice closed person']);
    await books.take([{ ...payout.row, bookedAt: hours(3) }], { to: hours(57.4) });
    expect(await find.difference('operator', id)).toMatchObject({
      status: 'open',
      closedBefore: [{ reason: 'given back by hand' }, { reason: 'and the third too' }],
    });
  });

  it('that both sides had agreed about opens again when they do not any more', async () => {
    const payout = await books.paid({ status: 'failed' });
    const back = { ...payout.row, type: 'refund', bookedAt: hours(1) };
    await books.take([payout.row], { to: hours(52) });
    expect(await books.differencesOf(payout.id)).toEqual(['paid_unexpectedly open']);
    await books.take([back], { to: hours(53) });
    expect(await books.differencesOf(payout.id)).toEqual(['paid_unexpectedly closed agrees']);
    await books.take([{ ...payout.row, bookedAt: hours(2) }], { to: hours(54) });
    expect(await books.differencesOf(payout.id)).toEqual(['paid_unexpectedly open']);
  });

  it('raises one alert for each statement, however many there are', async () => {
    const payouts = await Promise.all([books.paid(), books.paid(), books.paid()]);
    const { statement } = await books.take(
      payouts.flatMap(({ row }) => [row, row]),
      { to: hours(55) },
    );
    const alerts = await books.domain.dataSource.query(
      `select message, detail from alert where detail ->> 'statementId' = $1`,
      [statement.id],
    );
    expect(alerts).toEqual([
      {
        message: 'A statement differs from our payouts: paid_twice, possibly more',
        detail: { statementId: statement.id, kinds: ['paid_twice'] },
      },
    ]);
  });

  it('raises one alert for each statement, also when its lines are stored in many parts', async () => {
    const strangers = Array.from(
      { length: 4_100 },
      (_, index): Row => ({
        names: { disburseId: `88${index}` },
        type: 'transfer',
        amount: 50_000n,
        bookedAt: NOON,
      }),
    );
    const twice = await books.paid();
    const { statement } = await books.take([...strangers, twice.row, twice.row], { to: hours(57) });
    expect(await books.differencesOf(twice.id)).toEqual(['paid_twice open']);
    const find = books.domain.get(FindStatements);
    expect(
      await find.differences('operator', { statementId: statement.id, kind: 'unknown_line' }, 5_000, null),
    ).toHaveLength(4_100);
    const alerts = await books.domain.dataSource.query(`select 1 from alert where detail ->> 'statementId' = $1`, [
      statement.id,
    ]);
    expect(alerts).toHaveLength(1);
  });

  it('belongs to the statement of its own provider, not to one of another that came by', async () => {
    const payout = await books.paid({ sentAt: hours(-400) });
    await books.take([], { from: hours(-401), to: hours(-390) });
    expect(await books.differencesOf(payout.id)).toEqual(['missing_line open']);
    await books.domain.dataSource.query(
      `update comparison set payout_version = null, settled = false where payout_id = $1`,
      [payout.id],
    );
    await books.domain.dataSource.query(
      `update difference set status = 'closed', closed_at = now(), closed_because = 'agrees', statement_id = null where payout_id = $1`,
      [payout.id],
    );
    await books.take([], { provider: 'doku', from: hours(-401), to: hours(-390) });
    const [found] = await books.domain.get(FindStatements).differences('operator', { payoutId: payout.id }, 1, null);
    expect(found).toMatchObject({ kind: 'missing_line', status: 'open', statementId: null });
  });
});

describe('a comparison', () => {
  it('locks the payouts with something new, and no other: those move meanwhile', async () => {
    const [still, news] = [await books.paid(), await books.paid()];
    const db = books.domain.dataSource;
    await db.query(`insert into comparison (payout_id) values ($1), ($2) on conflict do nothing`, [still.id, news.id]);
    await books.compare();
    await db.query(`update comparison set settled = false where payout_id = any ($1)`, [[still.id, news.id]]);
    await db.query(`update comparison set payout_version = null where payout_id = $1`, [news.id]);
    const [{ newest }] = await db.query(`select max(imported_at) as newest from statement`);
    await db.transaction(async (tx) => {
      const { payoutIds } = await claimUnsettled(tx, newest, FIRST_ID, 500);
      expect(payoutIds).toContain(news.id);
      const free: { id: string }[] = await db.query(
        `select payout_id as id from comparison where payout_id = any ($1) for update skip locked`,
        [[still.id, news.id]],
      );
      expect(free.map(({ id }) => id)).toEqual([still.id]);
    });
  });
});
