import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { ALL_SCOPES } from '#libs/clients';
import { METRICS, type MetricDefinition } from '#libs/metrics';
import { newId } from '#libs/platform';
import { asJson, CallingProvider, REAL_PROVIDER_OFF, signed } from '../../../../test/support/calling-provider.js';
import { eventually } from '../../../../test/support/eventually.js';
import { type Exposed, readExposition, sumOf } from '../../../../test/support/read-exposition.js';
import { answerWith, Receiver } from '../../../../test/support/receiver.js';
import { ACCOUNT, Sandbox } from '../../../../test/support/sandbox.js';
import { setFacts } from '../testing/given-rows.js';
import { type Api, type Call, startApi } from '../testing/start-api.js';

let sandbox: Sandbox;
let receiver: Receiver;
let api: Api;
beforeAll(async () => {
  sandbox = await Sandbox.start();
  receiver = await Receiver.open();
  api = await startApi({
    ...sandbox.environment,
    WORKER_INTERVAL: '50ms',
    STATUS_CHECK_DELAYS: '100ms',
    WEBHOOK_ALLOW_PRIVATE: 'true',
    RATE_LIMIT_UNAUTHENTICATED: '100000',
  });
});
afterAll(async () => {
  await api.close();
  await receiver.close();
  await sandbox.stop();
});

type Metrics = ReadonlyMap<string, Exposed>;
const read = async (): Promise<Metrics> => readExposition((await api.call('/metrics')).text);

/** Waits until metrics have become what is wanted of them. */
const metricsThat = (what: string, are: (metrics: Metrics) => boolean): Promise<Metrics> =>
  eventually(what, async () => {
    const metrics = await read();
    return are(metrics) ? metrics : null;
  });

/** A change of one sum: name, labels, by how much. */
type Change = readonly [name: string, labels: Readonly<Record<string, string>>, by: number];

async function expectChanges(cause: () => Promise<unknown>, ...changes: readonly Change[]): Promise<void> {
  const before = await read();
  await cause();
  const risen = (metrics: Metrics) => changes.map(([name, labels]) => sumOf(metrics, name, labels));
  const start = risen(before);
  let seen: number[] = [];
  await eventually('the metrics have moved', async () => {
    seen = risen(await read()).map((value, index) => value - (start[index] as number));
    return changes.every(([, , by], index) => (seen[index] as number) >= by);
  }).catch(() => undefined);
  expect(changes.map(([name, labels], index) => [name, labels, seen[index]])).toEqual(changes);
}

/** Creates a payout and waits for its end. */
async function paid(accountNumber: string, overrides: Record<string, unknown> = {}): Promise<void> {
  const destination = { type: 'bank_account', bankCode: '014', accountNumber };
  const { body } = await api.create({ destination, ...overrides });
  await eventually('the payout ends', async () => {
    const { status } = (await api.call(`/v1/payouts/${body.id}`)).body;
    return ['succeeded', 'failed', 'review'].includes(status);
  });
}

