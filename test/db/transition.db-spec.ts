import type { DataSource } from 'typeorm';
import {
  claimOne,
  NO_FINDINGS,
  PAYOUT_MOVED,
  Payout,
  type PayoutMoved,
  payoutOf,
  payoutView,
  release,
  transition,
  viewOfSnapshot,
  want,
} from '#libs/payouts';
import { inTransaction, newId } from '#libs/platform';
import { newClient, newPayout, SEALED, VAULT } from '../support/new-payout.js';
import { openTestDataSource } from '../support/test-data-source.js';

let db: DataSource;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ dataSource: db, close } = await openTestDataSource());
});
afterAll(() => close());

const read = (id: string) => db.getRepository(Payout).findOneByOrFail({ id });
const claimed = async (id: string) => payoutOf(db, (await claimOne(db, await read(id), 60_000)) ?? {});
const CANCEL = { event: 'cancelled', actor: 'client:test', by: { lease: 'not_needed' }, dueInMs: null } as const;
const INQUIRED = {
  event: 'inquiry_passed',
  actor: 'salur',
  by: { lease: 'ended' },
  dueInMs: 1_000,
  set: { accountNameSealed: Buffer.from('sealed') },
} as const;

async function newEndpoint(clientId: string, event: string, status = 'enabled'): Promise<void> {
  await db.query(
    `insert into webhook_endpoint (id, client_id, url, events, secret_sealed, status)
     values ($1, $2, 'https://receiver.invalid', $3, '', $4)`,
    [newId(), clientId, [event], status],
  );
}

