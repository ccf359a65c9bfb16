import { generateKeyPairSync } from 'node:crypto';
import { dokuEnvironment } from './environment.js';
import { dokuSetup, PRIVATE_KEY } from './fixtures/setup.js';

const complete = dokuSetup.environment('https://provider.example');
const problems = (changes: Record<string, string>) =>
  (dokuEnvironment.safeParse({ ...complete, ...changes }).error?.issues ?? []).map(({ path, message }) => [
    path.join('.'),
    message,
  ]);

describe("DOKU's environment", () => {
  it('is off by default, with the sandbox host and documented paths', () => {
    expect(dokuEnvironment.parse({})).toEqual({
      baseUrl: 'https://api-sandbox.doku.com',
      pathPrefix: '/v1.0',
      notificationKey: null,
      callbackSources: [],
      credentials: null,
    });
  });

  it('uses the production host with NODE_ENV=production by default', () => {
    expect(dokuEnvironment.parse({ NODE_ENV: 'production' }).baseUrl).toBe('https://api.doku.com');
    const DOKU_BASE_URL = 'https://api-sandbox.doku.com/';
    expect(dokuEnvironment.parse({ NODE_ENV: 'production', DOKU_BASE_URL }).baseUrl).toBe(
      'https://api-sandbox.doku.com',
    );
  });

  it('takes a private key in one line, its line breaks written as \\n', () => {
    const { credentials } = dokuEnvironment.parse({
      ...complete,
      DOKU_PRIVATE_KEY: PRIVATE_KEY.replaceAll('\n', '\\n'),
    });
    expect(credentials?.privateKey.export({ type: 'pkcs8', format: 'pem' })).toBe(PRIVATE_KEY);
  });

  const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  it.each([
    ['no PEM', 'canary'],
    ['a PEM cut short', PRIVATE_KEY.slice(0, 200)],
    ['a public key', rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string],
    ['a key of another kind', generateKeyPairSync('ed25519').privateKey.export(pkcs8) as string],
    ['a key under a passphrase', rsa.privateKey.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase: 'x' }) as string],
  ])('refuses %s as its private key', (_, DOKU_PRIVATE_KEY) => {
    expect(problems({ DOKU_PRIVATE_KEY })).toEqual([
      ['DOKU_PRIVATE_KEY', 'must be an RSA private key as PEM, without a passphrase'],
    ]);
  });

  it.each([
    ['DOKU_PATH_PREFIX', 'canary', 'must be a path such as /v1.0 or /snap/v1.1'],
    ['DOKU_PATH_PREFIX', '/canary/', 'must be a path such as /v1.0 or /snap/v1.1'],
    ['DOKU_PATH_PREFIX', '/canary?x', 'must be a path such as /v1.0 or /snap/v1.1'],
    ['DOKU_CLIENT_ID', 'canary canary', 'must be 1 to 64 visible ASCII characters'],
    ['DOKU_AGENT_KEY', 'canarycanarycanary', 'must be 1 to 16 visible ASCII characters'],
    ['DOKU_CUSTOMER_NUMBER', '+62canary', 'must be 5 to 32 digits'],
    ['DOKU_NOTIFICATION_KEY', 'canary', 'must have 16 bytes'],
    ['DOKU_NOTIFICATION_KEY', 'canary-canary-é!', 'must have 16 bytes'],
  ])('refuses a %s such as %s, without repeating it', (name, value, message) => {
    expect(problems({ [name]: value })).toEqual([[name, message]]);
  });

  it('has the addresses that may call back', () => {
    const DOKU_CALLBACK_SOURCES = '203.0.113.7, 198.51.100.0/24';
    expect(dokuEnvironment.parse({ DOKU_CALLBACK_SOURCES }).callbackSources).toEqual([
      '203.0.113.7',
      '198.51.100.0/24',
    ]);
    expect(problems({ DOKU_CALLBACK_SOURCES: 'canary' }).map(([name]) => name)).toEqual(['DOKU_CALLBACK_SOURCES']);
  });

  it('names all that is missing at once', () => {
    const { error } = dokuEnvironment.safeParse({ DOKU_AGENT_KEY: 'A41418' });
    expect(error?.issues.map(({ path }) => path[0])).toEqual([
      'DOKU_CLIENT_ID',
      'DOKU_CLIENT_SECRET',
      'DOKU_PRIVATE_KEY',
      'DOKU_CUSTOMER_NUMBER',
    ]);
  });
});
