import { newId } from '#libs/platform';
import { CommandLine } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { Receiver } from '../support/receiver.js';
import { ACCOUNT } from '../support/sandbox.js';
import type { PayoutBody, Service } from '../support/service.js';
import { Stage } from '../support/stage.js';

let stage: Stage;
let service: Service;
let receiver: Receiver;
let salur: CommandLine;

beforeAll(async () => {
  stage = await Stage.open();
  receiver = await Receiver.open();
  // Only an operator's command causes a status check.
  service = await stage.start({ STATUS_CHECK_DELAYS: '1h', WEBHOOK_ALLOW_PRIVATE: 'true' });
  salur = new CommandLine({
    ...stage.sandbox.environment,
    NODE_ENV: 'test',
    DATABASE_URL: stage.database.url,
    SALUR_OPERATOR: 'fatima',
  });
});
afterAll(async () => {
  await stage.close();
  await receiver.close();
});

async function create(account: string, overrides: Record<string, unknown> = {}): Promise<PayoutBody> {
  const { status, body } = await service.create(account, overrides, { prefer: 'wait=10' });
  expect(status).toBe(201);
  return body;
}

/** Who moved a payout last, and how. */
async function lastEvent(id: string) {
  const { body } = await service.call<{ data: { event: string; actor: string; detail: object }[] }>(
    'GET',
    `/v1/payouts/${id}/events`,
  );
  return body.data.at(-1);
}

describe('salur payout', () => {
  it('checks a payout without a result at the provider, and shows what then proves it', async () => {
    const pending = await create(ACCOUNT.timesOutThenPaid);
    expect(pending).toMatchObject({ status: 'pending', pendingReason: 'ambiguous' });
    const before = await salur.run('payout', 'show', pending.id);
    expect(before.stdout).toContain(
      'The response of duitku to the transfer is unclear: it may be paid. Do not pay it another way.',
    );

    const tooEarly = await salur.run('payout', 'check', pending.id);
    expect(tooEarly).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('is pending: ambiguous.'),
    });
    expect(tooEarly.stdout).toMatch(/^Asked duitku: status: processing, code TO, HTTP 200 after \d+ ms\.\n/);
    expect(await salur.json('payout', 'check', pending.id)).toMatchObject({ id: pending.id, status: 'succeeded' });
    expect(await service.read(pending.id)).toMatchObject({ status: 'succeeded', proof: 'status_check' });

    const { stdout } = await salur.run('payout', 'show', pending.id);
    expect(stdout).toMatch(/Proof: the provider's response to a status check\./);
    expect(stdout).not.toContain(ACCOUNT.timesOutThenPaid);
    const what = stdout
      .split('WHAT')[1]
      ?.split('\n')
      .slice(1)
      .map((line) => line.slice(25).split(/ {2,}/)[0]);
    expect(what).toEqual(
      expect.arrayContaining([
        'created',
        'asked duitku',
        'inquiry_passed',
        'transfer 1',
        'confirmed',
        'ambiguous',
        'paid',
      ]),
    );
  });

  it('confirms a waiting payout, records the operator in the history, and leaves the sending to the service', async () => {
    const waiting = await create(ACCOUNT.paid, { confirmation: 'manual' });
    expect(waiting.status).toBe('inquired');
    const shown = await salur.run('payout', 'show', waiting.id);
    expect(shown.stdout).toContain('The order asks for a confirmation before the transfer.');

    const confirmed = await salur.run('payout', 'confirm', waiting.id, '--as', 'budi', '--reason', 'ticket 4711');
    expect(confirmed).toMatchObject({ code: 0, stdout: expect.stringContaining('is confirmed, by operator:budi') });
    expect(await service.until(waiting.id, 'succeeded')).toMatchObject({ proof: 'api_reply' });
    const [sender] = await stage.query(`select owner from attempt where payout_id = $1`, [waiting.id]);
    expect(sender).toEqual({ owner: expect.stringMatching(new RegExp(`:${service.child.pid}$`)) });
    const events = await service.events(waiting.id);
    expect(events.find(({ event }) => event === 'confirmed')).toMatchObject({
      actor: 'operator:budi',
      detail: { reason: 'ticket 4711' },
    });

    const again = await salur.run('payout', 'confirm', waiting.id);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toBe(
      'salur: A payout that is succeeded cannot be confirmed; only one that is inquired (illegal_transition)\n',
    );
  });

  it('cancels a payout, and refuses to check one whose provider has no credentials here', async () => {
    const waiting = await create(ACCOUNT.paid, { confirmation: 'manual' });
    const cancelled = await salur.json<PayoutBody>('payout', 'cancel', waiting.id);
    expect(cancelled).toMatchObject({ id: waiting.id, status: 'cancelled' });
    expect(await lastEvent(waiting.id)).toMatchObject({ event: 'cancelled', actor: 'operator:fatima' });

    const blind = new CommandLine({ NODE_ENV: 'test', DATABASE_URL: stage.database.url });
    const { code, stderr } = await blind.run('payout', 'check', waiting.id);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'salur: duitku.online has no credentials here: run this with the environment of the service\n',
    });
  });

  it('resolves a payout in review, with reason and evidence, only after the operator confirms', async () => {
    const { id } = await create(ACCOUNT.timesOutThenPaid);
    await escalate(id);
    const shown = await salur.run('payout', 'show', id);
    expect(shown.stdout).toMatch(/duitku gave no clear response for too long\./);
    expect(shown.stdout).toMatch(
      /A person asks duitku whether our number \d{9} was paid, and resolves it with proof\./,
    );

    const said = ['--paid', '--reason', 'seen on the statement', '--evidence', 'line 14'];
    expect(await salur.run('payout', 'resolve', id, ...said)).toMatchObject({ code: 2, stdout: '' });
    expect(await service.read(id)).toMatchObject({ status: 'review' });

    const resolved = await salur.run('payout', 'resolve', id, ...said, '--yes');
    expect(resolved).toMatchObject({ code: 0, stdout: expect.stringContaining('as paid by operator:fatima') });
    expect(await service.read(id)).toMatchObject({ status: 'succeeded', proof: 'operator' });
    expect(await lastEvent(id)).toMatchObject({
      event: 'resolved_paid',
      actor: 'operator:fatima',
      detail: { reason: 'seen on the statement', evidence: 'line 14' },
    });
    const { stdout } = await salur.run('payout', 'show', id);
    expect(stdout).toContain('Proof: the decision of a person. fatima decided it: seen on the statement.');
  });
});