describe('GET /metrics', () => {
  it('is closed without a key, and to a key with every scope but its own (S38)', async () => {
    for (const key of [null, 'wrong-key-0123456789']) {
      const refused = await api.call('/metrics', { key });
      expect(refused).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(refused.text).not.toContain('salur_');
    }
    const { key } = await api.newKey(ALL_SCOPES.filter((scope) => scope !== 'metrics:read'));
    const refused = await api.call('/metrics', { key });
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden', scope: 'metrics:read' } });
    expect(refused.text).not.toContain('salur_payouts');
  });

  it('returns the Prometheus text format and forbids caching', async () => {
    const { key } = await api.newKey(['metrics:read']);
    const answer = await api.call('/metrics', { key });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
    });
    const metrics = readExposition(answer.text);
    for (const [name, metric] of Object.entries<MetricDefinition>(METRICS))
      expect([name, metrics.get(name)]).toEqual([
        name,
        expect.objectContaining({ help: metric.help, type: metric.type }),
      ]);
    for (const name of metrics.keys()) expect(name).toMatch(/^salur_/);
    for (const name of ['eventloop_lag_seconds', 'heap_size_used_bytes', 'gc_duration_seconds'])
      expect(metrics.has(`salur_nodejs_${name}`)).toBe(true);
    expect((await api.call('/metrics', { method: 'HEAD', key })).status).toBe(200);
  });

  it('has only the label values of the table of metrics', async () => {
    for (const [name, { series }] of await read()) {
      const labels: Readonly<Record<string, readonly string[] | 'routes'>> | undefined = (
        METRICS as Readonly<Record<string, MetricDefinition>>
      )[name]?.labels;
      if (labels === undefined) continue;
      for (const { labels: given } of series)
        for (const [label, word] of Object.entries(given)) {
          const words = label === 'le' ? [word] : labels[label];
          const known = words === 'routes' ? ['none', ...api.paths.list().map(({ path }) => path)] : words;
          expect([name, label, [...(known ?? []), 'other']]).toEqual([name, label, expect.arrayContaining([word])]);
        }
    }
  });
});

