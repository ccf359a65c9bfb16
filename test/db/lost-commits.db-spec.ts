import { Domain } from '../support/domain.js';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { TcpProxy } from '../support/tcp-proxy.js';

/** The COMMITs of a payout that is paid at once, in order: what its inquiry found, the intent, what came of the transfer. */
const INQUIRY = 0;
const INTENT = 1;
const OUTCOME = 2;

let database: TestDatabase;
let sandbox: Sandbox;

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
});
afterAll(async () => {
  await sandbox.stop();
  await database.drop();
});
beforeEach(() => sandbox.reset());

async function withProxiedDomain(work: (domain: Domain, proxy: TcpProxy) => Promise<void>): Promise<void> {
  const proxy = await TcpProxy.start(database.url);
  const domain = await Domain.start(proxy.url, {
    ...sandbox.environment,
    NOT_FOUND_AFTER: '600ms',
    // The server stays silent on purpose: a second look gives up soon.
    DATABASE_CONNECT_TIMEOUT: '2s',
  });
  try {
    await work(domain, proxy);
  } finally {
    await domain.stop().catch(() => undefined);
    await proxy.close();
  }
}

describe('when a COMMIT, or the response to it, is lost', () => {
  it('after the inquiry, the payout is still paid exactly once', async () => {
    await withProxiedDomain(async (domain, proxy) => {
      proxy.swallowCommit({ after: INQUIRY });
      const { id } = await domain.create(ACCOUNT.paid);
      await domain.workUntil(id, 'succeeded');
      expect(proxy.swallowed).toBe(1);
      expect((await sandbox.books()).totals.transferRequests).toBe(1);
    });
  });

  it('of the intent, a second look finds it and the transfer is sent once', async () => {
    await withProxiedDomain(async (domain, proxy) => {
      proxy.swallowCommit({ after: INTENT });
      const payout = await domain.pay(ACCOUNT.paid);
      expect(payout).toMatchObject({ status: 'succeeded', proof: 'api_reply' });
      expect(proxy.swallowed).toBe(1);
      expect(await domain.alertsOf(payout.id)).toEqual(['commit_unknown']);
      expect((await sandbox.books()).totals.transferRequests).toBe(1);
    });
  });

  it('of the intent, and the server never got it, that intent is not sent: the next one is', async () => {
    await withProxiedDomain(async (domain, proxy) => {
      proxy.swallowCommit({ after: INTENT, beforeServer: true });
      const { id } = await domain.create(ACCOUNT.paid);
      const payout = await domain.workUntil(id, 'succeeded');
      expect(proxy.swallowed).toBe(1);
      expect(payout).toMatchObject({ proof: 'api_reply' });
      expect((await sandbox.books()).totals).toMatchObject({ transferRequests: 1, movedCount: 1 });
      const [{ attempts }] = await domain.dataSource.query(
        `select count(*)::int as attempts from attempt where payout_id = $1`,
        [id],
      );
      expect(attempts).toBe(1);
    });
  });

  it('of the intent, and no second look is possible, the transfer is not sent', async () => {
    let id = '';
    await withProxiedDomain(async (domain, proxy) => {
      proxy.swallowCommit({ after: INTENT, thenSilent: true });
      id = (await domain.create(ACCOUNT.paid)).id;
      await sandbox.received('inquiry', 1);
      await domain.stop();
      expect(proxy.swallowed).toBe(1);
    });
    expect((await sandbox.books()).totals.transferRequests).toBe(0);

    const later = await Domain.start(database.url, { ...sandbox.environment, NOT_FOUND_AFTER: '600ms' });
    expect(await later.read(id)).toMatchObject({ status: 'transferring' });
    expect(await later.workUntil(id, 'review')).toMatchObject({ reviewReason: 'not_found' });
    expect((await sandbox.books()).totals.transferRequests).toBe(0);
    await later.stop();
  });

  it('of the result, the status check proves it and nothing is sent again', async () => {
    await withProxiedDomain(async (domain, proxy) => {
      proxy.swallowCommit({ after: OUTCOME });
      const { id } = await domain.create(ACCOUNT.paid);
      await domain.workUntil(id, 'succeeded');
      expect(proxy.swallowed).toBe(1);
      expect((await sandbox.books()).totals.transferRequests).toBe(1);
    });
  });
});
