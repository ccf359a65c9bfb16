import { hostname } from 'node:os';
import pg from 'pg';
import { newId } from '#libs/platform';
import { Child } from '../support/child-process.js';
import { CommandLine } from '../support/command-line.js';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { Receiver } from '../support/receiver.js';
import { ACCOUNT, Sandbox } from '../support/sandbox.js';
import { FAST, Service } from '../support/service.js';

let database: TestDatabase;
let sandbox: Sandbox;
let api: Service;
let worker: Child;
let salur: CommandLine;
let chat: Receiver;

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
  chat = await Receiver.open();
  api = await Service.start(database.url, sandbox, { WORKER: 'separate', READY_WITHOUT_WORKER: '2s' });
  worker = await startWorker();
  salur = new CommandLine({ ...sandbox.environment, NODE_ENV: 'test', DATABASE_URL: database.url });
});
afterAll(async () => {
  await api.stop();
  await worker.end('SIGTERM');
  await sandbox.stop();
  await chat.close();
  await database.drop();
});

const alerts = () => ({ ALERT_WEBHOOK_URL: chat.url('/alerts'), WEBHOOK_ALLOW_PRIVATE: 'true' });

async function startWorker(): Promise<Child> {
  const environment = { ...FAST, ...sandbox.environment, WORKER: 'separate', DATABASE_URL: database.url, ...alerts() };
  const started = Child.start('programs/worker.js', environment);
  await started.prints(/The worker is working/);
  return started;
}

const readyWith = (status: number) =>
  api.child.eventually(`the API reports ${status}`, async () => {
    const answer = await api.call('GET', '/health/ready');
    return answer.status === status ? answer : null;
  });

/** The causes for which a person should look, once `salur status` has this one, or has it no more. */
const causes = (code: string, isThere: boolean) =>
  api.child.eventually(`salur status ${isThere ? 'has' : 'has no'} ${code}`, async () => {
    const done = await salur.run('status', '--json');
    const body = JSON.parse(done.stdout) as { causes: { code: string; what: string }[] };
    const cause = body.causes.find((each) => each.code === code);
    return (cause !== undefined) === isThere ? { ...done, what: cause?.what } : null;
  });

describe('an API with a worker of its own', () => {
  it('avoids a provider that does not respond to the worker, and uses it again once it does', async () => {
    await readyWith(200);
    await sandbox.control('POST', 'outage', { on: true });
    await Promise.all(Array.from({ length: 4 }, () => api.create(ACCOUNT.paid)));
    const verdict = async () => {
      const { body } = await api.call<{ data: { name: string; verdict: { code: string | null } }[] }>(
        'GET',
        '/v1/rails?amount=50000&bankCode=014',
      );
      return body.data.find(({ name }) => name === 'duitku.online')?.verdict.code;
    };
    await api.child.eventually('the API avoids it', async () => (await verdict()) === 'not_answering');
    const metrics = await api.readMetrics();
    expect(metrics).toMatch(/^salur_provider_circuit_open\{provider="duitku"\} 1$/m);
    expect((await salur.run('status')).stdout).toMatch(/duitku +(open|half_open)/);
    await sandbox.control('POST', 'outage', { on: false });
    const { body } = await api.create(ACCOUNT.paid);
    await api.until(body.id, 'succeeded');
    await api.child.eventually('the API uses it again', async () => (await verdict()) === null);
  });

  it('is not ready after the worker was killed, names it, and is ready again with another one', async () => {
    const { pid } = worker.process;
    await worker.end('SIGKILL');
    const { body } = await readyWith(503);
    expect(body.detail).toMatch(/^No worker has been alive for \d+ s/);
    const killed = await causes('no_worker', true);
    expect(killed.code).toBe(1);
    expect(killed.what).toContain(`${hostname()}:${pid} was last seen`);
    worker = await startWorker();
    await readyWith(200);
    await causes('no_worker', false);
    const paid = await api.create(ACCOUNT.paid);
    await api.until(paid.body.id, 'succeeded');
  });

  it('sends an alert to the chat, and `salur status` has it until a person acknowledges it', async () => {
    const id = newId();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`insert into alert (id, kind, message) values ($1, 'commit_unknown', 'see')`, [id]);
    await client.end();
    await worker.eventually('it is sent', async () => chat.received.some(({ body }) => body.includes(id)));
    expect(JSON.parse(chat.received.at(-1)?.body ?? '')).toMatchObject({ kind: 'commit_unknown', payoutId: null });
    expect((await causes('alerts', true)).what).toContain('the newest is commit_unknown');
    expect(await salur.run('alert', 'ack', id, '--reason', 'seen')).toMatchObject({ code: 0 });
    await causes('alerts', false);
  });
});
