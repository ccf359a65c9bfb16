import { request } from 'undici';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/embedded-postgres-database.js';
import { Sandbox } from '../../../../test/support/sandbox.js';
import { API_KEY, Service } from '../../../../test/support/service.js';

const MOST_BYTES = 32 * 1024 * 1024;
const ABOUT = { provider: 'duitku', from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' } as const;

let database: TestDatabase;
let sandbox: Sandbox;
/** A process of its own: in this one every byte of a file takes ten times as long. */
let service: Service;
beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
  service = await Service.start(database.url, sandbox);
});
afterAll(async () => {
  await service.stop();
  await sandbox.stop();
  await database.drop();
});

/** As many bytes of CSV as wanted, in some thousand rows. */
function fileOf(bytes: number): Buffer {
  const header = 'date,disburseId,type,amount,note\n';
  const row = (note: string) => `2026-11-01 12:00:00,1,transfer,50000,${note}\n`;
  const wide = row('x'.repeat(10_000));
  const rows = Math.floor((bytes - header.length - 1_000) / wide.length);
  const file = header + wide.repeat(rows);
  return Buffer.from(file + row('x'.repeat(bytes - file.length - row('').length)));
}

describe('a statement of 32 MB', () => {
  it('is imported', async () => {
    const file = fileOf(MOST_BYTES);
    expect(file).toHaveLength(MOST_BYTES);
    const statement = await service.client.statements.import(ABOUT, file);
    expect(statement).toMatchObject({ provider: 'duitku', lines: statement.linesByKind.paid });
    expect(statement.lines).toBeGreaterThan(3_000);
  });

  it('with one byte more is refused, and other requests are answered meanwhile', async () => {
    const refused = request(`${service.url}/v1/statements?${new URLSearchParams(ABOUT)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'text/csv' },
      body: fileOf(MOST_BYTES + 1),
      reset: true,
    });
    let over = false;
    void refused.finally(() => {
      over = true;
    });
    let answered = 0;
    while (!over) {
      expect((await service.call('GET', '/v1/payouts')).status).toBe(200);
      answered += 1;
    }
    expect(answered).toBeGreaterThan(5);
    const { statusCode, body } = await refused;
    expect([statusCode, await body.json()]).toMatchObject([413, { code: 'payload_too_large' }]);
    const { data } = await service.client.statements.list().page();
    expect(data).toHaveLength(1);
  });
});

describe('a statement of 200,000 rows', () => {
  const rowsOf = (count: number) => `date,disburseId,type,amount\n${'2026-11-01 12:00,1,fee,5\n'.repeat(count)}`;

  it('with one row more is refused', async () => {
    const before = (await service.client.statements.list().page()).data.length;
    await expect(service.client.statements.import(ABOUT, rowsOf(200_001))).rejects.toMatchObject({
      code: 'payload_too_large',
    });
    expect((await service.client.statements.list().page()).data).toHaveLength(before);
  });
});
