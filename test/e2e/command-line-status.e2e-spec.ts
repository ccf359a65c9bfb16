import { type Api, startApi } from '../../apps/api/src/testing/start-api.js';
import { CommandLine } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { newPayout } from '../support/new-payout.js';

let api: Api;
let salur: CommandLine;
beforeAll(async () => {
  api = await startApi();
  salur = new CommandLine({ NODE_ENV: 'test', DATABASE_URL: api.databaseUrl, SALUR_OPERATOR: 'fatima' });
});
afterAll(() => api.close());

describe('salur status', () => {
  it('exits 0 while no person has to look, and shows the service', async () => {
    const { code, stdout, stderr } = await salur.run('status');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('WORKERS   1 alive');
    expect(stdout).toContain('No person has to look.');
    expect(stdout).not.toContain('secret');
  });

  it('exits 1 with a line for each cause, and counts what waits by where it stands', async () => {
    const review = { status: 'review', amount: 70_000n, reviewSince: new Date() } as const;
    await newPayout(api.dataSource, review);
    await newPayout(api.dataSource, review);
    await api.dataSource.query(
      `insert into provider_circuit (provider, silences, opened_at) values ('duitku', 9, now() - interval '1 h')`,
    );
    const { code, stdout, stderr } = await eventually('the causes are there', async () => {
      const done = await salur.run('status');
      return done.code === 1 ? done : null;
    });
    expect([code, stderr]).toEqual([1, 'salur: a person should look: provider_away, review\n']);
    expect(stdout).toContain('- review: 2 payouts of Rp140,000 together are in review');
    const json = await salur.run('status', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      needsPerson: true,
      causes: [{ code: 'provider_away' }, { code: 'review' }],
      payouts: [{ standing: 'needs_person', count: 2, amount: 140_000 }],
      workers: [{ kind: 'inline', alive: true }],
    });
  });
});
