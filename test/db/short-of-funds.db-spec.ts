/** Two providers, each with a balance of its own: what a payout does that one of them refuses for lack of funds. */
import { type Attempt, FindPayouts, type Payout, ReleaseFunds, WorkPayouts } from '#libs/payouts';
import { LoadRailFacts, RailFacts } from '#libs/rails';
import { Domain } from '../support/domain.js';
import { createTestDatabase } from '../support/embedded-postgres-database.js';
import { eventually } from '../support/eventually.js';
import { Sandbox } from '../support/sandbox.js';

const ACCOUNT = '9988776655';
const SHORT = 'duitku.bifast';
const ELSEWHERE = 'doku.kirim';
const NO_FUNDS = { kind: 'code', code: '-510', moves: false };
const BALANCE = 10_000_000n;

let sandbox: Sandbox;
let domain: Domain;
let close: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase();
  sandbox = await Sandbox.start();
  const rails = { RAIL_POLICY: 'order', RAIL_ORDER: `${SHORT},duitku.online,duitku.llg,${ELSEWHERE}` };
  domain = await Domain.start(database.url, { ...sandbox.wholeEnvironment, ...rails });
  // Every 5 s it would replace what a test lets the rails know.
  await domain.get(LoadRailFacts).beforeApplicationShutdown();
  close = async () => {
    await domain.stop();
    await sandbox.stop();
    await database.drop();
  };
});
afterAll(() => close());
beforeEach(async () => {
  await domain.dataSource.query(`update payout set due_at = null, waiting_reason = null`);
  await sandbox.reset();
  const pays = { name: 'SUHUT', inquiryCode: '00', transferCode: '00', moves: true, statusCodes: ['00'] };
  await sandbox.control('PUT', `accounts/${ACCOUNT}`, pays);
  await balancesAre({ duitku: BALANCE, doku: BALANCE });
});

/** New readings of balances, in memory and in the database. */
async function balancesAre(balances: Readonly<Record<string, bigint>>): Promise<void> {
  const facts = domain.get(RailFacts);
  const known = new Map(facts.current.balances);
  for (const [provider, available] of Object.entries(balances)) {
    known.set(provider, { available, ledger: null, highest: 2n * BALANCE, askedAt: new Date() });
    await domain.dataSource.query(
      `insert into provider_account (provider, available, highest, balance_at) values ($1, $2, $3, clock_timestamp())
       on conflict (provider) do update set available = excluded.available, balance_at = excluded.balance_at`,
      [provider, available.toString(), (2n * BALANCE).toString()],
    );
  }
  facts.replace({ ...facts.current, balances: known });
}

const refuse = (step: string, code: string) =>
  sandbox.fault({ step, times: 0, action: { kind: 'code', code, moves: false } });

async function attemptsOf({ id }: Payout): Promise<Pick<Attempt, 'rail' | 'result'>[]> {
  return domain.dataSource.query(`select rail, result from attempt where payout_id = $1 order by number`, [id]);
}

async function causesOf({ id }: Payout): Promise<string[]> {
  const events = await domain.get(FindPayouts).events(id);
  return events
    .filter(({ event }) => event === 'rerouted')
    .map(({ detail }) => (detail as { because: string }).because);
}

function waits(id: string): Promise<Payout> {
  return eventually('it waits for funds', async () => {
    await domain.get(WorkPayouts).claimDue();
    const payout = await domain.read(id);
    if (payout.waitingReason !== 'funds') throw new Error(`it is ${payout.status} on ${payout.rail}`);
    return payout;
  });
}

it('it takes no other rail of that provider, but one of another provider that has the money', async () => {
  await sandbox.fault({ step: 'clearing_transfer', times: 0, action: NO_FUNDS });
  const { id } = await domain.create(ACCOUNT, { rail: 'auto' });
  const paid = await domain.workUntil(id, 'succeeded');
  expect(await attemptsOf(paid)).toEqual([
    { rail: SHORT, result: 'refused' },
    { rail: ELSEWHERE, result: 'paid' },
  ]);
});

it('it waits where it was refused when the other provider has no money either', async () => {
  await balancesAre({ doku: 1_000n });
  await sandbox.fault({ step: 'clearing_transfer', times: 0, action: NO_FUNDS });
  const { id } = await domain.create(ACCOUNT, { rail: 'auto' });
  const waiting = await waits(id);
  expect(waiting).toMatchObject({ rail: SHORT, fundsBalance: BALANCE });
  expect(await attemptsOf(waiting)).toEqual([{ rail: SHORT, result: 'refused' }]);
  await balancesAre({ doku: BALANCE });
  expect(await domain.get(ReleaseFunds).release()).toBe(1);
  expect(await domain.workUntil(id, 'succeeded')).toMatchObject({ rail: ELSEWHERE });
});

it.each([
  ['at the inquiry', 'doku_inquiry', '4044211', 'invalid_account'],
  ['at the transfer', 'doku_transfer', '4044311', 'invalid_account'],
  ['for a cause of the other provider', 'doku_inquiry', '4044203', 'bank_not_supported'],
])(
  'a refusal elsewhere %s does not end it: it waits for the money where the rail was right, and is paid there',
  async (_, step, code, because) => {
    await sandbox.fault({ step: 'clearing_transfer', action: NO_FUNDS });
    await refuse(step, code);
    const { id } = await domain.create(ACCOUNT, { rail: 'auto' });
    const waiting = await waits(id);
    expect(waiting).toMatchObject({ status: 'created', rail: SHORT, provider: 'duitku', fundsBalance: BALANCE });
    expect(await causesOf(waiting)).toEqual(['insufficient_funds', because]);
    await balancesAre({ duitku: BALANCE });
    expect(await domain.get(ReleaseFunds).release()).toBe(0);
    await balancesAre({ duitku: BALANCE + 1n });
    expect(await domain.get(ReleaseFunds).release()).toBe(1);
    const paid = await domain.workUntil(id, 'succeeded');
    expect(await attemptsOf(paid)).toMatchObject([
      { rail: SHORT, result: 'refused' },
      ...(step === 'doku_transfer' ? [{ rail: ELSEWHERE, result: 'refused' }] : []),
      { rail: SHORT, result: 'paid' },
    ]);
  },
);

it('a payout that left because the known balance was short returns to wait for it', async () => {
  await refuse('doku_inquiry', '4044211');
  const { id } = await domain.create(ACCOUNT, { rail: 'auto' });
  await domain.workUntil(id, 'succeeded');
  // Chosen while there was money, which was gone when its turn came.
  await sandbox.fault({ step: 'clearing_inquiry', action: { kind: 'drop', when: 'before_answer' } });
  const second = await domain.create(ACCOUNT, { rail: 'auto' });
  await domain.get(WorkPayouts).settled(second.id);
  await balancesAre({ duitku: 1_000n });
  await domain.makeDue(second.id);
  const waiting = await waits(second.id);
  expect(waiting.rail).toBe(SHORT);
  expect(await causesOf(waiting)).toEqual(['short_balance', 'invalid_account']);
});
