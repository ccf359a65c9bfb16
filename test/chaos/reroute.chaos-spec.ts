/** However two providers fail, in whatever order, a payout that may take any rail is paid once at most, and never forgotten. */
import { isFinal, type PayoutStatus } from '#libs/payouts';
import { eventually } from '../support/eventually.js';
import { SEALED } from '../support/new-payout.js';
import type { Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

const PAYOUTS = 60;
/** The same numbers make the same faults. */
const ROUNDS = [20_261_121, 77];

const AUTOMATIC = { RAIL_POLICY: 'order', RAIL_ORDER: 'doku.kirim,duitku.bifast,duitku.online' };

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ SANDBOX_CALLBACK_DELAY: '200' });
});
afterAll(() => stage.close());

/** Numbers from 0 to below 1 that look random and are the same each time. */
function numbersFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Fault = Record<string, unknown> | null;

/** The final result of a status check, in each provider's codes: paid, not paid, unknown to it. */
interface Words {
  readonly paid: readonly string[];
  readonly unpaid: readonly string[];
  readonly unknown: readonly string[];
}
const DOKU_WORDS: Words = { paid: ['03', '00'], unpaid: ['03', '06'], unknown: ['07'] };
const DUITKU_WORDS: Words = { paid: ['TO', '00'], unpaid: ['TO', '76'], unknown: ['-420'] };

const drop = { kind: 'drop', when: 'before_answer' };
const silence = { kind: 'silence' };
const html = { kind: 'raw', status: 502, body: '<html>' };
const code = (refusal: string) => ({ kind: 'code', code: refusal });

/** Everything a transfer may meet; half of it is nothing. */
function transferFaults(refusals: readonly string[], { paid, unpaid, unknown }: Words): readonly Fault[] {
  const unclear = [drop, { ...drop, reset: true }, silence, html].flatMap((action) => [
    { ...action, moves: true, statusCodes: paid },
    { ...action, moves: false, statusCodes: unpaid },
  ]);
  const lost = { ...drop, moves: false, statusCodes: unknown };
  const broken = [...refusals.map(code), ...refusals.map(code), ...unclear, lost];
  return [...broken, ...broken.map(() => null)];
}

const NONE = [null, null, null, null];
/** What may happen at each step: refusals for the provider's reasons and for the payee's, and whatever else. */
const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  doku_inquiry: [...NONE, code('4034220'), code('4044203'), code('4044211'), drop, silence],
  doku_transfer: transferFaults(['4034302', '4034314', '4044303', '4014301', '4044311'], DOKU_WORDS),
  doku_status: [...NONE, drop, html],
  clearing_inquiry: [...NONE, code('-149'), code('-192'), code('TO'), drop],
  clearing_transfer: transferFaults(['-920', '-510', '-149', '-191', '-192'], DUITKU_WORDS),
  inquiry: [...NONE, code('-149'), code('76'), code('LD'), html],
  transfer: transferFaults(['-920', '-510', '-141', '-960', '-192'], DUITKU_WORDS),
  status: [...NONE, drop, html],
};

/** Orders what one account meets: each step has its own fate, most of them more than once. */
async function orderFaults(account: string, next: () => number): Promise<void> {
  const pays = { name: 'SUHUT', inquiryCode: '00', transferCode: '00', moves: true, statusCodes: ['00'] };
  await stage.sandbox.control('PUT', `accounts/${account}`, pays);
  if (next() < 0.2)
    await stage.sandbox.control('PUT', `doku/accounts/${account}`, { statuses: ['00'], ending: 'refunded' });
  for (const [step, faults] of Object.entries(FAULTS)) {
    const action = faults[Math.floor(next() * faults.length)];
    const isQuestion = !step.endsWith('transfer');
    const times = isQuestion ? Math.ceil(next() * 3) : 0;
    if (action) await stage.sandbox.fault({ step, match: { bankAccount: account }, times, action });
  }
}

interface Row {
  readonly id: string;
  readonly account: string;
  readonly status: PayoutStatus;
  readonly reviewReason: string | null;
  readonly waitingReason: string | null;
  readonly hasDueTime: boolean;
  readonly tries: number;
  readonly liveAttempts: number;
}

