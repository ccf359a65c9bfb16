import { randomUUID } from 'node:crypto';
import { newId } from '#libs/platform';
import { newPayout } from '../../../../test/support/new-payout.js';
import type { Answer, Api } from './start-api.js';

/** Writes a difference of a client's payout, as comparing it would. */
export async function newDifference({ dataSource }: Api, clientId: string): Promise<string> {
  const id = newId();
  const payoutId = await newPayout(dataSource, { clientId, status: 'succeeded' });
  await dataSource.query(
    `insert into difference (id, key, kind, provider, client_id, payout_id, expected, found)
     values ($1, 'missing_line:' || $2::text, 'missing_line', 'duitku', $3, $2::uuid,
       '{"status": "succeeded", "amount": "50000"}', '{"paid": 0, "returned": 0, "refused": 0, "newestLine": null}')`,
    [id, payoutId, clientId],
  );
  return id;
}

export const STATEMENT_PATH =
  '/v1/statements?provider=duitku&from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z&columns=disburseId=ID';

/** A file like no other, with one row of a transfer that nobody knows. */
export function newStatementFile(): string {
  return `date,ID,type,amount\n2026-11-01 12:00:00,${randomUUID()},transfer,50000\n`;
}

/** @param file what it has; the same again is the same statement */
export function importStatement(api: Api, file = newStatementFile(), key?: string): Promise<Answer> {
  return api.call(STATEMENT_PATH, { method: 'POST', key, body: file, headers: { 'content-type': 'text/csv' } });
}
