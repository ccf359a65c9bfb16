import { createHash } from 'node:crypto';
import { ConfirmPayout, FindPayouts, type Payout, ResolvePayout, WorkPayouts } from '#libs/payouts';
import { newId } from '#libs/platform';
import { BusinessCalendar, RailFacts } from '#libs/rails';
import { setConfirmedBy } from '../support/confirmed-by.js';
import type { Domain } from '../support/domain.js';
import { newAttempt, newClient, newPayout } from '../support/new-payout.js';
import { openDomain } from '../support/open-domain.js';
import { ACCOUNT, type Sandbox } from '../support/sandbox.js';
import { testActor } from '../support/test-actor.js';

const FROM = 1_000_000n;
const BIG = { amount: FROM, confirmation: 'manual' } as const;
/** Who creates payouts in these tests. */
const MAKER = 'client:test';

let sandbox: Sandbox;
let domain: Domain;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ domain, sandbox, close } = await openDomain({ TWO_PEOPLE_FROM: String(FROM) }));
});
afterAll(() => close());
beforeEach(async () => {
  await domain.dataSource.query(`update payout set due_at = null`);
  await sandbox.reset();
  open(true);
});

/** Opens or closes every rail that has hours. */
function open(isOpen: boolean): void {
  const facts = domain.get(RailFacts);
  const calendar = new BusinessCalendar(() => new Map());
  calendar.nextOpening = (_window, now) => (isOpen ? null : new Date(now.getTime() + 3_600_000));
  facts.replace({ ...facts.current, calendar });
}

const confirm = (payout: Payout, actor: string) => domain.get(ConfirmPayout).confirm(payout, testActor(actor));

/** Confirmed by a person while its rail is closed. */
async function confirmedAndKept(actor: string, amount = 50_000n): Promise<Payout> {
  const payout = await domain.pay('8760673466', { rail: 'duitku.llg', confirmation: 'manual', amount });
  expect(payout.status).toBe('inquired');
  open(false);
  expect(await confirm(payout, actor)).toMatchObject({ status: 'inquired', confirmedBy: actor });
  return domain.read(payout.id);
}

/** A worker looks at the payout now. */
async function lookAt({ id }: Payout): Promise<void> {
  await domain.makeDue(id);
  await domain.get(WorkPayouts).claimDue();
  await domain.get(WorkPayouts).settled(id);
}

async function confirmationOf({ id }: Payout): Promise<string | undefined> {
  const events = await domain.get(FindPayouts).events(id);
  return events.find(({ event }) => event === 'confirmed')?.actor;
}

/** A genuine callback has said that an earlier, refused transfer of the payout was paid. */
async function doubt({ id }: Payout): Promise<void> {
  const attemptId = await newAttempt(domain.dataSource, id);
  await domain.dataSource.query(`update attempt set result = 'refused', result_at = now() where id = $1`, [attemptId]);
  await domain.dataSource.query(
    `insert into callback (id, provider, path, source, headers, body_sha256, keys, hint, about, attempt_id, status, result, due_at)
     values ($1, 'duitku', 'clearing', '127.0.0.1', '{}', $2, '{}', 'paid', '{"amount":null,"bankCode":null,"destinationHash":null}',
       $3, 'processed', 'contradicts', null)`,
    [newId(), createHash('sha256').update(id).digest(), attemptId],
  );
}

