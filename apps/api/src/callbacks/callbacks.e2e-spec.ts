import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  asForm,
  asJson,
  CallingProvider,
  keyOf,
  REAL_PROVIDER_OFF,
  signed,
} from '../../../../test/support/calling-provider.js';
import { eventually } from '../../../../test/support/eventually.js';
import { newPayout, SEALED } from '../../../../test/support/new-payout.js';
import { everything, everythingAtRest } from '../testing/everything.js';
import { type Answer, type Api, type Call, startApi } from '../testing/start-api.js';

let api: Api;
let provider: CallingProvider;
beforeAll(async () => {
  provider = new CallingProvider();
  api = await startApi(REAL_PROVIDER_OFF, [], [provider]);
});
afterAll(() => api.close());

const callBack = (call: Call, path = 'done', headers: Record<string, string> = {}): Promise<Answer> =>
  api.call(`/callbacks/${provider.name}/${path}`, {
    method: 'POST',
    key: null,
    ...call,
    headers: { 'content-type': undefined, ...call.headers, ...headers },
  });

/** A pending payout whose transfer callbacks name by an id and by a secret. */
async function pendingPayout() {
  const payoutId = await newPayout(api.dataSource, { status: 'pending' });
  await api.dataSource.query(`update payout set due_at = now() + interval '1 h' where id = $1`, [payoutId]);
  const [{ id: attemptId }] = await api.dataSource.query(`select id from attempt where payout_id = $1`, [payoutId]);
  const [id, secret] = [randomUUID(), randomUUID()];
  for (const key of [keyOf(id), `secret:${createHash('sha256').update(secret).digest('hex')}`])
    await api.dataSource.query(`insert into attempt_key (provider, key, attempt_id) values ($1, $2, $3)`, [
      provider.name,
      key,
      attemptId,
    ]);
  return { payoutId, attemptId, id, secret };
}

async function stored(id: string) {
  const rows = await api.dataSource.query(
    `select id, body_sealed as sealed, status, result, duplicates, headers, source, hint, status_words as words
     from callback where $1 = any(keys)`,
    [keyOf(id)],
  );
  return rows.map(({ id, sealed, ...row }: { id: string; sealed: Buffer }) => ({
    ...row,
    body: SEALED.callbackBodyOf(id, sealed).toString('utf8'),
  }));
}

const statusOf = async (payoutId: string): Promise<string> =>
  (await api.dataSource.query(`select status from payout where id = $1`, [payoutId]))[0].status;

const historyOf = (payoutId: string): Promise<unknown[]> =>
  api.dataSource.query(`select version, event, to_status from payout_event where payout_id = $1 order by version`, [
    payoutId,
  ]);

const isSettled = (answer: Promise<unknown>, withinMs: number): Promise<boolean> =>
  Promise.race([
    answer.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), withinMs)),
  ]);

