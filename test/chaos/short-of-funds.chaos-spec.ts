/** Two replicas, two providers: one has no money, the other refuses the accounts. Nothing fails, nothing is sent where money lacked, and each is paid once. */
import { eventually } from '../support/eventually.js';
import type { PayoutBody, Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

const PAYOUTS = 20;
const [RIGHT, SAME_BALANCE, ELSEWHERE] = ['duitku.bifast', 'duitku.online', 'doku.kirim'];
const ENVIRONMENT = {
  RAIL_POLICY: 'order',
  RAIL_ORDER: `${RIGHT},${SAME_BALANCE},${ELSEWHERE}`,
  // As often as it may be read.
  BALANCE_REFRESH: '10s',
  FUNDS_WAIT: '10m',
};
const ACCOUNTS = Array.from({ length: PAYOUTS }, (_, index) => String(8_800_000_000 + index));

let stage: Stage;
let replicas: Service[];
beforeAll(async () => {
  stage = await Stage.open();
  replicas = await Promise.all([stage.start(ENVIRONMENT), stage.start(ENVIRONMENT)]);
});
afterAll(() => stage.close());

async function attemptsOf(id: string): Promise<string[]> {
  const rows = await stage.query<{ rail: string; result: string | null }>(
    `select rail, result from attempt where payout_id = $1 order by number`,
    [id],
  );
  return rows.map(({ rail, result }) => `${rail} ${result}`);
}

/** Reads all payouts, from the replicas in turn, until each of them is as it has to be. */
function until(what: string, isSo: (payout: PayoutBody) => boolean, ids: readonly string[]): Promise<PayoutBody[]> {
  return eventually(what, async () => {
    const all = await Promise.all(ids.map((id, index) => (replicas[index % 2] as Service).read(id)));
    const other = all.find((payout) => !isSo(payout));
    if (other !== undefined) throw new Error(`${other.id} is ${other.status} on ${other.rail}`);
    return all;
  });
}

it('they wait where only the money was missing, and are paid there when it comes', async () => {
  for (const account of ACCOUNTS) {
    const pays = { name: 'SUHUT', inquiryCode: '00', transferCode: '00', moves: true, statusCodes: ['00'] };
    await stage.sandbox.control('PUT', `accounts/${account}`, pays);
  }
  await stage.sandbox.fault({
    step: 'clearing_transfer',
    times: 0,
    action: { kind: 'code', code: '-510', moves: false },
  });
  await stage.sandbox.fault({
    step: 'doku_transfer',
    times: 0,
    action: { kind: 'code', code: '4044311', moves: false },
  });
  const created = await Promise.all(
    ACCOUNTS.map((account, index) => (replicas[index % 2] as Service).create(account, { rail: 'auto' })),
  );
  const ids = created.map(({ body }) => body.id);
  const waiting = await until('all wait for funds', ({ waiting }) => waiting?.reason === 'funds', ids);
  expect(new Set(waiting.map(({ rail, status }) => `${rail} ${status}`))).toEqual(new Set([`${RIGHT} created`]));
  for (const id of ids) expect(await attemptsOf(id)).toEqual([`${RIGHT} refused`, `${ELSEWHERE} refused`]);

  await stage.sandbox.control('DELETE', 'faults');
  await stage.sandbox.control('POST', 'balance', { effectiveBalance: 2_000_000_000_000, provider: 'duitku' });
  const paid = await until('all are paid', ({ status }) => status === 'succeeded', ids);
  expect(new Set(paid.map(({ rail }) => rail))).toEqual(new Set([RIGHT]));
  for (const account of ACCOUNTS) expect((await stage.moneyOf(account)).out).toBe(1);
  expect(await stage.query(`select from attempt where rail = $1`, [SAME_BALANCE])).toEqual([]);
});
