/** The programs of README.md and the webhooks guide, word for word but for addresses: compiled and run. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { LOCAL_API_KEY } from '../../scripts/stack/local-stack.js';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { blocksOf } from '../support/guide.js';
import { Sandbox } from '../support/sandbox.js';
import { Service } from '../support/service.js';

const [PAYING = ''] = blocksOf('README.md').flatMap(({ language, text }) => (language === 'ts' ? text : []));
const [LISTENING = ''] = blocksOf('docs/guides/webhooks.md').flatMap(({ language, text }) =>
  language === 'ts' ? text : [],
);

let database: TestDatabase;
let sandbox: Sandbox;
let service: Service;
let folder: string;
/** Where the program that listens for webhooks listens. */
let port: number;

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
  service = await Service.start(database.url, sandbox, {
    BOOTSTRAP_API_KEY: LOCAL_API_KEY,
    WEBHOOK_ALLOW_PRIVATE: 'true',
  });
  port = await freePort();
  // Inside of the repository, so that `#libs` means what it says.
  mkdirSync('.data', { recursive: true });
  folder = mkdtempSync(path.resolve('.data/readme-'));
  writeFileSync(path.join(folder, 'pay.ts'), asHere(PAYING));
  writeFileSync(path.join(folder, 'listen.ts'), asHere(LISTENING));
  const options = { noEmit: true, incremental: false, rootDir: '../..', types: ['node'] };
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', compilerOptions: options, include: ['*.ts'] }),
  );
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await service.stop();
  await sandbox.stop();
  await database.drop();
});

function asHere(text: string): string {
  return text.replaceAll('http://127.0.0.1:3000', service.url).replace('listen(8080)', `listen(${port})`);
}

async function run(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, program)]);
  return stdout;
}

async function call(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Record<string, string>> {
  const response = await fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${LOCAL_API_KEY}`,
      'content-type': 'application/json',
      connection: 'close',
      ...headers,
    },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, string>;
}

describe('the programs of the documents', () => {
  it('compile', async () => {
    const tsc = path.resolve('node_modules/typescript/bin/tsc');
    const compiled = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch((error) => error);
    expect(compiled.stdout).toBe('');
  }, 60_000);

  it('pay once, receive the event, and read a problem; the same key over plain HTTP is the same payout', async () => {
    const { secret } = await call('/v1/webhook-endpoints', { url: `http://127.0.0.1:${port}/` });
    const listener = spawn(process.execPath, [path.join(folder, 'listen.ts')], {
      env: { PATH: process.env.PATH, SALUR_WEBHOOK_SECRET: secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    listener.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    try {
      await eventually('it listens, and refuses what Salur has not signed', async () => {
        const response = await fetch(`http://127.0.0.1:${port}/`, {
          method: 'POST',
          body: '{"type":"payout.succeeded"}',
        });
        expect(response.status).toBe(401);
        return true;
      });
      expect(await run('pay.ts')).toMatch(/^succeeded api_reply\nillegal_transition .*succeeded.* \S+\n$/);
      const same = {
        reference: 'INV-2026-0002',
        amount: 50_000,
        rail: 'duitku.online',
        destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673566' },
      };
      const again = await call('/v1/payouts', same, { 'idempotency-key': 'pay-INV-2026-0002', prefer: 'wait=10' });
      expect(again).toMatchObject({ reference: 'INV-2026-0002', status: 'succeeded' });
      expect((await sandbox.books()).totals.movedCount).toBe(1);
      await eventually('the webhook has come', async () => printed.includes('payout.succeeded INV-2026-0002'));
    } finally {
      listener.kill();
      await once(listener, 'exit');
    }
  }, 60_000);
});
