import { randomBytes } from 'node:crypto';
import { newId } from '#libs/platform';
import { type Api, startApi } from '../../apps/api/src/testing/start-api.js';
import { CommandLine } from '../support/command-line.js';
import { newPayout } from '../support/new-payout.js';

const OLD_KEY = `1:${randomBytes(32).toString('base64')}`;
const NEW_KEY = `2:${randomBytes(32).toString('base64')}`;

let api: Api;
let salur: CommandLine;
beforeAll(async () => {
  api = await startApi({ DATA_KEYS: OLD_KEY });
  salur = withKeys(`${NEW_KEY},${OLD_KEY}`);
});
afterAll(() => api.close());

const withKeys = (DATA_KEYS: string) =>
  new CommandLine({ NODE_ENV: 'test', DATABASE_URL: api.databaseUrl, SALUR_OPERATOR: 'fatima', DATA_KEYS });

/** What operators did, as the trail has it, oldest first. */
async function trailOfOperators(): Promise<{ action: string; actor: string; subject: string; details: object }[]> {
  return api.dataSource.query(
    `select action, actor, subject_id as subject, details from audit_entry where actor like 'operator:%' order by at, id`,
  );
}

describe('salur data-keys rotate', () => {
  it('brings everything to the first key, so that the older one can go (S30)', async () => {
    const { body: payout } = await api.create({ sender: { name: 'Siti', phoneNumber: '081234567890' } });
    const rotated = await salur.json<{ sealingKey: number; left: number }>('data-keys', 'rotate');
    expect(rotated).toMatchObject({ sealingKey: 2, left: 0 });
    const shown = await withKeys(NEW_KEY).run('payout', 'show', payout.id);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('account ******3566') });
    const without = await withKeys(OLD_KEY).run('payout', 'show', payout.id);
    expect(without.code).toBe(1);
    expect(without.stderr).toContain('DATA_KEYS has no key 2');
    expect(await trailOfOperators()).toEqual([
      { action: 'data_keys.rotate', actor: 'operator:fatima', subject: '2', details: {} },
    ]);
  });
});

describe('salur alert ack', () => {
  const raise = async (kind = 'review') => {
    const id = newId();
    await api.dataSource.query(`insert into alert (id, kind, message) values ($1, $2, 'see')`, [id, kind]);
    return id;
  };
  const listed = async (...words: string[]) => {
    const { data } = await salur.json<{ data: { id: string; acknowledgedBy: string | null }[] }>(
      'alert',
      'list',
      ...words,
    );
    return data.map(({ id, acknowledgedBy }) => [id, acknowledgedBy]);
  };

  it('takes an alert out of the list, with name and reason in the audit trail, once', async () => {
    const [first, second] = [await raise(), await raise()];
    const done = await salur.run('alert', 'ack', first, '--reason', 'paid, as the bank says');
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('is acknowledged, by operator:fatima') });
    expect((await salur.run('alert', 'ack', first, '--as', 'budi')).stdout).toContain('by operator:fatima');
    expect(await listed()).toEqual([[second, null]]);
    expect(await listed('--all')).toEqual([
      [second, null],
      [first, 'operator:fatima'],
    ]);
    const trail = await api.dataSource.query(
      `select action, actor, subject_id, reason from audit_entry where subject_type = 'alert'`,
    );
    expect(trail).toEqual([
      { action: 'alert.acknowledge', actor: 'operator:fatima', subject_id: first, reason: 'paid, as the bank says' },
    ]);
  });

  it('takes many at once, of one kind where that is asked for', async () => {
    const kept = await raise('erased');
    await raise('review');
    const done = await salur.json('alert', 'ack', '--before', '2036-01-01', '--kind', 'review');
    expect(done).toEqual({ acknowledged: 2 });
    expect(await listed()).toEqual([[kept, null]]);
  });

  it.each([
    ['no alert', [], 2, 'name one alert by its id'],
    ['both', [newId(), '--before', '1h'], 2, 'name one alert by its id'],
    ['a kind alone', [newId(), '--kind', 'review'], 2, '--kind needs --before'],
    ['an alert that is not there', [newId()], 1, 'There is no such alert (not_found)'],
  ])('refuses %s', async (_what, words, code, line) => {
    expect(await salur.run('alert', 'ack', ...words)).toMatchObject({ code, stderr: expect.stringContaining(line) });
  });
});

