import { hours, Reconciliation } from '../support/reconciliation.js';

const MIGRATION = 'StatementScopes1795530000000';

let books: Reconciliation;
beforeAll(async () => {
  books = await Reconciliation.open();
});
afterAll(() => books.close());

async function undoUntilBefore(name: string): Promise<void> {
  for (;;) {
    const [last] = await query('select name from migration order by id desc limit 1');
    await books.domain.dataSource.undoLastMigration();
    if (last?.name === name) return;
  }
}

const query = (sql: string, parameters: unknown[] = []): Promise<Record<string, string>[]> =>
  books.domain.dataSource.query(sql, parameters);

const OLD_COLUMNS = {
  statement:
    'id, provider, client_id, covers_from, covers_to, sha256, line_count, repeated_count, counts, imported_by, imported_at',
  statement_line:
    'id, statement_id, number, provider, kind, keys, amount, fee, booked_at, identity, copy, attempt_id, payout_id',
  difference:
    'id, key, kind, provider, client_id, payout_id, line_id, statement_id, expected, found, status, found_at, closed_at, closed_because, closed_by, reason',
} as const;
const rowsOf = async () =>
  Promise.all(
    Object.entries(OLD_COLUMNS).map(([table, columns]) => query(`select ${columns} from ${table} order by id`)),
  );

/** As the release before stored a file, of which it had judged the lines by its own rules. */
async function oldStatement(
  clientId: string | null,
  rows: readonly (readonly [string, string, Date])[],
): Promise<void> {
  const [statement] = await query(
    `insert into statement (id, provider, client_id, covers_from, covers_to, sha256, line_count, repeated_count, counts, imported_by, imported_at)
     values (gen_random_uuid(), 'duitku', $1, $2, $3, gen_random_uuid(), $4, 0, '{}', 'test', clock_timestamp()) returning id`,
    [clientId, hours(-1), hours(24), rows.length],
  );
  for (const [place, [payoutId, kind, bookedAt]] of rows.entries())
    await query(
      `insert into statement_line (id, statement_id, number, provider, kind, keys, amount, booked_at, identity, copy, attempt_id, payout_id)
       select gen_random_uuid(), $1, $2, 'duitku', $3, '{}', 50000, $4, decode(md5(random()::text), 'hex'), 1, id, payout_id
       from attempt where payout_id = $5`,
      [statement?.id, place + 2, kind, bookedAt, payoutId],
    );
}

async function oldDifference(payoutId: string, columns: string, values: string): Promise<void> {
  await query(
    `insert into difference (id, key, kind, provider, client_id, payout_id, expected, found, ${columns})
     select gen_random_uuid(), 'paid_twice:' || id, 'paid_twice', 'duitku', client_id, id, '{}', '{"paid": 2, "returned": 0, "refused": 0}', ${values}
     from payout where id = $1`,
    [payoutId],
  );
  await query(
    `insert into comparison (payout_id, payout_version, settled) select id, version, true from payout where id = $1`,
    [payoutId],
  );
}

describe('the migration to statements with a scope', () => {
  it('keeps statements, lines and differences, up and down, and has them judged by the new rules', async () => {
    const [inTwoForms, forged, closed] = [await books.paid(), await books.paid(), await books.paid()];
    const [other] = await query(`select client_id as id from payout where id = $1`, [(await books.paid()).id]);
    await undoUntilBefore(MIGRATION);
    const [exact, coarse] = [new Date(hours(0).getTime() + 7_000), hours(0)];
    await oldStatement(null, [
      [inTwoForms.id, 'paid', exact],
      [forged.id, 'paid', exact],
      [forged.id, 'paid', hours(1)],
      [closed.id, 'paid', exact],
      [closed.id, 'paid', hours(1)],
    ]);
    await oldStatement(null, [[inTwoForms.id, 'paid', coarse]]);
    await oldStatement(other?.id ?? null, [[forged.id, 'returned', hours(2)]]);
    await oldDifference(inTwoForms.id, 'status', `'open'`);
    await oldDifference(forged.id, 'status, closed_at, closed_because', `'closed', now(), 'agrees'`);
    await oldDifference(
      closed.id,
      'status, closed_at, closed_because, closed_by, reason',
      `'closed', now(), 'person', 'key:7', 'given back'`,
    );
    const before = await rowsOf();
    await books.domain.dataSource.runMigrations();
    expect(await rowsOf()).toEqual(before);
    await undoUntilBefore(MIGRATION);
    expect(await rowsOf()).toEqual(before);
    await books.domain.dataSource.runMigrations();

    await books.compare();
    expect(await books.differencesOf(inTwoForms.id)).toEqual(['paid_twice closed agrees']);
    expect(await books.differencesOf(forged.id)).toEqual(['paid_twice open']);
    expect(await books.differencesOf(closed.id)).toEqual(['paid_twice closed person']);
  });
});
