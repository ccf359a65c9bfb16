import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Agent, type Dispatcher, request } from 'undici';
import { readSettings } from './sandbox.settings.js';
import { inquiryRequest, type SandboxClient, startSandbox } from './testing/sandbox-client.js';

const folder = mkdtempSync(path.join(tmpdir(), 'salur-sandbox-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The command of docs/guides/rehearsing-production.md. @returns the two variables that name its files */
function createCertificate(name: string) {
  const [cert, key] = [path.join(folder, `${name}.pem`), path.join(folder, `${name}-key.pem`)];
  const names = ['-subj', '/CN=sandbox', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const openssl = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-noenc',
    '-days',
    '30',
    ...names,
    '-keyout',
    key,
    '-out',
    cert,
  ];
  if (isInstalled) execFileSync('openssl', openssl, { stdio: 'ignore' });
  return { SANDBOX_TLS_CERT: cert, SANDBOX_TLS_KEY: key };
}

// The sandbox itself needs no openssl: only these tests do, to create what a person creates.
const isInstalled = spawnSync('openssl', ['version']).status === 0;
const describeWithOpenssl = isInstalled ? describe : describe.skip;
const why = isInstalled ? '' : ', skipped: openssl is not installed';
const identity = createCertificate('sandbox');

describeWithOpenssl(`a sandbox with a certificate${why}`, () => {
  let sandbox: SandboxClient;
  let trusting: Agent;
  beforeAll(async () => {
    sandbox = await startSandbox(identity);
    const { tls } = readSettings(identity);
    trusting = new Agent({ connect: { ca: tls?.cert } });
  });
  afterAll(async () => {
    await trusting.close();
    await sandbox.close();
  });

  const inquire = (dispatcher?: Dispatcher, url = sandbox.url) =>
    request(`${url}/webapi/api/disbursement/inquirysandbox`, {
      ...(dispatcher && { dispatcher }),
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(inquiryRequest({})),
    });

  it('serves clients that trust the certificate, by address and by name', async () => {
    expect(sandbox.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    for (const url of [sandbox.url, sandbox.url.replace('127.0.0.1', 'localhost')]) {
      const { statusCode, body } = await inquire(trusting, url);
      expect([statusCode, await body.json()]).toEqual([200, expect.objectContaining({ responseCode: '00' })]);
    }
  });

  it('is refused by clients that do not trust the certificate', async () => {
    await expect(inquire()).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it.each([false, true])('drops a connection when a fault orders it, with reset: %s', async (reset) => {
    const order = { step: 'inquiry', action: { kind: 'drop', when: 'before_answer', reset } };
    const ordered = await request(`${sandbox.url}/control/faults`, {
      dispatcher: trusting,
      method: 'POST',
      body: JSON.stringify(order),
    });
    expect(ordered.statusCode).toBe(201);
    await expect(inquire(trusting)).rejects.toMatchObject({
      code: expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/),
    });
    expect((await inquire(trusting)).statusCode).toBe(200);
  });
});

describeWithOpenssl(`settings of TLS that cannot be used${why}`, () => {
  const other = createCertificate('other');
  const broken = path.join(folder, 'broken.pem');
  writeFileSync(broken, 'no certificate');

  it.each([
    ['a certificate without a key', { SANDBOX_TLS_CERT: identity.SANDBOX_TLS_CERT }, 'must both be set, or neither'],
    ['a key without a certificate', { SANDBOX_TLS_KEY: identity.SANDBOX_TLS_KEY }, 'must both be set, or neither'],
    ['a file that does not exist', { ...identity, SANDBOX_TLS_KEY: `${broken}.not` }, 'must name readable PEM files'],
    ['a file that is no certificate', { ...identity, SANDBOX_TLS_CERT: broken }, 'must name readable PEM files'],
    ['the key of another certificate', { ...identity, SANDBOX_TLS_KEY: other.SANDBOX_TLS_KEY }, 'that belongs to it'],
  ])('are refused by name: %s', (_, env, words) => {
    expect(() => readSettings(env)).toThrow(words);
    expect(() => readSettings(env)).toThrow('SANDBOX_TLS_CERT');
  });
});
