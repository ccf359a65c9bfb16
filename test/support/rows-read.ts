import type { DataSource } from 'typeorm';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** What runs SQL, for what is measured. */
interface Sql {
  // biome-ignore lint/suspicious/noExplicitAny: rows as TypeORM returns them
  query(sql: string, parameters?: unknown[]): Promise<any>;
}

/**
 * How many rows of `payout` the statements of `run` read, those included that a filter leaves out. They run, and get no rows.
 *
 * @throws when one of them reads the whole table
 */
export async function rowsRead(db: DataSource, run: (explaining: Sql) => Promise<unknown>): Promise<number> {
  let read = 0;
  await run({
    query: async (sql, parameters) => {
      const [{ 'QUERY PLAN': plan }] = await db.query(`explain (analyze, format json) ${sql}`, parameters);
      for (const scan of scansOf(plan[0].Plan)) {
        if (scan['Node Type'] === 'Seq Scan') throw new Error('it reads the whole table');
        read += scan['Actual Loops'] * (scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0));
      }
      return [];
    },
  });
  return read;
}

function scansOf(node: PlanNode): PlanNode[] {
  const own = node['Relation Name'] === 'payout' && node['Node Type'].includes('Scan') ? [node] : [];
  return [...own, ...(node.Plans ?? []).flatMap(scansOf)];
}
