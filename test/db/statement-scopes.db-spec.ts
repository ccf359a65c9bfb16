import { FindStatements } from '#libs/reconciliation';
import { newAttempt, newClient } from '../support/new-payout.js';
import { hours, Reconciliation } from '../support/reconciliation.js';
import type { Row } from '../support/statements.js';

let books: Reconciliation;
/** Two clients. */
let [ayu, budi]: [string, string] = ['', ''];
beforeAll(async () => {
  books = await Reconciliation.open();
  const { dataSource } = books.domain;
  [ayu, budi] = [await newClient(dataSource), await newClient(dataSource)];
});
afterAll(() => books.close());

const refundOf = (row: Row): Row => ({ ...row, type: 'refund', bookedAt: hours(1) });
const stranger = (name: string): Row => ({
  names: { disburseId: name },
  type: 'transfer',
  amount: 1n,
  bookedAt: hours(0),
});

/** What a client reads, by the kind of each. */
const readBy = async (clientId: string) =>
  (await books.domain.get(FindStatements).differences({ clientId }, {}, 100, null)).map(({ kind }) => kind);

describe('a statement that a client imports', () => {
  it('closes nothing of another client: a forged return leaves its payment paid twice', async () => {
    const payout = await books.paid({ clientId: budi });
    await books.take([payout.row, payout.row], { to: hours(2.1) });
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice open']);
    const { statement } = await books.take([refundOf(payout.row)], { to: hours(2.2), clientId: ayu });
    expect(statement).toMatchObject({ lineCount: 1, foreignCount: 1, repeatedCount: 0 });
    await books.compare();
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice open']);
  });

  it('opens nothing of another client, neither by its lines nor by its period', async () => {
    const [paid, failed] = [
      await books.paid({ clientId: budi, sentAt: hours(-20) }),
      await books.paid({ clientId: budi, status: 'failed', sentAt: hours(-20) }),
    ];
    await books.take([], { from: hours(-21), to: hours(-10), clientId: ayu });
    await books.take([failed.row, { ...paid.row, amount: 5n }], { from: hours(-21), to: hours(-9), clientId: ayu });
    await books.compare();
    for (const { id } of [paid, failed]) expect(await books.differencesOf(id)).toEqual([]);
  });

  it('stands in for no line of an operator: the operator imports the same file, and it counts', async () => {
    const payout = await books.paid({ clientId: budi, status: 'failed' });
    await books.take([payout.row, payout.row], { to: hours(2.3), clientId: ayu });
    expect(await books.differencesOf(payout.id)).toEqual([]);
    const { statement } = await books.take([payout.row, payout.row], { to: hours(2.4) });
    expect(statement.repeatedCount).toBe(0);
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice open']);
  });

  it('is compared with its own payouts, in lines and in coverage', async () => {
    const [twice, missing] = [
      await books.paid({ clientId: ayu, sentAt: hours(-40) }),
      await books.paid({ clientId: ayu, sentAt: hours(-40) }),
    ];
    await books.take([twice.row, twice.row], { from: hours(-41), to: hours(-30), clientId: ayu });
    expect(await books.differencesOf(twice.id)).toEqual(['paid_twice open']);
    expect(await books.differencesOf(missing.id)).toEqual(['missing_line open']);
    await books.take([missing.row], { from: hours(-41), to: hours(-29), clientId: ayu });
    expect(await books.differencesOf(missing.id)).toEqual(['missing_line closed agrees']);
  });

  it('closes no difference of its own payouts that a statement of an operator shows', async () => {
    const [twice, missing] = [
      await books.paid({ clientId: ayu, sentAt: hours(-60) }),
      await books.paid({ clientId: ayu, sentAt: hours(-60) }),
    ];
    await books.take([twice.row, twice.row], { from: hours(-61), to: hours(-50) });
    const forged = [refundOf({ ...twice.row, bookedAt: hours(-55) }), missing.row];
    await books.take(
      forged.map((row) => ({ ...row, bookedAt: hours(-55) })),
      {
        from: hours(-61),
        to: hours(-49),
        clientId: ayu,
      },
    );
    expect(await books.differencesOf(twice.id)).toEqual(['paid_twice open']);
    expect(await books.differencesOf(missing.id)).toEqual(['missing_line open']);
  });

  it('does not end the comparison: a statement of an operator that covers its payouts is compared later', async () => {
    const payout = await books.paid({ clientId: ayu, sentAt: hours(-80) });
    await books.take([payout.row], { from: hours(-81), to: hours(-70), clientId: ayu });
    expect(await books.differencesOf(payout.id)).toEqual([]);
    await books.take([], { from: hours(-81), to: hours(-69) });
    expect(await books.differencesOf(payout.id)).toEqual(['missing_line open']);
  });

  it('has unknown lines of its own; the same line in a statement of an operator is another difference', async () => {
    const before = await readBy(ayu);
    const row = stranger('999000111');
    await books.take([row], { to: hours(2.5), clientId: ayu });
    await books.take([row], { to: hours(2.6), clientId: ayu });
    expect(await readBy(ayu)).toEqual(['unknown_line', ...before]);
    expect(await readBy(budi)).not.toContain('unknown_line');
    const { statement } = await books.take([row], { to: hours(2.7) });
    const byOperator = { statementId: statement.id };
    expect(await books.domain.get(FindStatements).differences('operator', byOperator, 10, null)).toMatchObject([
      { kind: 'unknown_line', clientId: null },
    ]);
    expect(await readBy(ayu)).toEqual(['unknown_line', ...before]);
  });

  it('is not named by a difference of another client that its import happens to find', async () => {
    const payout = await books.paid({ clientId: budi, status: 'transferring', sentAt: hours(-100) });
    await books.take([], { from: hours(-101), to: hours(-90) });
    await books.domain.dataSource.transaction(async (tx) => {
      await tx.query(
        `update payout set status = 'succeeded', version = version + 1, proof = 'callback', completed_at = $2 where id = $1`,
        [payout.id, hours(-99)],
      );
      await tx.query(
        `insert into payout_event (payout_id, version, event, from_status, to_status, actor)
         select id, version, 'paid', 'transferring', 'succeeded', 'test' from payout where id = $1`,
        [payout.id],
      );
    });
    await books.take([], { from: hours(-101), to: hours(-89), clientId: ayu });
    const [found] = await books.domain.get(FindStatements).differences('operator', { payoutId: payout.id }, 1, null);
    expect(found).toMatchObject({ kind: 'missing_line', status: 'open', clientId: budi, statementId: null });
  });

  it('is read by that client alone', async () => {
    const { statement } = await books.take([], { to: hours(2.8), clientId: ayu });
    const find = books.domain.get(FindStatements);
    await expect(find.statement({ clientId: budi }, statement.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await find.statement({ clientId: ayu }, statement.id)).toMatchObject({ clientId: ayu });
  });
});

describe('a statement of the release before', () => {
  it('that leans on lines which another client imported keeps them for its payouts, and no other statement does', async () => {
    const [leaning, other] = [
      await books.paid({ clientId: budi, sentAt: hours(-120) }),
      await books.paid({ clientId: budi, sentAt: hours(-140) }),
    ];
    const { dataSource } = books.domain;
    // As that release stored them: a line once, with the first statement that had it.
    const statement = (from: number, repeated: number, clientId: string | null) =>
      dataSource.query(
        `insert into statement (id, provider, client_id, covers_from, covers_to, sha256, line_count, repeated_count, counts, imported_by, imported_at)
         values (gen_random_uuid(), 'duitku', $1, $2, $3, gen_random_uuid(), $4, $4, '{}', 'test', clock_timestamp()) returning id`,
        [clientId, hours(from), hours(from + 10), repeated],
      );
    for (const payout of [leaning, other]) {
      const [{ id }] = await statement(payout === leaning ? -121 : -141, 0, ayu);
      await dataSource.query(
        `insert into statement_line (id, statement_id, number, provider, kind, keys, amount, booked_at, identity, copy, attempt_id, payout_id)
         select gen_random_uuid(), $1, 2, 'duitku', 'paid', $2, 50000, $3, '\\x00', $4, id, payout_id from attempt where payout_id = $5`,
        [id, [`disburseId:${payout.name}`], payout.row.bookedAt, payout === leaning ? 1 : 2, payout.id],
      );
    }
    await statement(-121, 1, null);
    await books.take([], { from: hours(-141), to: hours(-131) });
    await dataSource.query(`insert into comparison (payout_id) values ($1) on conflict do nothing`, [leaning.id]);
    await books.compare();
    expect(await books.differencesOf(leaning.id)).toEqual([]);
    expect(await books.differencesOf(other.id)).toEqual(['missing_line open']);
  });
});

describe('a payout that two providers were asked to pay', () => {
  it('is judged by the statements of both', async () => {
    const payout = await books.paid({ clientId: ayu, rail: 'duitku.online', sentAt: hours(-160) });
    const { dataSource } = books.domain;
    await dataSource.query(`update attempt set result = 'refused', result_at = now() where payout_id = $1`, [
      payout.id,
    ]);
    await newAttempt(dataSource, payout.id, 2, {
      rail: 'doku.kirim',
      sentAt: hours(-160),
      keys: [`sendTrxId:${payout.name}`],
    });
    await books.take([payout.row], { from: hours(-161), to: hours(-150), clientId: ayu });
    await books.take([{ ...payout.row, names: { partnerReferenceNo: payout.name } }], {
      provider: 'doku',
      from: hours(-161),
      to: hours(-150),
    });
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice open']);
  });
});