describe('a confirmation that is kept', () => {
  it('belongs to the person who gave it first, in the history too (S5)', async () => {
    const kept = await confirmedAndKept('key:ani');
    await confirm(await domain.read(kept.id), 'key:budi');
    await confirm(await domain.read(kept.id), 'key:citra');
    expect(await domain.read(kept.id)).toMatchObject({ confirmedBy: 'key:ani', confirmedAt: kept.confirmedAt });
    open(true);
    // A worker may send it at any moment from now on.
    await confirm(await domain.read(kept.id), 'key:dewi').catch(({ code }) => expect(code).toBe('illegal_transition'));
    await domain.workUntil(kept.id, 'succeeded');
    expect(await confirmationOf(kept)).toBe('key:ani');
  });

  it('belongs to one of several concurrent approvers, and is not overwritten with a stale read (S5)', async () => {
    const payout = await domain.pay('8760673466', { rail: 'duitku.llg', confirmation: 'manual' });
    open(false);
    const people = ['ani', 'budi', 'citra', 'dewi'].map((name) => `client:${name}`);
    const answers = await Promise.all(people.map((actor) => confirm(Object.assign({}, payout), actor)));
    const { confirmedBy } = await domain.read(payout.id);
    expect(people).toContain(confirmedBy);
    for (const answer of answers) expect(answer.confirmedBy).toBe(confirmedBy);
  });

  it('is needed again when a callback has raised a doubt about the payout since (S5)', async () => {
    const kept = await confirmedAndKept('key:ani');
    await doubt(kept);
    await confirm(await domain.read(kept.id), 'key:budi');
    const again = await domain.read(kept.id);
    expect(again.confirmedBy).toBe('key:budi');
    expect(again.confirmedAt?.getTime()).toBeGreaterThan(kept.confirmedAt?.getTime() ?? 0);
  });
});

describe('a payout that is doubted while it waits for the hours of its rail', () => {
  async function waitingForHours(): Promise<Payout> {
    const kept = await confirmedAndKept('key:ani');
    await lookAt(kept);
    return kept;
  }

  const seen = async ({ id }: Payout) => {
    const read = await domain.read(id);
    const { waitingReason } = read;
    return { waitingReason, standing: (await domain.get(FindPayouts).standing(read)).kind };
  };

  it('stands as doubted at once, and waits for those hours again when it is confirmed', async () => {
    const kept = await waitingForHours();
    expect(await seen(kept)).toEqual({ waitingReason: 'window', standing: 'awaits_window' });
    await doubt(kept);
    expect(await seen(kept)).toEqual({ waitingReason: 'window', standing: 'doubted' });
    await confirm(await domain.read(kept.id), 'key:budi');
    expect(await seen(kept)).toEqual({ waitingReason: 'window', standing: 'awaits_window' });
  });

  it('waits for those hours no longer once a worker has looked', async () => {
    const kept = await waitingForHours();
    await doubt(kept);
    await lookAt(kept);
    expect(await seen(kept)).toEqual({ waitingReason: null, standing: 'doubted' });
    expect(await domain.read(kept.id)).toMatchObject({ status: 'inquired', waitingUntil: null });
  });
});

describe('where payouts stand', () => {
  it('is read for many of them at once, with one statement', async () => {
    const [confirmed, paid] = [await domain.pay(ACCOUNT.paid, BIG), await domain.pay(ACCOUNT.paid)];
    await setConfirmedBy(domain.dataSource, confirmed.id, MAKER);
    const payouts = [await domain.read(confirmed.id), await domain.pay(ACCOUNT.paid, BIG), await domain.read(paid.id)];
    const statements = jest.spyOn(domain.dataSource, 'query');
    const standings = await domain.get(FindPayouts).standings(payouts);
    expect(payouts.map(({ id }) => standings.get(id)?.kind)).toEqual([
      ...['awaits_second_person', 'awaits_second_person', 'final'],
    ]);
    expect(await domain.get(FindPayouts).standing(paid)).toEqual({ kind: 'final' });
    expect(statements).toHaveBeenCalledTimes(1);
    statements.mockRestore();
  });
});