describe('a payout that cannot be read', () => {
  let spoilt: string;
  let beside: readonly string[];
  let key: string;

  beforeAll(async () => {
    const made = await api.newKey(['payouts:create', 'payouts:read', 'payouts:cancel']);
    key = made.key;
    const created = [];
    for (let index = 0; index < 3; index += 1)
      created.push((await api.create({ metadata: { invoice: 'a' } }, {}, key)).body.id as string);
    const [first, second, third] = created as [string, string, string];
    [spoilt, beside] = [second, [first, third]];
    await api.dataSource.query(`update payout set personal_sealed = substr(personal_sealed, 1, 40) where id = $1`, [
      spoilt,
    ]);
  });

  it('stands in lists, searches and by itself as unreadable, without what cannot be read', async () => {
    const unreadable = {
      id: spoilt,
      unreadable: true,
      reference: expect.any(String),
      metadata: { invoice: 'a' },
      destination: { type: 'bank_account', bankCode: '014', accountNumber: null, accountHolderName: null },
    };
    for (const answer of [
      await api.call('/v1/payouts', { key }),
      await api.call('/v1/payouts/search', { method: 'POST', key, body: { accountNumber: '8760673566' } }),
    ]) {
      expect(answer.status).toBe(200);
      expect(answer.body.data.find(({ id }: { id: string }) => id === spoilt)).toMatchObject(unreadable);
      const others = answer.body.data.filter(({ id }: { id: string }) => beside.includes(id));
      expect(others.map((other: { unreadable: boolean }) => other.unreadable)).toEqual([false, false]);
    }
    const read = await api.call(`/v1/payouts/${spoilt}`, { key });
    expect(read).toMatchObject({ status: 200, body: unreadable });
    expect((await api.call(`/v1/payouts/${spoilt}/events`, { key })).status).toBe(200);
  });

  it('answers a repeated create, a lost response that was kept included', async () => {
    const body = { reference: 'REPEATED' };
    const headers = { 'idempotency-key': 'repeated', prefer: 'wait=0' };
    const first = await api.create(body, headers, key);
    await api.dataSource.query(`update payout set personal_sealed = '\\x01' where id = $1`, [first.body.id]);
    expect(await api.create(body, headers, key)).toMatchObject({ status: 201, body: { unreadable: true } });
    await api.dataSource.query(`update payout set answer_sealed = '\\x01' where id = $1`, [first.body.id]);
    expect(await api.create(body, headers, key)).toMatchObject({
      status: 201,
      body: { id: first.body.id, unreadable: true },
    });
  });

  it('with metadata of another form is listed as well', async () => {
    const { body } = await api.create({}, {}, key);
    for (const metadata of ['null', '[1]', '7', '{"a":{"b":1}}']) {
      await api.dataSource.query(`update payout set metadata = $2 where id = $1`, [body.id, metadata]);
      const answer = await api.call(`/v1/payouts/${body.id}`, { key });
      expect(answer).toMatchObject({ status: 200, body: { metadata: {}, unreadable: true } });
    }
    await api.dataSource.query(`update payout set metadata = '{}' where id = $1`, [body.id]);
  });

  it('does not end a list or an export of the command line, which names it and exits with 1', async () => {
    const both = withKeys(`${NEW_KEY},${OLD_KEY}`);
    for (const format of ['table', 'csv', 'json']) {
      const listed = await both.run('payout', 'list', '--limit', 'all', '--format', format);
      expect(listed.code).toBe(1);
      for (const id of [spoilt, ...beside]) expect(listed.stdout).toContain(id);
      expect(listed.stderr).toMatch(/rows cannot be read: .*row_unreadable/);
      expect(listed.stderr).toContain(spoilt);
      expect(listed.stderr).not.toContain(beside[0]);
    }
    const shown = await both.run('payout', 'show', spoilt);
    expect(shown).toMatchObject({ code: 1, stdout: expect.stringContaining('account (unreadable)') });
    expect(shown.stderr).toContain(`payout.personal_sealed of ${spoilt} cannot be opened`);
  });

  it('is passed by the rotation of keys, which names it at its end', async () => {
    await api.create({}, {}, key);
    const both = withKeys(`${NEW_KEY},${OLD_KEY}`);
    const rotated = await both.run('data-keys', 'rotate', '--format', 'json');
    expect(rotated.code).toBe(1);
    const { left, unreadable, columns } = JSON.parse(rotated.stdout);
    expect({ left, unreadable }).toEqual({ left: 0, unreadable: 3 });
    expect(columns[0]).toMatchObject({ column: 'personal_sealed', left: 0, reEncrypted: expect.any(Number) });
    expect(columns[0].unreadable).toContain(spoilt);
    expect(columns[0].reEncrypted).toBeGreaterThan(0);
    const again = await both.run('data-keys', 'rotate');
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('3 values cannot be re-encrypted') });
    expect(again.stdout).toContain(`payout.personal_sealed of ${spoilt}`);
  });
});

