import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ConfigurationError, PRODUCTION_MINIMUM_MS } from '#libs/platform';
import { PRODUCTION_SECRETS } from '../../../test/support/production-secrets.js';
import { readConfiguration } from './read-configuration.js';

const KEY = 'a-key-of-more-than-32-characters-0123';
/** A configuration with which a production service may start. */
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://salur@db.example/salur',
  ...PRODUCTION_SECRETS,
};

/** What is wrong, as it is shown. */
function problemsOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readConfiguration(environment);
    return [];
  } catch (error) {
    return (error as ConfigurationError).problems;
  }
}

describe('production', () => {
  it('starts with a database and its secrets', () => {
    expect(problemsOf(PRODUCTION)).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ['CRASH_POINT', { CRASH_POINT: 'after_intent' }],
    ['WEBHOOK_ALLOW_PRIVATE', { WEBHOOK_ALLOW_PRIVATE: 'true' }],
    ['RAIL_HOURS', { RAIL_HOURS: 'ignored' }],
    ['DATABASE_URL', { DATABASE_URL: '' }],
    ['API_KEY_PEPPER', { API_KEY_PEPPER: '' }],
    ['DATA_KEYS', { DATA_KEYS: '' }],
    ['DATA_HASH_KEY', { DATA_HASH_KEY: '' }],
    ['DUITKU_BASE_URL', { DUITKU_BASE_URL: 'http://provider.example' }],
    ['DUITKU_CASH_OUT_BASE_URL', { DUITKU_CASH_OUT_BASE_URL: 'http://provider.example' }],
    ['DOKU_BASE_URL', { DOKU_BASE_URL: 'http://provider.example' }],
    ['NODE_TLS_REJECT_UNAUTHORIZED', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
    ...['--tls-min-v1.0', '--tls-min-v1.1', '--insecure-http-parser', '--inspect', '--inspect-brk=0.0.0.0:9229'].map(
      (option): [string, Record<string, string>] => [
        'NODE_OPTIONS',
        { NODE_OPTIONS: `--enable-source-maps ${option}` },
      ],
    ),
    ...Object.keys(PRODUCTION_MINIMUM_MS).map((name): [string, Record<string, string>] => [name, { [name]: '1s' }]),
    ['STATUS_CHECK_DELAYS', { STATUS_CHECK_DELAYS: '1m,1s,1h' }],
  ])('refuses an unsafe %s: %j (S40)', (name, environment) => {
    expect(problemsOf({ ...PRODUCTION, ...environment })).toEqual([expect.stringMatching(`^${name}: `)]);
  });

  it('says of all unsafe values at once which they are, and no value (S40)', () => {
    const unsafe = Object.fromEntries(Object.keys(PRODUCTION_MINIMUM_MS).map((name) => [name, '1s']));
    const problems = problemsOf({ ...PRODUCTION, ...unsafe, DATABASE_URL: 'mysql://canary', CRASH_POINT: 'canary' });
    expect(problems).toHaveLength(Object.keys(unsafe).length + 2);
    expect(problems.join()).not.toContain('canary');
  });
});

describe('a secret (S29)', () => {
  const secrets: [name: string, others: Record<string, string>][] = [
    ['BOOTSTRAP_API_KEY', {}],
    ['API_KEY_PEPPER', {}],
    ['DUITKU_SECRET_KEY', { DUITKU_USER_ID: '1', DUITKU_EMAIL: 'a@example.com' }],
  ];

  it.each(secrets)('%s has no default', (name, others) => {
    const { [name]: _, ...without } = PRODUCTION as Record<string, string>;
    const required = name !== 'BOOTSTRAP_API_KEY';
    expect(problemsOf({ ...without, ...others })).toHaveLength(required ? 1 : 0);
  });

  it.each(['BOOTSTRAP_API_KEY', 'API_KEY_PEPPER'])(
    '%s has at least 32 characters, and is not shown when it has not',
    (name) => {
      const problems = problemsOf({ ...PRODUCTION, [name]: 'canary-too-short' });
      expect(problems).toEqual([`${name}: must have at least 32 characters`]);
    },
  );

  it.each(secrets)('%s may come in a file', (name, others) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'salur-secret-'));
    try {
      writeFileSync(path.join(folder, 'secret'), `${KEY}\n`);
      const { [name]: _, ...without } = PRODUCTION as Record<string, string>;
      const environment = { ...without, ...others, [`${name}_FILE`]: path.join(folder, 'secret') };
      expect(problemsOf(environment)).toEqual([]);
      if (name === 'BOOTSTRAP_API_KEY') expect(readConfiguration(environment).settings.bootstrapApiKey).toBe(KEY);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