describe('transition', () => {
  it('writes status, history and outbox together, and returns the payout as it now is', async () => {
    const clientId = await newClient(db);
    await newEndpoint(clientId, 'payout.inquired');
    const id = await newPayout(db, { clientId });
    const result = await inTransaction(db, async (tx) =>
      transition(tx, await read(id), { ...INQUIRED, detail: { code: '00' } }),
    );
    const stored = await read(id);
    expect(result).toEqual({ kind: 'moved', payout: stored });
    expect(stored).toMatchObject({
      status: 'inquired',
      version: 2,
      accountNameSealed: Buffer.from('sealed'),
      tries: 0,
    });
    const history = await db.query(
      `select version, event, from_status, to_status, actor, detail from payout_event where payout_id = $1 order by version`,
      [id],
    );
    expect(history[1]).toEqual({
      version: 2,
      event: 'inquiry_passed',
      from_status: 'created',
      to_status: 'inquired',
      actor: 'salur',
      detail: { code: '00' },
    });
    const [announced, ...more] = await db.query(
      `select version, type, client_id as "clientId", snapshot from outbox where payout_id = $1`,
      [id],
    );
    expect(more).toEqual([]);
    expect(announced).toMatchObject({ version: 2, type: 'payout.inquired', clientId });
    const people = SEALED.knownOf({ ...stored, accountNameSealed: null });
    const settings = { twoPeopleFrom: null, defaultLanguage: 'en' } as const;
    const beside = { standing: { kind: 'ready' }, findings: NO_FINDINGS, proposal: null, twoPeopleFrom: null } as const;
    expect(viewOfSnapshot({ ...announced.snapshot, account_name_sealed: null }, VAULT, settings)).toEqual(
      payoutView(stored, people, { numbers: 'masked', language: 'en', beside, warnings: [] }),
    );
  });

  it('writes nothing into the outbox for an event that no enabled endpoint of the client receives', async () => {
    const clientId = await newClient(db);
    await newEndpoint(clientId, 'payout.failed');
    await newEndpoint(await newClient(db), 'payout.inquired');
    await newEndpoint(clientId, 'payout.inquired', 'deleted');
    const id = await newPayout(db, { clientId });
    await inTransaction(db, async (tx) => transition(tx, await read(id), INQUIRED));
    expect(await read(id)).toMatchObject({ status: 'inquired' });
    expect(await db.query(`select 1 from outbox where payout_id = $1`, [id])).toEqual([]);
  });

  it('lets exactly one of many simultaneous moves win', async () => {
    const id = await newPayout(db);
    const payout = await read(id);
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        inTransaction(db, (tx) => transition(tx, payout, index % 2 ? CANCEL : INQUIRED)),
      ),
    );
    expect(results.map((result) => result.kind).sort()).toEqual([...Array(7).fill('lost'), 'moved']);
    expect((await read(id)).version).toBe(2);
  });

  it('rejects a worker whose lease another process has taken over', async () => {
    const id = await newPayout(db);
    const stale = await read(id);
    await db.query(`update payout set fence = fence + 1 where id = $1`, [id]);
    expect(await inTransaction(db, (tx) => transition(tx, stale, INQUIRED))).toEqual({ kind: 'lost' });
    expect((await read(id)).status).toBe('created');
  });

  it('by a command takes no lease away: the worker that holds one loses by the version, and ends it', async () => {
    const id = await newPayout(db);
    const held = await claimed(id);
    const moved = await inTransaction(db, (tx) => transition(tx, held, CANCEL));
    expect(moved).toMatchObject({ kind: 'moved', payout: { fence: held.fence, leasedUntil: held.leasedUntil } });
    expect(await inTransaction(db, (tx) => transition(tx, held, INQUIRED))).toEqual({ kind: 'lost' });
    await release(db, held);
    expect(await read(id)).toMatchObject({ status: 'cancelled', fence: held.fence, leasedUntil: null });
  });

  it('of a worker waits for what came in since it claimed the payout, if the move asks for that', async () => {
    const id = await newPayout(db);
    const held = await claimed(id);
    await want(db, [id]);
    const decided = { ...CANCEL, by: { lease: 'ended' }, unlessWanted: true } as const;
    expect(await inTransaction(db, (tx) => transition(tx, held, decided))).toEqual({ kind: 'lost' });
    expect(await inTransaction(db, (tx) => transition(tx, held, INQUIRED))).toMatchObject({ kind: 'moved' });
    // What wanted it is served at once, by the next claim.
    const { dueAt, wantedAt } = await read(id);
    expect(wantedAt).not.toBeNull();
    expect(dueAt?.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('takes an event that names the present status for a duplicate', async () => {
    const id = await newPayout(db, { status: 'succeeded' });
    const again = {
      event: 'paid',
      actor: 'salur',
      by: { lease: 'ended' },
      dueInMs: null,
      set: { proof: 'callback' },
    } as const;
    expect(await inTransaction(db, async (tx) => transition(tx, await read(id), again))).toEqual({ kind: 'duplicate' });
    expect(await read(id)).toMatchObject({ version: 4, proof: 'api_reply' });
  });

  it('refuses an event that does not apply, and raises an alert', async () => {
    const id = await newPayout(db, { status: 'failed' });
    const paid = {
      event: 'paid',
      actor: 'salur',
      by: { lease: 'ended' },
      dueInMs: null,
      set: { proof: 'callback' },
    } as const;
    expect(await inTransaction(db, async (tx) => transition(tx, await read(id), paid))).toEqual({ kind: 'illegal' });
    expect((await read(id)).status).toBe('failed');
    expect(await db.query(`select kind from alert where payout_id = $1`, [id])).toEqual([{ kind: 'illegal_event' }]);
  });

  it('leaves nothing behind when the transaction around it fails', async () => {
    const id = await newPayout(db);
    const failing = inTransaction(db, async (tx) => {
      await transition(tx, await read(id), INQUIRED);
      throw new Error('later');
    });
    await expect(failing).rejects.toThrow('later');
    expect(await read(id)).toMatchObject({ status: 'created', version: 1 });
    expect(await db.query(`select 1 from outbox where payout_id = $1`, [id])).toEqual([]);
  });
});

describe('a move is signalled', () => {
  const moves: PayoutMoved[] = [];
  let stop: () => void;
  beforeEach(() => {
    moves.length = 0;
    stop = PAYOUT_MOVED.subscribe((moved) => void moves.push(moved));
  });
  afterEach(() => stop());

  it('once it is committed, and not before', async () => {
    const id = await newPayout(db);
    await inTransaction(db, async (tx) => {
      await transition(tx, await read(id), CANCEL);
      expect(moves).toEqual([]);
    });
    expect(moves).toEqual([
      {
        event: 'cancelled',
        rail: 'duitku.online',
        to: 'cancelled',
        hasNewStatus: true,
        ageMs: expect.any(Number) as number,
      },
    ]);
    expect(moves[0]?.ageMs).toBeGreaterThanOrEqual(0);
  });

  it('never, when it is rolled back', async () => {
    const id = await newPayout(db);
    const failing = inTransaction(db, async (tx) => {
      await transition(tx, await read(id), CANCEL);
      throw new Error('what belongs to the move fails');
    });
    await expect(failing).rejects.toThrow('fails');
    expect(moves).toEqual([]);
    expect(await read(id)).toMatchObject({ status: 'created' });
  });

  it('once, when its transaction had to be done again', async () => {
    const id = await newPayout(db);
    let tries = 0;
    await inTransaction(db, async (tx) => {
      await transition(tx, await read(id), CANCEL);
      tries += 1;
      if (tries === 1) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
    });
    expect([tries, moves.length]).toEqual([2, 1]);
  });

  it('not at all, when the machine has no such move or another process was first', async () => {
    const id = await newPayout(db);
    const payout = await read(id);
    await inTransaction(db, (tx) => transition(tx, payout, CANCEL));
    moves.length = 0;
    const lost = await inTransaction(db, (tx) => transition(tx, payout, CANCEL));
    const illegal = await inTransaction(db, async (tx) => transition(tx, await read(id), INQUIRED));
    expect([lost.kind, illegal.kind, moves]).toEqual(['lost', 'illegal', []]);
  });
});