describe('salur payout show --reveal', () => {
  it('shows numbers in full, and records the operator who has seen them (S7)', async () => {
    const { body: payout } = await api.create();
    const both = withKeys(`${NEW_KEY},${OLD_KEY}`);
    const revealed = await both.run('payout', 'show', payout.id, '--reveal', '--as', 'budi');
    expect(revealed).toMatchObject({ code: 0, stdout: expect.stringContaining('8760673566') });
    expect((await trailOfOperators()).at(-1)).toEqual({
      action: 'personal_data.reveal',
      actor: 'operator:budi',
      subject: payout.id,
      details: {},
    });
  });
});

describe('salur erase', () => {
  it('erases the personal data of payouts that ended long ago, after the operator confirms, and nothing younger', async () => {
    const [old, young] = [
      await newPayout(api.dataSource, { status: 'succeeded' }),
      await newPayout(api.dataSource, { status: 'succeeded' }),
    ];
    for (const [id, days] of [
      [old, 100],
      [young, 80],
    ] as const)
      await api.dataSource.query(
        `update payout set completed_at = now() - $2 * interval '1 day', due_at = null where id = $1`,
        [id, days],
      );
    const asked = await salur.run('erase', '--older-than', '90d');
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await salur.run('erase', '--older-than', '29d', '--yes')).toMatchObject({ code: 2 });
    const declined = await salur.runAt('no\n', 'erase', '--older-than', '90d');
    expect(declined).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Nothing was changed\n') });
    expect(await salur.json('erase', '--older-than', '90d', '--yes')).toEqual({ payouts: 1, callbacks: 0, failed: 0 });
    const rows = await api.dataSource.query(
      `select id, personal_sealed is null as erased, amount from payout where id = any ($1)`,
      [[old, young]],
    );
    expect(new Map(rows.map((row: { id: string; erased: boolean }) => [row.id, row.erased]))).toEqual(
      new Map([
        [old, true],
        [young, false],
      ]),
    );
    expect((await trailOfOperators()).at(-1)).toMatchObject({
      action: 'personal_data.erase',
      actor: 'operator:fatima',
      details: { endedBefore: expect.stringMatching(/^\d{4}-/) },
    });
    const shown = await salur.run('payout', 'show', old);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('(erased)') });
  });
});

describe('salur purge', () => {
  it('is the old name of erase: it prints the new one, and the help does not show it', async () => {
    const done = await salur.run('purge', '--older-than', '29d', '--yes');
    expect(done).toMatchObject({ code: 2, stdout: '' });
    expect(done.stderr).toMatch(/^salur purge is now salur erase; .*\nsalur: --older-than: send at least 30d/);
    expect((await salur.run('--help')).stdout).not.toContain('purge');
  });

  it('still erases', async () => {
    const { code, stdout } = await salur.runAt('Yes\n', 'purge', '--older-than', '9000d', '--format', 'json');
    expect({ code, erased: JSON.parse(stdout) }).toEqual({ code: 0, erased: { payouts: 0, callbacks: 0, failed: 0 } });
  });
});

describe('salur audit verify', () => {
  it('proves the trail, and exits with 1 once a row was changed (S35)', async () => {
    const whole = await salur.json<{ entries: number; head: { seq: number; hash: string }; problems: [] }>(
      'audit',
      'verify',
    );
    expect(whole.entries).toBeGreaterThan(2);
    expect(whole.problems).toEqual([]);
    const anchor = `${whole.head.seq}:${whole.head.hash}`;
    expect(await salur.run('audit', 'verify', '--anchor', anchor)).toMatchObject({ code: 0 });
    expect(await salur.run('audit', 'verify', '--anchor', '7')).toMatchObject({ code: 2 });

    await api.dataSource.query(`alter table audit_entry disable trigger user`);
    await api.dataSource.query(`update audit_entry set actor = 'operator:unknown' where actor = 'operator:budi'`);
    await api.dataSource.query(`alter table audit_entry enable trigger user`);
    const broken = await salur.run('audit', 'verify', '--anchor', anchor);
    expect(broken).toMatchObject({ code: 1, stdout: expect.stringMatching(/entry_altered: link \d+ entry/) });
    expect(broken.stderr).toContain('does not verify: 1 problem');
  });
});
