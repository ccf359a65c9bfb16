import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { CountRefusals } from './count-refusals.js';

let db: DataSource;
let close: () => Promise<void>;
beforeAll(async () => {
  Logger.overrideLogger(false);
  ({ dataSource: db, close } = await openTestDataSource());
});
afterAll(() => close());

const counts = () => db.query(`select path, reason, count from callback_refusal order by path, reason`);

describe('refused callbacks', () => {
  it('are summed up by route and reason, also by several replicas, and written when the service stops', async () => {
    const replicas = [new CountRefusals(db), new CountRefusals(db)];
    for (const replica of replicas) {
      for (let time = 0; time < 3; time += 1) replica.count('some', 'done', 'forged', 'wrong signature');
      replica.count('some', 'done', 'source', 'address not listed');
    }
    expect(await counts()).toEqual([]);
    await Promise.all(replicas.map((replica) => replica.beforeApplicationShutdown()));
    expect(await counts()).toEqual([
      { path: 'done', reason: 'forged', count: '6' },
      { path: 'done', reason: 'source', count: '2' },
    ]);
  });

  it('are kept when they cannot be written', async () => {
    const refusals = new CountRefusals(db);
    refusals.count('some', 'late', 'forged', 'wrong signature');
    await db.query('alter table callback_refusal rename to away');
    await refusals.flush();
    await db.query('alter table away rename to callback_refusal');
    refusals.count('some', 'late', 'forged', 'wrong signature');
    await refusals.flush();
    expect(await counts()).toContainEqual({ path: 'late', reason: 'forged', count: '2' });
    await refusals.flush();
    expect(await counts()).toContainEqual({ path: 'late', reason: 'forged', count: '2' });
  });
});
