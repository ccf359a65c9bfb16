/**
 * The package @salur/client as another team gets it: packed, installed in an empty project, type-checked and run against the
 * service. The programs in README.md and the guide to webhooks run there too, unchanged but for addresses.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../tools/stack/free-port.js';
import { LOCAL_API_KEY } from '../../tools/stack/local-stack.js';
import { createTestDatabase, type TestDatabase } from '../support/embedded-postgres-database.js';
import { eventually } from '../support/eventually.js';
import { ClientProject } from '../support/installed-client.js';
import { Sandbox } from '../support/sandbox.js';
import { sendCurl } from '../support/send-curl.js';
import { Service } from '../support/service.js';

const blocksIn = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}[^\n]*\n([\\s\\S]*?)\`\`\``, 'gm'))].map(
    ([, block]) => block as string,
  );
const GUIDE = readFileSync('docs/guides/webhooks.md', 'utf8');
const [PAYING = ''] = blocksIn(readFileSync('README.md', 'utf8'), 'ts');
const [LISTENING = ''] = blocksIn(GUIDE, 'ts');
const [REGISTERING_BY_CURL = ''] = blocksIn(GUIDE, 'sh');
/** The order of the program in README.md, without the package. */
const PAYING_BY_CURL = `curl -s http://127.0.0.1:3000/v1/payouts \\
  -H 'Authorization: Bearer ${LOCAL_API_KEY}' \\
  -H 'Content-Type: application/json' \\
  -H 'Idempotency-Key: pay-INV-2026-0002' \\
  -H 'Prefer: wait=10' \\
  -d '{"reference": "INV-2026-0002", "amount": 50000, "rail": "duitku.online",
       "destination": {"type": "bank_account", "bankCode": "014", "accountNumber": "8760673566"}}'
curl -s -X POST http://127.0.0.1:3000/v1/payouts/<id>/cancel -H 'Authorization: Bearer ${LOCAL_API_KEY}'
`;
const [OF_THE_PACKAGE = ''] = blocksIn(readFileSync('libs/api-client/README.md', 'utf8'), 'ts');

/** Pays, waits for the end, reads the list, and takes the webhook. Prints what it has seen. */
const PROGRAM = `
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CreatePayout, type Payout, type PayoutStatus, Salur, SalurError, verifyWebhook, type WebhookEvent } from '@salur/client';

const salur = new Salur({ baseUrl: process.env.SALUR_URL ?? '', apiKey: process.env.SALUR_API_KEY ?? '' });
const body: CreatePayout = {
  reference: 'PKG-1',
  amount: 50_000,
  rail: 'duitku.online',
  destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673566' },
};
// @ts-expect-error an amount is a number
const wrongAmount: CreatePayout = { ...body, amount: '50000' };
// @ts-expect-error no such status
const wrongStatus: PayoutStatus = 'paid';

const arrived = Promise.withResolvers<{ event: WebhookEvent; headers: Record<string, string>; bytes: Uint8Array }>();
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const event = salur.webhooks.verify(bytes, request.headers, endpoint.secret);
  response.writeHead(204).end();
  if (event.type === 'payout.succeeded') arrived.resolve({ event, headers: request.headers as Record<string, string>, bytes });
});
server.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const { port } = server.address() as AddressInfo;
const endpoint = await salur.webhooks.endpoints.create({ url: \`http://127.0.0.1:\${port}/\` });

const payout: Payout = await salur.payouts.create(body, { idempotencyKey: 'pay-PKG-1', waitSeconds: 10 });
const again = await salur.payouts.create(body, { idempotencyKey: 'pay-PKG-1' });
const listed: string[] = [];
for await (const { id } of salur.payouts.list({ reference: 'PKG-1' }, { pageSize: 1 })) listed.push(id);
const { event, headers, bytes } = await arrived.promise;
let forged = 'taken';
try {
  verifyWebhook(new TextDecoder().decode(bytes).replace('50000', '50001'), headers, endpoint.secret);
} catch {
  forged = 'rejected';
}
let refused: unknown = null;
try {
  await salur.payouts.create({ ...body, amount: 60_000 }, { idempotencyKey: 'pay-PKG-1' });
} catch (error) {
  if (!(error instanceof SalurError)) throw error;
  refused = { code: error.code, status: error.status, outcome: error.outcome };
}
await salur.webhooks.endpoints.delete(endpoint.id);
server.close();
server.closeAllConnections();
const reference = event.type === 'webhook.test' ? null : event.data.reference;
console.log(JSON.stringify({
  status: payout.status,
  sameAgain: again.id === payout.id,
  listed: listed.length === 1 && listed[0] === payout.id,
  event: { type: event.type, reference },
  forged,
  refused,
}));
`;

