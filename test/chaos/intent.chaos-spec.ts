import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { eventually } from '../support/eventually.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { Service } from '../support/service.js';

let database: TestDatabase;
let witness: Witness;
let sandbox: Sandbox;
let service: Service;

/** Asked by the sandbox whenever a transfer arrives, before it books it: is the intent of just these bytes committed? */
class Witness {
  asked = 0;
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(databaseUrl: string): Promise<Witness> {
    const pool = new pg.Pool({ connectionString: databaseUrl });
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { sha256, disburseId } = JSON.parse(Buffer.concat(chunks).toString());
      witness.asked += 1;
      const { rowCount } = await pool.query(
        `select 1 from attempt join payout on payout.id = attempt.payout_id
         where request_sha256 = $1 and payout.provider_reference = $2 and attempt.result is null and status = 'transferring'`,
        [sha256, disburseId],
      );
      response.writeHead(rowCount === 1 ? 204 : 409).end();
    });
    server.on('close', () => void pool.end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Witness(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
  witness = await Witness.start(database.url);
  sandbox = await Sandbox.start({ SANDBOX_RECEIPT_HOOK: witness.url });
  // The provider books a transfer when the witness has looked, which a busy machine delays: that is no timeout here.
  service = await Service.start(database.url, sandbox, { PROVIDER_TIMEOUT: '30s', NOT_FOUND_AFTER: '1m' });
});
afterAll(async () => {
  await service.stop();
  await sandbox.stop();
  await witness.stop();
  await database.drop();
});

describe('when a transfer reaches the provider', () => {
  it('its intent is already committed, with the hash of the very bytes that arrived', async () => {
    const accounts = [ACCOUNT.paid, ACCOUNT.timesOutThenPaid, ACCOUNT.timesOutThenRefused, ACCOUNT.linkDownThenPaid];
    const created = await Promise.all(
      Array.from({ length: 20 }, (_, index) => service.create(accounts[index % 4] as string)),
    );
    await service.untilAll(
      created.map(({ body }) => body.id),
      'succeeded',
      'failed',
    );
    const { transfers } = await sandbox.books();
    expect(transfers).toHaveLength(20);
    expect(witness.asked).toBe(20);
    expect(transfers.filter((transfer) => transfer.receiptCheck !== 'passed')).toEqual([]);
  });
});

describe('while a provider is being asked', () => {
  it('no transaction is open', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    for (const step of ['inquiry', 'transfer', 'status']) {
      await sandbox.reset();
      const account = step === 'status' ? ACCOUNT.timesOutThenPaid : ACCOUNT.paid;
      await sandbox.fault({ step, action: { kind: 'hold' } });
      const { body } = await service.create(account);
      await sandbox.received(step, 1);
      // Other work begins and ends transactions all the time; one that belongs to the call would stay open as long as it does.
      const { rows: open } = await client.query(
        `select pid, xact_start::text from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`,
      );
      const stillOpen = async () => {
        const { rows } = await client.query(
          `select state, query from pg_stat_activity
           where (pid, xact_start::text) in (select * from unnest($1::int[], $2::text[]))`,
          [open.map(({ pid }) => pid), open.map(({ xact_start }) => xact_start)],
        );
        return rows;
      };
      await eventually(`no transaction is open during the ${step}`, async () => (await stillOpen()).length === 0);
      await sandbox.control('POST', 'release', {});
      await service.until(body.id, 'succeeded');
    }
    await client.end();
  });
});
