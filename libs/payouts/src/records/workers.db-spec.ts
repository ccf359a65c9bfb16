import pg from 'pg';
import { eventually } from '../../../../test/support/eventually.js';
import { openTestDataSource } from '../../../../test/support/test-data-source.js';
import { WAKE_CHANNEL, WakeWorkers } from '../records/workers.js';

describe('waking workers', () => {
  it('survives a process that ends at once, and combines many requests into one notification', async () => {
    const { dataSource, url, close } = await openTestDataSource();
    const listener = new pg.Client({ connectionString: url });
    try {
      let received = 0;
      await listener.connect();
      listener.on('notification', () => {
        received += 1;
      });
      await listener.query(`listen ${WAKE_CHANNEL}`);
      const wake = new WakeWorkers(dataSource);
      wake.wake();
      wake.wake();
      await wake.beforeApplicationShutdown();
      await dataSource.query('select 1');
      await eventually('the notification arrives', async () => received > 0);
      await wake.beforeApplicationShutdown();
      await listener.query('select 1');
      expect(received).toBe(1);
    } finally {
      await listener.end();
      await close();
    }
  });
});
