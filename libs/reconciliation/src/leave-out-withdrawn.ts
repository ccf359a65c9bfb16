import type { DataSource } from 'typeorm';
import { inTransaction } from '#libs/platform';
import { markCovered, markNamed } from './import-statement.queries.js';
import { judgeUnknownLines, partsOf } from './unknown-lines.js';
import { markFinished, readNamed, readToFinish, type WithdrawnStatement } from './withdraw-statement.queries.js';

const PAYOUTS_PER_PART = 5_000;

/**
 * Marks the payouts that withdrawn statements named or covered, so that they are compared without them, and closes the differences
 * of unknown lines that no other statement has. Each part is short; what a process left over, the next one does.
 */
export async function leaveOutWithdrawn(dataSource: DataSource): Promise<void> {
  const withdrawn = await readToFinish(dataSource.manager);
  for (const statement of withdrawn) await leaveOut(dataSource, statement);
}

async function leaveOut(dataSource: DataSource, statement: WithdrawnStatement): Promise<void> {
  for (const payoutIds of partsOf(await readNamed(dataSource.manager, statement.id), PAYOUTS_PER_PART))
    await inTransaction(dataSource, (tx) => markNamed(tx, payoutIds, statement.clientId));
  let last: string | null = null;
  do {
    const after: string | null = last;
    ({ last } = await inTransaction(dataSource, (tx) =>
      markCovered(tx, statement, 'withdrawn', after, PAYOUTS_PER_PART),
    ));
  } while (last !== null);
  await judgeUnknownLines(dataSource, statement, async () => false);
  await inTransaction(dataSource, (tx) => markFinished(tx, statement.id));
}