/** Puts a pending payout into review, as the worker does after REVIEW_AFTER. */
async function escalate(id: string): Promise<void> {
  await stage.query(
    `with moved as (
       update payout set status = 'review', version = version + 1, pending_reason = null, review_reason = 'unresolved',
         review_since = now() where id = $1 returning id, version)
     insert into payout_event (payout_id, version, event, from_status, to_status, actor)
     select id, version, 'escalated', 'pending', 'review', 'test' from moved`,
    [id],
  );
}

interface Listed {
  readonly data: readonly {
    id: string;
    client: string;
    waiting: object | null;
    destination: { accountNumber: string };
  }[];
  readonly more: boolean;
}

describe('salur payout list', () => {
  it('finds payouts of all clients by their properties, with masked account numbers', async () => {
    const other = await salur.json<{ id: string }>('client', 'create', 'other');
    const key = (await salur.run('key', 'create', 'other', '--scope', 'payouts:create', '--quiet')).stdout.trim();
    const references = [`L-${newId()}`, `L-${newId()}`];
    const [first, second] = await Promise.all(
      references.map(async (reference, index) => {
        const headers = { authorization: `Bearer ${key}`, prefer: 'wait=10' };
        const confirmation = index === 0 ? 'automatic' : 'manual';
        return (await service.create(ACCOUNT.paid, { reference, confirmation }, headers)).body;
      }),
    );
    const byClient = await salur.json<Listed>('payout', 'list', '--client', 'other', '--limit', '1');
    expect(byClient).toMatchObject({ more: true, data: [{ client: 'other', clientId: other.id }] });
    const byReference = await salur.json<Listed>('payout', 'list', '--reference', references[0] as string);
    expect(byReference.data.map(({ id }) => id)).toEqual([first?.id]);
    expect(byReference.data[0]?.destination.accountNumber).toBe('******3566');
    expect((await salur.json<Listed>('payout', 'list', '--client', 'other', '--created-to', '1h')).data).toEqual([]);

    const waiting = await salur.json<Listed>('payout', 'list', '--waiting', '--client', 'other');
    expect(waiting.data.map(({ id }) => id)).toEqual([second?.id]);
    for (const [reason, ids] of [
      ['approval', [second?.id]],
      ['funds', []],
    ] as const) {
      const forIt = await salur.json<Listed>('payout', 'list', '--waiting', reason, '--client', 'other');
      expect([reason, forIt.data.map(({ id }) => id)]).toEqual([reason, ids]);
    }
    const both = await salur.json<Listed>('payout', 'list', '--status', 'inquired,succeeded', '--client', 'other');
    expect(both.data.map(({ id }) => id)).toEqual([first?.id, second?.id].sort().reverse());
    const table = await salur.run('payout', 'list', '--client', 'other', '--rail', 'duitku.online');
    expect(table.stdout).toMatch(/^ACCEPTED \(WIB\) +ID +CLIENT +REFERENCE +STATUS +AMOUNT +RAIL\n/);
    expect(table.stdout).not.toContain(ACCOUNT.paid);
  });

  it('exports CSV in which what clients wrote is text, amounts are numbers and account numbers are masked (S15) (F64)', async () => {
    const reference = `=1+1;"@${newId()}"`;
    const written = { reference, purpose: '+cmd|calc', destination: { ...DESTINATION, accountHolderName: '-2+3@x' } };
    await create(ACCOUNT.paid, written);
    const { code, stdout } = await salur.run('payout', 'list', '--format', 'csv', '--reference', reference);
    expect(code).toBe(0);
    const [names, cells, end] = stdout.split('\r\n');
    expect(end).toBe('');
    expect(names).toMatch(/^id,client,reference,status,amount,currency,/);
    expect(cells).toContain(`,bootstrap,"'=1+1;""'@`);
    expect(cells).toContain(`,50000,IDR,`);
    expect(cells).toContain(`,******3566,"'-2+3@x",`);
    expect(cells).toContain(`,"'+cmd|calc",`);
    expect(stdout).not.toContain(ACCOUNT.paid);
  });
});

