import pg from 'pg';
import { eventually } from '../../../../test/support/eventually.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { WAKE_CHANNEL, WakeWorkers } from '../records/workers.js';

describe('waking workers', () => {
  it('is not forgotten by a process that ends at once, and many wishes are one notification', async () => {
    const { dataSource, url, close } = await openTestDataSource();
    const listener = new pg.Client({ connectionString: url });
    try {
      let heard = 0;
      await listener.connect();
      listener.on('notification', () => {
        heard += 1;
      });
      await listener.query(`listen ${WAKE_CHANNEL}`);
      const wake = new WakeWorkers(dataSource);
      wake.wake();
      wake.wake();
      await wake.beforeApplicationShutdown();
      await dataSource.query('select 1');
      await eventually('it is heard', async () => heard > 0);
      await wake.beforeApplicationShutdown();
      await listener.query('select 1');
      expect(heard).toBe(1);
    } finally {
      await listener.end();
      await close();
    }
  });
});