const rowsOf = async (accounts: readonly string[]): Promise<Row[]> => {
  const accountOf = new Map(accounts.map((account) => [SEALED.destinationHash(account).toString('hex'), account]));
  const rows = await stage.query<Omit<Row, 'account'> & { readonly hash: Buffer }>(
    `select id, destination_hash as hash, status, review_reason as "reviewReason", waiting_reason as "waitingReason",
       due_at is not null as "hasDueTime", tries,
       (select count(*)::int from attempt where payout_id = payout.id and result is null) as "liveAttempts"
     from payout where destination_hash = any($1)`,
    [accounts.map((account) => SEALED.destinationHash(account))],
  );
  return rows.map(({ hash, ...row }) => ({ ...row, account: accountOf.get(hash.toString('hex')) as string }));
};

/** It goes no further by itself: final, with a person, or waiting for funds. */
const rests = ({ status, waitingReason }: Row) =>
  isFinal(status) || status === 'review' || (status === 'created' && waitingReason === 'funds');

/** What must hold of a payout whatever happened to it: never paid twice, called paid just when it is, never forgotten. */
async function breaches({ account, status, reviewReason, hasDueTime, liveAttempts }: Row): Promise<object | null> {
  const { out, back } = await stage.moneyOf(account);
  const net = out - back;
  const holds =
    out <= 1 &&
    (status !== 'succeeded' || net === 1) &&
    (!['failed', 'cancelled', 'created', 'returned'].includes(status) || net === 0) &&
    (status !== 'review' || reviewReason !== null) &&
    (isFinal(status) || hasDueTime) &&
    liveAttempts <= 1;
  return holds ? null : { account, status, out, back, hasDueTime, liveAttempts };
}

describe.each(ROUNDS)('two providers that fail at random (%i), and two replicas of which one is killed', (round) => {
  let survivor: Service;
  afterEach(async () => {
    await stage.endServices();
    await stage.sandbox.reset();
  });

  it('pay every automatic payout once at most; what is called paid is paid, and nothing is forgotten', async () => {
    const next = numbersFrom(round);
    const accounts = Array.from({ length: PAYOUTS }, (_, index) =>
      String(7_700_000_000 + (round % 1000) * 1000 + index),
    );
    for (const account of accounts) await orderFaults(account, next);
    const victim = await stage.start({ ...AUTOMATIC });
    survivor = await stage.start({ ...AUTOMATIC });
    // Killed in the middle of its first wave; a second one finds a single replica.
    const [first, second] = [accounts.slice(0, PAYOUTS / 2), accounts.slice(PAYOUTS / 2)];
    const create = (by: Service) => async (account: string) =>
      expect((await by.create(account, { rail: 'auto' })).status).toBe(201);
    await Promise.all(first.map((account, index) => create(index % 2 === 0 ? victim : survivor)(account)));
    await eventually('some of them are under way', async () => {
      const rows = await rowsOf(first);
      return rows.filter(({ status }) => status !== 'created' && status !== 'inquired').length >= 5;
    });
    await victim.child.end('SIGKILL');
    await Promise.all(second.map(create(survivor)));

    const rows = await eventually('every payout rests', async () => {
      const all = await rowsOf(accounts);
      const open = all.filter((row) => !rests(row));
      if (open.length > 0) throw new Error(JSON.stringify(open.map(({ status, tries }) => [status, tries])));
      return all;
    });
    expect(rows).toHaveLength(PAYOUTS);
    // A refund may come after everything else; it is looked for on the next day, and here right now.
    await Promise.all(rows.map(({ id }) => survivor.call('POST', `/v1/payouts/${id}/check`)));
    const found = await Promise.all((await rowsOf(accounts)).map(breaches));
    expect(found.filter((breach) => breach !== null)).toEqual([]);
    // The faults were such that something happened.
    const events = await stage.query<{ event: string }>(
      `select distinct event from payout_event join payout on payout.id = payout_id where destination_hash = any($1)`,
      [accounts.map((account) => SEALED.destinationHash(account))],
    );
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['rerouted', 'ambiguous', 'paid', 'refused', 'accepted']),
    );
  });
});
