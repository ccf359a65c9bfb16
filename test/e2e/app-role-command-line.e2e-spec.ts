import { randomBytes } from 'node:crypto';
import { DEVELOPMENT_KEYS } from '#libs/platform';
import { type Api, startApi } from '../../apps/api/src/testing/start-api.js';
import { type AppRole, newAppRole } from '../support/app-role.js';
import { CommandLine, type Done } from '../support/command-line.js';
import { newPayout } from '../support/new-payout.js';

/** What everything in these tests is sealed with. */
const OLD_KEY = DEVELOPMENT_KEYS.map(({ number, key }) => `${number}:${key.toString('base64')}`).join();
const NEW_KEY = `2:${randomBytes(32).toString('base64')}`;

let api: Api;
let role: AppRole;
let salur: CommandLine;
beforeAll(async () => {
  api = await startApi();
  role = await newAppRole(api.databaseUrl);
  salur = new CommandLine({
    NODE_ENV: 'test',
    DATABASE_URL: role.url,
    SALUR_OPERATOR: 'fatima',
    DATA_KEYS: `${NEW_KEY},${OLD_KEY}`,
  });
});
afterAll(async () => {
  await api.close();
  await role.drop();
});

async function run(...words: string[]): Promise<Done> {
  const done = await salur.run(...words);
  expect({ words, ...done }).toMatchObject({ words, code: 0 });
  return done;
}

describe('the command line in a container of the service, whose role may not change the schema', () => {
  it('shows, reveals, cancels and resolves payouts (S36)', async () => {
    const { body: open } = await api.create({ confirmation: 'manual' });
    const review = await newPayout(api.dataSource, { status: 'review' });
    for (const words of [
      ['alert', 'list', '--from', '24h'],
      ['payout', 'list', '--waiting', 'funds'],
      ['payout', 'show', open.id, '--evidence', '--reveal'],
      ['payout', 'cancel', open.id],
      ['payout', 'resolve', review, '--failed', '--reason', 'not on the statement', '--yes'],
      ['alert', 'ack', '--before', '1m'],
      ['status'],
    ])
      await run(...words);
  });

  it('manages clients and keys, and stops both (S36)', async () => {
    await run('client', 'create', 'payroll', '--daily-amount', '500000000');
    await run('key', 'create', 'payroll', '--scope', 'payouts:read', '--quiet');
    const { data } = await salur.json<{ data: { id: string }[] }>('key', 'list', 'payroll');
    await run('key', 'rotate', data[0]?.id as string, '--overlap', '1h', '--quiet');
    await run('key', 'revoke', data[0]?.id as string, '--yes');
    await run('client', 'suspend', 'payroll', '--yes');
  });

  it('changes data keys, erases what is old and verifies the trail (S36)', async () => {
    const old = await newPayout(api.dataSource, { status: 'succeeded' });
    await api.dataSource.query(
      `update payout set completed_at = now() - interval '100 days', due_at = null where id = $1`,
      [old],
    );
    expect(await salur.json('data-keys', 'rotate')).toMatchObject({ sealingKey: 2, left: 0 });
    expect(await salur.json('erase', '--older-than', '90d', '--yes')).toMatchObject({ payouts: 1 });
    await run('audit', 'verify');
  });
});