let database: TestDatabase;
let sandbox: Sandbox;
let service: Service;
let project: ClientProject;
/** Where the program of the guide listens for webhooks. */
let port: number;

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await Sandbox.start();
  service = await Service.start(database.url, sandbox, {
    BOOTSTRAP_API_KEY: LOCAL_API_KEY,
    WEBHOOK_ALLOW_PRIVATE: 'true',
  });
  port = await freePort();
  project = await ClientProject.create();
  project.write('program.ts', PROGRAM);
  project.write('pay.ts', asHere(PAYING));
  project.write('listen.ts', asHere(LISTENING));
  project.write('package.ts', asHere(OF_THE_PACKAGE));
}, 240_000);
afterAll(async () => {
  project?.remove();
  await service?.stop();
  await sandbox?.stop();
  await database?.drop();
});

function asHere(text: string): string {
  return text
    .replaceAll('http://127.0.0.1:3000', service.url)
    .replaceAll('https://finance.example/salur', `http://127.0.0.1:${port}/`)
    .replace('listen(8080)', `listen(${port})`);
}

const environment = () => ({ SALUR_URL: service.url, SALUR_API_KEY: LOCAL_API_KEY });
const curl = (command = ''): Promise<Record<string, string>> => sendCurl(asHere(command));

describe('the package @salur/client', () => {
  it('has the program, its types and its README.md, and nothing else', () => {
    const isOfTheBuild = /^dist\/(\w+\/)?[\w-]+\.(js|d\.ts)$/;
    expect(project.packedFiles).toEqual(expect.arrayContaining(['dist/index.d.ts', 'dist/index.js']));
    expect(project.packedFiles.filter((file) => !isOfTheBuild.test(file))).toEqual(['README.md', 'package.json']);
    expect(project.packedFiles.filter((file) => file.includes('spec'))).toEqual([]);
  });

  it('has the version, the licence and the Node of the service', () => {
    const [own, root] = ['libs/api-client/package.json', 'package.json'].map((file) =>
      JSON.parse(readFileSync(file, 'utf8')),
    );
    for (const field of ['version', 'license', 'engines', 'type']) expect(own[field]).toEqual(root[field]);
  });

  it.each(['nodenext', 'bundler'] as const)(
    'type-checks with moduleResolution %s, like all our programs',
    async (how) => {
      expect(await project.typeCheck(how)).toBe('');
    },
    300_000,
  );

  it('pays once, lists, and verifies a webhook', async () => {
    expect(JSON.parse(await project.run('program.ts', environment()))).toEqual({
      status: 'succeeded',
      sameAgain: true,
      listed: true,
      event: { type: 'payout.succeeded', reference: 'PKG-1' },
      forged: 'rejected',
      refused: { code: 'idempotency_key_reused', status: 422, outcome: 'refused' },
    });
  }, 90_000);

  it('runs the program of its README.md', async () => {
    expect(await project.run('package.ts', environment())).toMatch(/^\w+ \d+\n/m);
  }, 60_000);
});

describe('the programs in README.md', () => {
  it('pay once, take the webhook, and read a problem; curl asks for the very same', async () => {
    const { movedCount } = (await sandbox.books()).totals;
    const { secret } = await curl(REGISTERING_BY_CURL);
    const listener = spawn(process.execPath, [path.join(project.folder, 'listen.ts')], {
      env: { PATH: process.env.PATH, SALUR_WEBHOOK_SECRET: secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    listener.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    try {
      await eventually('it listens, and rejects what Salur has not signed', async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/`, {
          method: 'POST',
          body: '{"type":"payout.succeeded"}',
        });
        expect(answer.status).toBe(401);
        return true;
      });
      expect(await project.run('pay.ts')).toMatch(/^succeeded api_reply\nillegal_transition .*succeeded.* \S+\n$/);
      const [again, cancel] = PAYING_BY_CURL.split(/(?<=}}')\n/);
      const payout = await curl(again);
      expect(payout).toMatchObject({ reference: 'INV-2026-0002', status: 'succeeded' });
      const refused = await curl(cancel?.replace('<id>', payout.id ?? ''));
      expect(refused).toMatchObject({ code: 'illegal_transition' });
      expect((await sandbox.books()).totals.movedCount).toBe(movedCount + 1);
      await eventually('the webhook has come', async () => printed.includes('payout.succeeded INV-2026-0002'));
    } finally {
      listener.kill();
      await once(listener, 'exit');
    }
  }, 90_000);
});