describe('a genuine callback', () => {
  it('is stored byte for byte and answered as its provider expects', async () => {
    const id = randomUUID();
    const call = signed(`{ "hint":"failed",  "id":"${id}" }`, 'application/json; charset=ISO-8859-1');
    const headers = { authorization: 'Bearer not-to-be-kept', 'x-external-id': '42' };
    const answer = await callBack(call, 'done', headers);
    expect(answer).toMatchObject({ status: 202, text: `THANKS FOR ${call.body.length} BYTES` });
    expect(answer.headers['content-type']).toBe('text/x-thanks');
    expect(await stored(id)).toEqual([
      {
        status: expect.stringMatching(/received|unmatched/),
        result: null,
        duplicates: 0,
        body: call.body,
        headers: { 'content-type': 'application/json; charset=ISO-8859-1', 'x-external-id': '42' },
        source: '127.0.0.1',
        hint: 'failed',
        words: '00 Success',
      },
    ]);
  });

  it.each([
    ['JSON', (id: string) => asJson({ id })],
    ['a form', (id: string) => asForm({ id })],
    ['something odd', (id: string) => signed(JSON.stringify({ id }), 'odd')],
    ['nothing at all', (id: string) => signed(JSON.stringify({ id }))],
  ] as const)('is taken when its content type is %s', async (_what, call) => {
    const id = randomUUID();
    expect(await callBack(call(id))).toMatchObject({ status: 202 });
    expect(await stored(id)).toHaveLength(1);
  });

  it('is not answered before it is committed', async () => {
    const id = randomUUID();
    const holder = api.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('lock table callback in share row exclusive mode');
    const answer = callBack(asJson({ id }));
    expect(await isSettled(answer, 300)).toBe(false);
    expect(await stored(id)).toEqual([]);
    await holder.commitTransaction();
    await holder.release();
    expect((await answer).status).toBe(202);
    expect(await stored(id)).toHaveLength(1);
  });

  it('is answered 503 when it cannot be stored, and taken when it comes again', async () => {
    const id = randomUUID();
    const holder = api.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('lock table callback in share row exclusive mode');
    const answer = callBack(asJson({ id }));
    await eventually('it waits for the lock', async () => {
      const ended: unknown[] = await api.dataSource.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into callback%'`,
      );
      return ended.length > 0;
    });
    expect(await answer).toMatchObject({ status: 503, body: { code: 'unavailable' }, headers: { 'retry-after': '2' } });
    await holder.rollbackTransaction();
    await holder.release();
    expect(await stored(id)).toEqual([]);
    expect((await callBack(asJson({ id }))).status).toBe(202);
    expect(await stored(id)).toHaveLength(1);
  });

  it('that comes 50 times at once is one row, 50 equal answers and one status check (S20)', async () => {
    const { payoutId, id } = await pendingPayout();
    const call = asJson({ id });
    const answers = await Promise.all(Array.from({ length: 50 }, () => callBack(call)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(await stored(id)).toMatchObject([{ duplicates: 49 }]);
    await eventually('the provider was asked', async () => provider.asked.includes(payoutId));
    await eventually('it is done with', async () => (await stored(id))[0].result === 'woke');
    expect((await callBack(call)).status).toBe(202);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(provider.asked.filter((each) => each === payoutId)).toHaveLength(1);
    expect(await stored(id)).toMatchObject([{ duplicates: 50, result: 'woke' }]);
  });

  it('that is replayed after its payout has ended, even years later, changes nothing and sends no request to a provider (S20)', async () => {
    const { payoutId, id } = await pendingPayout();
    provider.outcome = { kind: 'paid', providerMessage: { code: '00', message: 'Success' } };
    const call = asJson({ id, hint: 'paid' });
    await callBack(call);
    await eventually('the payout has succeeded', async () => (await statusOf(payoutId)) === 'succeeded');
    await eventually('it is done with', async () => (await stored(id))[0].result === 'woke');
    await api.dataSource.query(
      `update callback set received_at = received_at - interval '3 years' where $1 = any(keys)`,
      [keyOf(id)],
    );
    provider.outcome = {
      kind: 'refused',
      reason: 'declined',
      certainty: 'definite',
      providerMessage: { code: '99', message: 'no' },
    };
    const before = await historyOf(payoutId);
    for (let time = 0; time < 3; time += 1) expect((await callBack(call)).status).toBe(202);
    // Whatever comes after them has been processed too.
    const marker = randomUUID();
    await callBack(asJson({ id: marker }));
    await eventually('the next one is done with', async () => (await stored(marker))[0].status !== 'received');
    expect(await stored(id)).toMatchObject([{ duplicates: 3, result: 'woke' }]);
    expect(provider.asked.filter((each) => each === payoutId)).toHaveLength(1);
    expect(await historyOf(payoutId)).toEqual(before);
  });

  it('moves nothing by itself: the status check decides, here against it (S21)', async () => {
    const { payoutId, id } = await pendingPayout();
    provider.outcome = {
      kind: 'refused',
      reason: 'declined',
      certainty: 'definite',
      providerMessage: { code: '99', message: 'Declined' },
    };
    await callBack(asJson({ id, hint: 'paid' }));
    await eventually('the payout has failed', async () => (await statusOf(payoutId)) === 'failed');
    expect(await api.dataSource.query(`select proof from payout where id = $1`, [payoutId])).toEqual([
      { proof: 'status_check' },
    ]);
  });

  it('with another amount is ignored (S21)', async () => {
    const { payoutId, id } = await pendingPayout();
    await callBack(asJson({ id, amount: '49999' }));
    await eventually('it is done with', async () => (await stored(id))[0].status === 'ignored');
    expect(provider.asked).not.toContain(payoutId);
    expect(await statusOf(payoutId)).toBe('pending');
  });

  it('makes its payout due also during a status check', async () => {
    const { payoutId, id } = await pendingPayout();
    const { promise, resolve } = Promise.withResolvers<void>();
    provider.hold = promise;
    provider.outcome = { kind: 'processing', providerMessage: { code: '01', message: 'in progress' } };
    const times = () => provider.asked.filter((each) => each === payoutId).length;
    await callBack(asJson({ id, hint: 'pending' }));
    await eventually('it is being asked about', async () => times() === 1);
    await callBack(asJson({ id, hint: 'paid' }));
    await eventually('the second one waits', async () =>
      (await stored(id)).some(
        ({ hint, status }: { hint: string; status: string }) => hint === 'paid' && status === 'received',
      ),
    );
    provider.hold = Promise.resolve();
    resolve();
    provider.outcome = { kind: 'paid', providerMessage: { code: '00', message: 'Success' } };
    // No loop comes by within this test; the next callback does, for instance.
    await new Promise((elapsed) => setTimeout(elapsed, 600));
    await callBack(asJson({ id: randomUUID() }));
    await eventually('the payout has succeeded', async () => (await statusOf(payoutId)) === 'succeeded');
    expect(times()).toBe(2);
  });
});

describe('a callback at the secret address of one transfer', () => {
  it('belongs to that transfer, and its secret is stored nowhere', async () => {
    const { payoutId, secret } = await pendingPayout();
    const before = provider.asked.length;
    const answer = await callBack(asJson({ id: randomUUID() }), `mine/${secret}`);
    expect(answer.status).toBe(202);
    await eventually('the provider was asked', async () => provider.asked.length > before);
    expect(provider.asked).toContain(payoutId);
    expect(await everything(api)).not.toContain(secret);
  });

  it.each(['unknown', 'x'.repeat(90), '%00', 'a%2Fb'])('is not found by the secret %s', async (secret) => {
    const id = randomUUID();
    expect(await callBack(asJson({ id }), `mine/${secret}`)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect(await stored(id)).toEqual([]);
  });

  it('leaves no secret in the log, however it is answered', async () => {
    const { secret } = await pendingPayout();
    const [id, unknown] = [randomUUID(), randomUUID()];
    await callBack(asJson({ id }), `mine/${secret}`);
    await callBack(asJson({ id }), `mine/${unknown}`);
    await callBack({ body: '{}' }, `mine/${secret}`);
    await callBack(asJson({ id }), `nowhere/${secret}`);
    await callBack(asJson({ id: 'throw' }), `mine/${secret}`);
    await api.call(`/callbacks/${provider.name}/mine/${secret}`, { key: null });
    await api.call(`/callbacks/${provider.name}/mine/${secret}/more`, { method: 'POST', key: null });
    const holder = api.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('lock table callback in share row exclusive mode');
    expect((await callBack(asJson({ id: randomUUID() }), `mine/${secret}`)).status).toBe(503);
    await holder.rollbackTransaction();
    await holder.release();
    const lines = api.logged.join('');
    expect(lines).toContain('/callbacks/:provider/:path/:secret');
    expect(lines).not.toContain(secret);
    expect(lines).not.toContain(unknown);
  });
});

describe('a callback that is not genuine', () => {
  it.each([
    ['without a signature', ({ body }: Call) => ({ body })],
    ['with another signature', ({ body }: Call) => ({ body, headers: { 'x-signature': 'f'.repeat(64) } })],
    [
      'with its signature twice',
      ({ body, headers }: Call) => ({
        body,
        headers: { 'x-signature': [headers?.['x-signature'], headers?.['x-signature']].flat() as string[] },
      }),
    ],
    ['with a changed byte', ({ body, headers }: Call) => ({ headers, body: `${body as string} ` })],
    ['that is empty', ({ headers }: Call) => ({ headers })],
  ] as const)('%s is answered 401 and changes nothing (S19)', async (_what, forge) => {
    const { id } = await pendingPayout();
    const before = await everythingAtRest(api);
    const answer = await callBack(forge(asJson({ id })) as Call);
    expect(answer).toMatchObject({ status: 401, body: { code: 'callback_forged' } });
    expect(await everything(api)).toBe(before);
  });

  it.each([
    ['not what is documented', signed('[]')],
    ['more than its reader can bear', asJson({ id: 'throw' })],
  ])('but signed, and %s, is answered 400 and changes nothing', async (_what, call) => {
    const before = await everythingAtRest(api);
    expect(await callBack(call)).toMatchObject({ status: 400, body: { code: 'callback_unreadable' } });
    expect(await everything(api)).toBe(before);
  });

  it('is counted, not kept: a flood of them costs one row', async () => {
    await api.dataSource.query('delete from callback_refusal');
    const flood = Array.from({ length: 2_000 }, (_, index) => ({ body: `{"id":"${index}"}` }));
    for (let start = 0; start < flood.length; start += 100)
      await Promise.all(flood.slice(start, start + 100).map((call) => callBack(call)));
    const rows = await eventually('the count is written', async () => {
      const found = await api.dataSource.query(
        `select provider, path, reason, count, day = (now() at time zone 'UTC')::date as today from callback_refusal
           where reason = 'forged' and path = 'done'`,
      );
      return found.length > 0 && BigInt(found[0].count) >= 2_000n ? found : null;
    });
    expect(rows).toMatchObject([{ provider: provider.name, path: 'done', reason: 'forged', today: true }]);
    const lines = api.logged.filter((line) => line.includes('callbacks were refused'));
    expect(lines.length).toBeLessThan(20);
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({
        callback: `${provider.name}/done`,
        reason: 'forged',
        count: expect.any(Number),
        why: 'wrong signature',
      }),
    );
  });
});

describe('a path that no provider calls', () => {
  it.each([
    'unknown/done',
    'PROVIDER/nothing',
    'PROVIDER/done/with-a-secret',
    'PROVIDER/mine',
    'constructor/done',
    '__proto__/done',
  ])('%s is not found', async (path) => {
    const before = await everythingAtRest(api);
    const answer = await api.call(`/callbacks/${path.replace('PROVIDER', provider.name)}`, {
      method: 'POST',
      key: null,
      ...asJson({ id: randomUUID() }),
    });
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await everything(api)).toBe(before);
  });

  it('is only for POST', async () => {
    const answer = await api.call(`/callbacks/${provider.name}/done`, { key: null });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST' } });
  });
});

describe('the body of a callback', () => {
  it('may have 32 KB and no byte more, declared or not (S10)', async () => {
    const id = randomUUID();
    const filled = (bytes: number) =>
      signed(JSON.stringify({ id, filler: '' }).replace('""', `"${'x'.repeat(bytes)}"`));
    const room = 32_768 - Buffer.byteLength(filled(0).body);
    expect((await callBack(filled(room))).status).toBe(202);
    expect(await callBack(filled(room + 1))).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    const { headers, body } = filled(room + 1);
    const undeclared = await callBack({ headers, body: Readable.from([body]) });
    expect(undeclared).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    expect(await stored(id)).toHaveLength(1);
  });

  it('may hold what PostgreSQL cannot keep as text (S9) (F63)', async () => {
    const id = `${randomUUID()}\u0000\ud800`;
    expect((await callBack(asJson({ id }))).status).toBe(202);
    expect(await stored(`${id.slice(0, 36)}\ufffd`)).toHaveLength(1);
  });

  it.each(['application/x-www-form-urlencoded', 'application/vnd.salur.callback', 'text/plain'])(
    'does not bypass the rule that all other bodies are JSON: %s',
    async (type) => {
      const answer = await api.create({}, { 'content-type': type });
      expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    },
  );
});
