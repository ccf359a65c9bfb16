import { eventually } from '../../../../test/support/eventually.js';
import type { Api } from './start-api.js';

/** Everything in the database that a callback could change, as one text. The audit trail is chained when its time comes. */
export async function everything({ dataSource }: Api): Promise<string> {
  const tables: { name: string }[] = await dataSource.query(
    `select tablename as name from pg_tables where schemaname = 'public'
       and tablename not in ('callback_refusal', 'audit_link', 'worker', 'provider_circuit') order by 1`,
  );
  const texts = await Promise.all(
    tables.map(({ name }) => dataSource.query(`select '${name}', t::text from ${name} t order by 2`)),
  );
  return JSON.stringify(texts);
}

/** The same once nothing is under way any more of what callbacks of earlier tests have set going. */
export async function everythingAtRest(api: Api): Promise<string> {
  // What is unmatched is looked at again every ten seconds.
  await api.dataSource.query(`update callback set due_at = null where status = 'unmatched'`);
  await eventually('nothing is under way', async () => {
    // A payout that is asked about is leased for seconds; one that waits is due in an hour, or in days.
    const underWay = await api.dataSource.query(
      `select from callback where status = 'received'
       union all select from payout where due_at < now() + interval '30 min'`,
    );
    return underWay.length === 0;
  });
  return everything(api);
}
