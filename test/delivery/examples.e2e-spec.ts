/** The programs in examples/: they pay once and take a webhook, wherever their language is installed. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { freePort } from '../../tools/stack/free-port.js';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { eventually } from '../support/eventually.js';
import { Sandbox } from '../support/sandbox.js';
import { API_KEY, Service } from '../support/service.js';

interface Example {
  readonly program: string;
  readonly pay: readonly string[];
  readonly listen: (port: number) => readonly string[];
}

const EXAMPLES: readonly Example[] = [
  { program: 'python3', pay: ['examples/python/pay.py'], listen: () => ['examples/python/listen.py'] },
  {
    program: 'php',
    pay: ['examples/php/pay.php'],
    listen: (port) => ['-S', `127.0.0.1:${port}`, 'examples/php/listen.php'],
  },
];

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let database: TestDatabase;
let sandbox: Sandbox;
let service: Service;
beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
  service = await Service.start(database.url, sandbox, { WEBHOOK_ALLOW_PRIVATE: 'true' });
}, 180_000);
afterAll(async () => {
  await service?.stop();
  await sandbox?.stop();
  await database?.drop();
});

describe.each(EXAMPLES)('the example for $program', ({ program, pay, listen }) => {
  const reference = `EXAMPLE-${program}`;
  const run = isInstalled(program) ? it : it.skip;
  if (run === it.skip) process.stderr.write(`${program} is not installed: its example is not run.\n`);

  run(
    'pays once, however often it is run, and takes the webhook alone that Salur has signed',
    async () => {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}/`;
      const endpoint = await service.client.webhooks.endpoints.create({ url });
      const listener = spawn(program, listen(port), {
        env: { PATH: process.env.PATH, PORT: String(port), SALUR_WEBHOOK_SECRET: endpoint.secret },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let printed = '';
      listener.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
      });
      const post = async (headers: Record<string, string>) =>
        (await fetch(url, { method: 'POST', headers, body: '{"type":"webhook.test","data":{}}' })).status;
      const signed = (secret: string, at: Date) => ({
        'webhook-id': 'evt_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Webhook(secret).sign('evt_1', at, '{"type":"webhook.test","data":{}}'),
      });
      try {
        await eventually('it listens, and rejects what has no signature', async () => (await post({})) === 401, 60_000);
        const otherSecret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
        expect(await post(signed(otherSecret, new Date()))).toBe(401);
        expect(await post(signed(endpoint.secret, new Date(Date.now() - 6 * 60_000)))).toBe(401);
        expect(await post(signed(endpoint.secret, new Date()))).toBe(204);

        const environment = { PATH: process.env.PATH, SALUR_URL: service.url, SALUR_API_KEY: API_KEY };
        const payOnce = async () =>
          (await promisify(execFile)(program, [...pay, reference], { env: environment, timeout: 60_000 })).stdout;
        const { movedCount } = (await sandbox.books()).totals;
        const first = await payOnce();
        expect(first).toMatch(new RegExp(`^${reference} succeeded [\\da-f-]{36}\\n$`));
        expect(await payOnce()).toBe(first);
        expect((await sandbox.books()).totals.movedCount).toBe(movedCount + 1);
        await eventually(
          'the webhook has come',
          async () => printed.includes(`payout.succeeded ${reference} `),
          60_000,
        );
      } finally {
        listener.kill();
        await once(listener, 'exit');
        await service.client.webhooks.endpoints.delete(endpoint.id);
      }
    },
    90_000,
  );
});