const DESTINATION = { type: 'bank_account', bankCode: '014', accountNumber: ACCOUNT.paid };

interface Delivery {
  readonly id: string;
  readonly status: string;
  readonly endpointId: string;
}

describe('salur webhook and salur alert', () => {
  it('lists deliveries to clients, and redelivers one of them or those of a period', async () => {
    await service.call('POST', '/v1/webhook-endpoints', { url: receiver.url(), events: ['payout.succeeded'] });
    const { id } = await create(ACCOUNT.paid);
    await eventually('it is delivered', async () => receiver.received.length === 1);
    const delivered = () =>
      salur.json<{ data: Delivery[] }>('webhook', 'list', '--payout', id, '--status', 'delivered');
    const [delivery] = await eventually('its delivery is recorded', async () => {
      const { data } = await delivered();
      return data.length === 1 ? data : null;
    });
    const one = await salur.run('webhook', 'redeliver', delivery?.id as string);
    expect(one).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('is tried again now') });
    await eventually('it is delivered again', async () => receiver.received.length === 2);

    await eventually('that is known', async () => (await delivered()).data.length === 1);
    const range = ['--endpoint', delivery?.endpointId as string, '--created-from', '1h', '--status', 'all'];
    expect(await salur.json('webhook', 'redeliver', ...range)).toEqual({ count: 1, more: false });
    await eventually('it is delivered once more', async () => receiver.received.length === 3);
  });

  it('list alerts, newest first, without control characters for the terminal (F64)', async () => {
    const message = 'not so\u001b[2J good';
    await stage.query(`insert into alert (id, kind, message) values ($1, 'callback_unmatched', $2)`, [
      newId(),
      message,
    ]);
    const { stdout } = await salur.run('alert', 'list', '--kind', 'callback_unmatched');
    expect(stdout).toContain('callback_unmatched');
    expect(stdout).toContain('not so\ufffd[2J good');
    expect(await salur.json('alert', 'list', '--from', '1h')).toMatchObject({ data: [{ message }] });
  });
});