describe('a metric moves when its cause happens:', () => {
  it('a payout that is paid', async () => {
    const rail = 'duitku.online';
    await expectChanges(
      () => paid(ACCOUNT.paid),
      ['salur_payouts_accepted_total', { rail }, 1],
      ['salur_payout_moves_total', { event: 'inquiry_passed', rail }, 1],
      ['salur_payout_moves_total', { event: 'confirmed', rail }, 1],
      ['salur_payout_moves_total', { event: 'paid', rail }, 1],
      ['salur_payout_duration_seconds_count', { rail, status: 'succeeded' }, 1],
      ['salur_provider_call_duration_seconds_count', { provider: 'duitku', step: 'inquiry', outcome: 'passed' }, 1],
      ['salur_provider_call_duration_seconds_count', { provider: 'duitku', step: 'transfer', outcome: 'paid' }, 1],
      ['salur_http_request_duration_seconds_count', { method: 'POST', route: '/v1/payouts', status: '2xx' }, 1],
    );
  });

  it('a payout to a wrong account', async () => {
    await expectChanges(
      () => paid(ACCOUNT.wrong),
      ['salur_payout_moves_total', { event: 'refused' }, 1],
      ['salur_payout_duration_seconds_count', { status: 'failed' }, 1],
      ['salur_provider_call_duration_seconds_count', { step: 'inquiry', outcome: 'refused' }, 1],
    );
  });

  it('a provider that takes a transfer and sends no response', async () => {
    await sandbox.fault({ step: 'transfer', action: { kind: 'drop', when: 'before_answer', moves: true } });
    await expectChanges(
      () => paid(ACCOUNT.paid),
      ['salur_provider_unanswered_calls_total', { provider: 'duitku', step: 'transfer' }, 1],
      ['salur_provider_call_duration_seconds_count', { step: 'transfer', outcome: 'ambiguous' }, 1],
      ['salur_payout_moves_total', { event: 'ambiguous' }, 1],
    );
  });

  it('a forged callback', async () => {
    const body = { disburseId: '1', bankAccount: '1', accountName: 'x', signature: 'no' };
    const call = () => api.call('/callbacks/duitku/clearing', { method: 'POST', key: null, body });
    await expectChanges(
      call,
      ['salur_callbacks_total', { provider: 'duitku', result: 'forged' }, 1],
      ['salur_http_request_duration_seconds_count', { route: '/callbacks/:provider/:path' }, 1],
    );
  });

  it('an error that is answered', async () => {
    await expectChanges(
      () => api.create({ amount: 0 }),
      ['salur_http_problems_total', { code: 'validation_failed' }, 1],
      ['salur_http_request_duration_seconds_count', { route: '/v1/payouts', status: '4xx' }, 1],
    );
  });

  it('a webhook that is refused, and parked', async () => {
    const { body: endpoint } = await api.call('/v1/webhook-endpoints', {
      method: 'POST',
      body: { url: receiver.url(), events: ['payout.returned'] },
    });
    receiver.answer = answerWith(500);
    const test = () => api.call(`/v1/webhook-endpoints/${endpoint.id}/test`, { method: 'POST' });
    await expectChanges(
      test,
      ['salur_webhook_try_duration_seconds_count', { result: 'refused' }, 1],
      ['salur_webhook_deliveries', { status: 'parked' }, 1],
    );
    receiver.answer = answerWith(204);
    await expectChanges(test, ['salur_webhook_try_duration_seconds_count', { result: 'delivered' }, 1]);
  });

  it('a loop that runs, and one that fails', async () => {
    const loop = 'deliver-webhooks';
    await metricsThat('every quick loop has run', (metrics) =>
      ['work-due-payouts', 'drain-outbox', loop].every(
        (name) => sumOf(metrics, 'salur_loop_duration_seconds_count', { loop: name, result: 'done' }) > 0,
      ),
    );
    const since = sumOf(await read(), 'salur_loop_last_done_timestamp_seconds', { loop });
    expect(Math.abs(Date.now() / 1_000 - since)).toBeLessThan(30);
    await api.dataSource.query('alter table webhook_endpoint rename to hidden');
    try {
      const metrics = await metricsThat(
        'it has failed, and the look that needs that table too',
        (metrics) =>
          sumOf(metrics, 'salur_loop_duration_seconds_count', { loop, result: 'failed' }) > 0 &&
          sumOf(metrics, 'salur_database_unread_figures') > 0,
      );
      expect(sumOf(metrics, 'salur_database_unread_figures')).toBe(1);
      expect(sumOf(metrics, 'salur_database_up')).toBe(1);
      expect(metrics.get('salur_webhook_deliveries')?.series).toEqual([]);
      expect(metrics.get('salur_payouts_open')?.series).not.toEqual([]);
    } finally {
      await api.dataSource.query('alter table hidden rename to webhook_endpoint');
    }
  });

  it('a query for a balance, which no payout causes', async () => {
    const call = { provider: 'duitku', step: 'balance' };
    await metricsThat(
      'it was asked',
      (metrics) => sumOf(metrics, 'salur_provider_call_duration_seconds_count', call) > 0,
    );
  });

  it('a provider’s balance and its age', async () => {
    expect(
      (await read()).get('salur_provider_balance_rupiah')?.series.map(({ labels }) => labels.provider),
    ).not.toContain('doku');
    const askedAt = new Date(Date.now() - 90_000);
    await setFacts(api, { balance: { available: 1_234_567n, askedAt } });
    const metrics = await read();
    expect(sumOf(metrics, 'salur_provider_balance_rupiah', { provider: 'duitku' })).toBe(1_234_567);
    const age = sumOf(metrics, 'salur_provider_balance_age_seconds', { provider: 'duitku' });
    expect(Math.round(age)).toBeGreaterThanOrEqual(90);
    expect(age).toBeLessThan(150);
  });

  it('a pool whose connections are taken', async () => {
    const held = await Promise.all(
      [1, 2, 3].map(async () => {
        const runner = api.dataSource.createQueryRunner();
        await runner.connect();
        return runner;
      }),
    );
    const metrics = await read();
    for (const runner of held) await runner.release();
    expect(sumOf(metrics, 'salur_database_connections', { state: 'in_use' })).toBeGreaterThanOrEqual(3);
  });

  it('a provider that does not respond, after five calls in a row', async () => {
    expect(sumOf(await read(), 'salur_provider_circuit_open', { provider: 'duitku' })).toBe(0);
    await sandbox.fault({ step: 'inquiry', times: 20, action: { kind: 'drop', when: 'before_answer' } });
    for (let count = 0; count < 5; count += 1) await api.create();
    await metricsThat(
      'its circuit is open',
      (metrics) => sumOf(metrics, 'salur_provider_circuit_open', { provider: 'duitku' }) === 1,
    );
    await sandbox.reset();
  });
});

