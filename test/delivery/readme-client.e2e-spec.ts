/** The programs of README.md for services of others, word for word but for addresses: compiled, run, and listened to. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { LOCAL_API_KEY } from '../../scripts/stack/local-stack.js';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { Sandbox } from '../support/sandbox.js';
import { sendCurl } from '../support/send-curl.js';
import { Service } from '../support/service.js';

const [, SECTION = ''] = readFileSync('README.md', 'utf8').split(/^## From a service of yours$/m);
const blocksIn = (language: string) =>
  [...(SECTION.split(/^## /m)[0] ?? '').matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, block]) => block as string,
  );
const [PAYING = '', LISTENING = ''] = blocksIn('ts');
const [PAYING_BY_CURL = '', REGISTERING_BY_CURL = ''] = blocksIn('sh');

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
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await service.stop();
  await sandbox.stop();
  await database.drop();
});

function asHere(text: string): string {
  return text
    .replaceAll('http://127.0.0.1:3000', service.url)
    .replaceAll('https://finance.example/salur', `http://127.0.0.1:${port}/`)
    .replace('listen(8080)', `listen(${port})`);
}

async function run(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, program)]);
  return stdout;
}

const curl = (command = ''): Promise<Record<string, string>> => sendCurl(asHere(command));

describe('the programs in README.md', () => {
  it('compile', async () => {
    const tsc = path.resolve('node_modules/typescript/bin/tsc');
    const compiled = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch((error) => error);
    expect(compiled.stdout).toBe('');
  });

  it('pay once, are told of it, and read a problem; curl asks for the very same', async () => {
    const { secret } = await curl(REGISTERING_BY_CURL);
    const listener = spawn(process.execPath, [path.join(folder, 'listen.ts')], {
      env: { PATH: process.env.PATH, SALUR_WEBHOOK_SECRET: secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    listener.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
    });
    try {
      await eventually('it listens, and refuses what Salur has not signed', async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/`, {
          method: 'POST',
          body: '{"type":"payout.succeeded"}',
        });
        expect(answer.status).toBe(401);
        return true;
      });
      expect(await run('pay.ts')).toMatch(/^succeeded api_reply\nillegal_transition .*succeeded.* \S+\n$/);
      const [again, cancel] = PAYING_BY_CURL.split(/(?<=}}')\n/);
      const payout = await curl(again);
      expect(payout).toMatchObject({ reference: 'INV-2026-0002', status: 'succeeded' });
      const refused = await curl(cancel?.replace('<id>', payout.id ?? ''));
      expect(refused).toMatchObject({
        code: 'illegal_transition',
      });
      expect((await sandbox.books()).totals.movedCount).toBe(1);
      await eventually('the webhook has come', async () => told.includes('payout.succeeded INV-2026-0002'));
    } finally {
      listener.kill();
      await once(listener, 'exit');
    }
  });
});