describe('what a payout’s creator confirmed before it took two people', () => {
  it('sends nothing, and gives way to the confirmation of another (S5)', async () => {
    const payout = await domain.pay(ACCOUNT.paid, BIG);
    await setConfirmedBy(domain.dataSource, payout.id, MAKER, ', due_at = now()');
    await domain.get(WorkPayouts).claimDue();
    await domain.get(WorkPayouts).settled(payout.id);
    expect(await domain.read(payout.id)).toMatchObject({ status: 'inquired', tries: 1 });
    expect(await sandbox.countOf('transfer')).toBe(0);
    const read = await domain.read(payout.id);
    await expect(confirm(read, MAKER)).rejects.toMatchObject({ code: 'second_person_needed' });
    await confirm(read, 'key:budi');
    await domain.workUntil(payout.id, 'succeeded');
    expect(await confirmationOf(payout)).toBe('key:budi');
  });

  it('does not send an automatic payout that was on its way: it waits for a person (S5)', async () => {
    const payout = await domain.pay(ACCOUNT.paid, BIG);
    await domain.dataSource.query(
      `update payout set confirmed_at = now(), confirmed_by = null, due_at = now() where id = $1`,
      [payout.id],
    );
    await domain.get(WorkPayouts).claimDue();
    await domain.get(WorkPayouts).settled(payout.id);
    expect(await domain.read(payout.id)).toMatchObject({ status: 'inquired', tries: 1 });
    expect(await sandbox.countOf('transfer')).toBe(0);
  });
});

describe('bootstrap keys that were configured one after the other before it took two people', () => {
  it('are one person once the migration has run (S5)', async () => {
    const runner = domain.dataSource.createQueryRunner();
    const migration = domain.dataSource.migrations.find(({ name }) => name?.startsWith('TwoPeople'));
    await runner.query('alter table api_key disable trigger api_key_is_fixed');
    await migration?.down(runner);
    await runner.query('alter table api_key enable trigger api_key_is_fixed');
    const clientId = await newClient(domain.dataSource, 'bootstrap');
    const keys = [newId(), newId(), newId()];
    for (const id of keys)
      await runner.query(`insert into api_key (id, client_id, secret_hash, scopes) values ($1, $2, $3, '{}')`, [
        id,
        clientId,
        Buffer.from(id),
      ]);
    // A later migration guards what this one writes.
    await runner.query('alter table api_key disable trigger api_key_is_fixed');
    await migration?.up(runner);
    await runner.query('alter table api_key enable trigger api_key_is_fixed');
    const [{ people }] = await runner.query(
      `select array_agg(distinct principal_of('key:' || id)) as people from unnest($1::uuid[]) as key (id)`,
      [keys],
    );
    expect(people).toEqual([`key:${keys[0]}`]);
    await runner.release();
  });
});

describe('operators, who may type any name,', () => {
  it('are never the second person of a resolution (S5)', async () => {
    const id = await newPayout(domain.dataSource, { status: 'review', amount: FROM });
    const found = { resolution: 'paid', reason: 'seen', evidence: null } as const;
    const resolve = async (actor: string) =>
      domain.get(ResolvePayout).resolve(await domain.read(id), found, testActor(actor));
    expect(await resolve('operator:ani')).toMatchObject({ status: 'review' });
    for (const name of ['operator:ani', 'operator:budi'])
      await expect(resolve(name)).rejects.toMatchObject({ code: 'second_person_needed' });
    expect(await resolve('key:budi')).toMatchObject({ status: 'succeeded' });
  });

  it('are never the second person of a confirmation, whenever they confirmed (S5)', async () => {
    const payout = await domain.pay(ACCOUNT.paid, BIG);
    for (const name of ['operator:ani', 'operator:budi'])
      await expect(confirm(payout, name)).rejects.toMatchObject({
        code: 'second_person_needed',
        message: expect.stringContaining('the command line takes any name'),
      });
    // As an earlier version recorded it.
    await setConfirmedBy(domain.dataSource, payout.id, 'operator:budi', ', due_at = now()');
    await domain.get(WorkPayouts).claimDue();
    await domain.get(WorkPayouts).settled(payout.id);
    expect(await domain.read(payout.id)).toMatchObject({ status: 'inquired' });
    await confirm(await domain.read(payout.id), 'key:budi');
    await domain.workUntil(payout.id, 'succeeded');
  });
});