describe('a metric of callbacks moves when one is taken:', () => {
  const provider = new CallingProvider();
  let called: Api;
  beforeAll(async () => {
    called = await startApi({ ...REAL_PROVIDER_OFF, WORKER_INTERVAL: '50ms' }, [], [provider]);
  });
  afterAll(() => called.close());

  const callBack = (call: Call) =>
    called.call(`/callbacks/${provider.name}/done`, { method: 'POST', key: null, ...call });
  const taken = async (result: string) =>
    sumOf(readExposition((await called.call('/metrics')).text), 'salur_callbacks_total', {
      provider: provider.name,
      result,
    });

  it.each(['new', 'duplicate', 'unreadable', 'forged'])('%s', async (result) => {
    const genuine = asJson({ id: randomUUID() });
    if (result === 'duplicate') await callBack(genuine);
    const before = await taken(result);
    const calls: Readonly<Record<string, Call>> = {
      unreadable: signed('{', 'application/json'),
      forged: { ...genuine, headers: { ...genuine.headers, 'x-signature': 'no' } },
    };
    await callBack(calls[result] ?? genuine);
    expect(await taken(result)).toBe(before + 1);
  });

  it('and how many are open, until a transfer is known to them', async () => {
    await callBack(asJson({ id: randomUUID() }));
    await eventually('one is unmatched', async () => {
      const metrics = readExposition((await called.call('/metrics')).text);
      return sumOf(metrics, 'salur_callbacks_open', { status: 'unmatched' }) > 0;
    });
  });
});

describe('the content of requests', () => {
  const HOSTILE = ['"}\n# HELP x', '\\', '\u0000', '{{jndi}}', '<script>', "' or 1=1 --", 'x'.repeat(2_000)];

  /** A connection of its own, for what no HTTP client sends. */
  const bare = (line: string): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
      socket.on('error', () => undefined).once('close', () => resolve());
      socket.resume().end(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    });

  async function storm(): Promise<void> {
    for (const text of HOSTILE) {
      const encoded = encodeURIComponent(text);
      const id = newId();
      await Promise.all([
        api.call(`/v1/payouts/${id}`),
        api.call(`/v1/payouts/${encoded}`),
        api.call(`/${encoded}/${id}`, { key: null }),
        api.call(`/v1/payouts?reference=${encoded}`),
        api.call(`/metrics?${encoded}=${id}`),
        api.call(`/callbacks/${encoded}/${id}`, { method: 'POST', key: null, body: text }),
        api.call(`/callbacks/duitku/cash-out/${encoded}`, { method: 'POST', key: null, body: { text } }),
        api.create({ reference: text, rail: text, purpose: text, metadata: { [text]: text } }),
        api.create({ reference: randomUUID(), rail: `duitku.${id}` }),
        api.call('/v1/clients', { method: 'POST', body: { name: `${id} ${text}`.slice(0, 60) } }),
        bare(`QUERY /v1/payouts/${encoded}`),
        bare(`M${id.slice(0, 8)} /v1/payouts`),
        bare(`GET /v1/payouts/%`),
      ]);
    }
  }
  const seriesIn = (metrics: Metrics) =>
    [...metrics.values()].flatMap(({ series }) =>
      series.map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`),
    );

  it('creates no new series', async () => {
    await storm();
    const first = seriesIn(await read());
    await storm();
    await storm();
    const answer = await api.call('/metrics');
    // Of the process itself: which kinds of handles and of garbage collection there were so far.
    const ofNode = (series: string) => /^salur_(nodejs|process)_/.test(series);
    const grown = seriesIn(readExposition(answer.text)).filter((series) => !first.includes(series) && !ofNode(series));
    expect(grown).toEqual([]);
    for (const word of ['jndi', '<script', 'or 1=1', 'xxxx', 'QUERY', '# HELP x'])
      expect(answer.text).not.toContain(word);
    expect(answer.text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
    expect(
      sumOf(readExposition(answer.text), 'salur_http_request_duration_seconds_count', { route: 'none' }),
    ).toBeGreaterThan(5);
  });
});
