import pg from 'pg';
import { type Payout, Salur } from '#libs/api-client';
import { ageAttempts } from '../support/age-attempts.js';
import { CommandLine } from '../support/command-line.js';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { eventually, PATIENT_MS } from '../support/eventually.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { Service } from '../support/service.js';

const HOUR_MS = 3_600_000;
const FROM = new Date(Date.now() - 24 * HOUR_MS).toISOString();
/** Each file has another period, so that none is the same again. */
let file = 0;
const nextPeriod = () => {
  file += 1;
  return { from: FROM, to: new Date(Date.now() - 60_000 + file).toISOString() };
};
/** When the payments of this story were booked, in Jakarta: neither at the start of a minute nor in the period's last hour. */
const bookedAt = (minutes: number) => {
  const time = Math.floor(Date.now() / 60_000) * 60_000 - 5 * HOUR_MS + minutes * 60_000 + 7_000;
  return new Date(time + 7 * HOUR_MS).toISOString().slice(0, 19).replace('T', ' ');
};

let database: TestDatabase;
let sandbox: Sandbox;
let replicas: readonly [Service, Service];
let salur: CommandLine;
beforeAll(async () => {
  [database, sandbox] = await Promise.all([createTestDatabase(), Sandbox.start()]);
  const first = await Service.start(database.url, sandbox);
  replicas = [first, await first.startAnother()];
  salur = new CommandLine({ NODE_ENV: 'test', DATABASE_URL: database.url, SALUR_OPERATOR: 'fatima' });
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await sandbox.stop();
  await database.drop();
});

const SCOPES = ['payouts:create', 'payouts:read', 'reconciliation:read', 'reconciliation:edit'] as const;

/** A client that calls both replicas. */
async function newClient(name: string) {
  const [{ client: admin }] = replicas;
  const { id } = await admin.clients.create({ name });
  const { key } = await admin.keys.create(id, { scopes: [...SCOPES] });
  return replicas.map(({ url }) => new Salur({ baseUrl: url, apiKey: key, repeatForMs: 0 })) as [Salur, Salur];
}

/** A payout of five hours ago that was paid through the sandbox. */
async function paidLongAgo({ payouts }: Salur): Promise<Payout> {
  const destination = { type: 'bank_account' as const, bankCode: '014', accountNumber: ACCOUNT.paid };
  const { id } = await payouts.create({
    reference: `INV-${Math.random()}`,
    amount: 50_000,
    destination,
    rail: 'duitku.online',
  });
  const payout = await eventually(
    'it is paid',
    async () => {
      const read = await payouts.get(id);
      return read.status === 'succeeded' && read;
    },
    PATIENT_MS,
  );
  await ageAttempts(database.url, id, '5 hours');
  const db = new pg.Client({ connectionString: database.url });
  await db.connect();
  await db.query(`update payout set completed_at = completed_at - interval '5 hours' where id = $1`, [id]);
  await db.end();
  return payout;
}

type Row = readonly [time: string, payout: Payout, type?: string];
const csv = (rows: readonly Row[]) =>
  `date,disburseId,type,amount\n${rows.map(([time, { providerReference }, type = 'transfer']) => `${time},${providerReference},${type},50000\n`).join('')}`;

/** The whole account, by an operator at the command line. @returns the statement */
async function importByOperator(text: string, ...options: string[]): Promise<{ id: string }> {
  const { from, to } = nextPeriod();
  const words = ['statement', 'import', 'duitku', '-', '--from', from, '--to', to, ...options, '--format', 'json'];
  const { code, stdout, stderr } = await salur.runOn(text, ...words);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
const importByClient = (client: Salur, rows: readonly Row[]) =>
  client.statements.import({ provider: 'duitku', ...nextPeriod() }, csv(rows));

/** What a client reads of its payouts: `paid_twice open`. */
const differencesOf = async ({ differences }: Salur) =>
  (await differences.list().page()).data.map(({ kind, status }) => `${kind} ${status}`).sort();

it('two clients, two replicas and an operator: each statement says only what it may, in every form, and can be withdrawn', async () => {
  const [[ayuAtFirst, ayuAtSecond], [budiAtFirst, budiAtSecond]] = [await newClient('ayu'), await newClient('budi')];
  const [twice, once] = [await paidLongAgo(budiAtFirst), await paidLongAgo(budiAtSecond)];
  const own = await paidLongAgo(ayuAtFirst);
  const whole: Row[] = [
    [bookedAt(0), twice],
    [bookedAt(0), twice],
    [bookedAt(1), once],
    [bookedAt(2), own],
  ];
  await importByOperator(csv(whole));
  expect(await differencesOf(budiAtSecond)).toEqual(['paid_twice open']);

  // A client forges a return of another's payment, and a period without rows, at either replica.
  const forged = await importByClient(ayuAtFirst, [[bookedAt(3), twice, 'refund']]);
  expect(forged).toMatchObject({ lines: 1, foreignLines: 1 });
  await importByClient(ayuAtSecond, []);
  expect(await differencesOf(budiAtSecond)).toEqual(['paid_twice open']);
  expect(await differencesOf(budiAtFirst)).toEqual(['paid_twice open']);
  expect(await differencesOf(ayuAtFirst)).toEqual([]);

  // The same rows as a spreadsheet saves them, without seconds, in another order and with semicolons.
  const saved = csv(whole.map(([time, ...row]) => [time.slice(0, 16), ...row] as const).reverse() as Row[]).replaceAll(
    ',',
    ';',
  );
  expect(await importByOperator(saved)).toMatchObject({ lines: 4, repeatedLines: 4 });
  expect(await differencesOf(budiAtSecond)).toEqual(['paid_twice open']);

  // Closed at one replica; a third payment that the other hears of opens it again.
  const [difference] = (await budiAtSecond.differences.list().page()).data;
  await budiAtSecond.differences.close(difference?.id as string, { reason: 'given back by hand' });
  await importByOperator(csv(whole));
  expect(await differencesOf(budiAtFirst)).toEqual(['paid_twice closed']);
  const third = await importByOperator(csv([...whole, [bookedAt(4), twice]]));
  expect(await budiAtFirst.differences.get(difference?.id as string)).toMatchObject({
    status: 'open',
    found: { paid: 3 },
    closedBefore: [{ reason: 'given back by hand', found: { paid: 2 } }],
  });

  // The file of another account: withdrawn, its payment is gone, and what the others show stays.
  const withdrawn = await salur.run('statement', 'withdraw', third.id, '--reason', 'another account', '--yes');
  expect(withdrawn).toMatchObject({ code: 0 });
  const { found } = await budiAtSecond.differences.get(difference?.id as string);
  expect(found).toMatchObject({ paid: 2 });
  for (const { id } of [twice, once]) expect((await budiAtFirst.payouts.get(id)).status).toBe('succeeded');
  expect((await ayuAtSecond.payouts.get(own.id)).status).toBe('succeeded');
}, 120_000);
