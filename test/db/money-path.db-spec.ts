import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CreatePayout, FindPayouts, type Payout, PayoutsModule, WaitForRest, WorkPayouts } from '#libs/payouts';
import { dataSourceOptions } from '#libs/platform';
import { readConfiguration } from '#libs/providers';
import { RailDirectory } from '#libs/rails';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { newClient } from '../support/new-payout.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { ALL_ENTITIES } from '../support/test-data-source.js';

let database: TestDatabase;
let sandbox: Sandbox;
let app: INestApplicationContext;
let clientId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
  const { settings, startProviders } = readConfiguration({
    NODE_ENV: 'test',
    STATUS_CHECK_DELAYS: '50ms,50ms,100ms',
    NOT_FOUND_AFTER: '600ms',
    ...sandbox.environment,
  });
  app = await NestFactory.createApplicationContext(
    {
      module: class TestModule {},
      imports: [
        TypeOrmModule.forRoot(
          dataSourceOptions({ url: database.url, poolSize: 8, applicationName: 'test' }, ALL_ENTITIES),
        ),
        PayoutsModule.register(settings, new RailDirectory(startProviders())),
      ],
    },
    { logger: false },
  );
  clientId = await newClient(app.get(DataSource));
});
afterAll(async () => {
  await app.close();
  await sandbox.stop();
  await database.drop();
});

async function pay(accountNumber: string): Promise<Payout> {
  const { payout } = await app.get(CreatePayout).run(
    {
      reference: randomUUID(),
      amount: 50_000n,
      rail: 'auto',
      destination: { type: 'bank_account', bankCode: '014', accountNumber, accountHolderName: null },
      purpose: null,
      sender: null,
      confirmation: 'automatic',
      metadata: {},
    },
    { clientId, actor: 'client:test', idempotencyKey: randomUUID(), waitMs: 0 },
  );
  return app.get(WaitForRest).run(payout.id, 5_000);
}

/** Works on what is due until the payout has a wished status. */
async function workUntil(id: string, status: string): Promise<Payout> {
  for (let look = 0; look < 200; look += 1) {
    await app.get(WorkPayouts).claimDue();
    const payout = await app.get(FindPayouts).byId(id);
    if (payout.status === status) return payout;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`still ${(await app.get(FindPayouts).byId(id)).status}`);
}

describe('a payout by Transfer Online', () => {
  it('is paid, once, and says what proves it', async () => {
    const payout = await pay(ACCOUNT.paid);
    expect(payout).toMatchObject({ status: 'succeeded', proof: 'api_reply', accountName: 'Test Account' });
    expect(
      (await sandbox.books()).transfers.filter((transfer) => transfer.disburseId === payout.providerReference),
    ).toHaveLength(1);
  });

  it('fails at the inquiry when the account is wrong, and nothing is sent', async () => {
    const before = await sandbox.countOf('transfer');
    expect(await pay(ACCOUNT.wrong)).toMatchObject({
      status: 'failed',
      failureCode: 'invalid_account',
      proof: 'api_reply',
    });
    expect(await sandbox.countOf('transfer')).toBe(before);
  });

  it('is pending after TO, and succeeds when the status check says so', async () => {
    const payout = await pay(ACCOUNT.timesOutThenPaid);
    expect(payout).toMatchObject({ status: 'pending', pendingReason: 'ambiguous' });
    expect(await workUntil(payout.id, 'succeeded')).toMatchObject({ proof: 'status_check' });
  });

  it('is pending after 68, and fails when the status check says so', async () => {
    const payout = await pay(ACCOUNT.timesOutThenRefused);
    expect(payout).toMatchObject({ status: 'pending', pendingReason: 'ambiguous' });
    expect(await workUntil(payout.id, 'failed')).toMatchObject({
      proof: 'status_check',
      failureCode: 'invalid_account',
    });
  });

  it('fails when the provider itself says that it did not start', async () => {
    expect(await pay(ACCOUNT.insufficientFunds)).toMatchObject({ status: 'failed', failureCode: 'insufficient_funds' });
  });

  it('goes to review when the provider keeps not knowing it, and is never sent again', async () => {
    const payout = await pay(ACCOUNT.neverRecorded);
    expect(payout.status).toBe('pending');
    expect(await workUntil(payout.id, 'review')).toMatchObject({ reviewReason: 'not_found' });
    expect(
      (await sandbox.books()).transfers.filter((transfer) => transfer.disburseId === payout.providerReference),
    ).toHaveLength(1);
  });
});
