import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/** What a secret looks like that opens something. Words such as `password` alone would find the documents of this project. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  'a private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[^A-Za-z0-9+/]{0,20}([A-Za-z0-9+/]{40,})/g,
  'an API key of ours': /\bsalur_[0-9a-f]{32}_([0-9a-f]{64})\b/g,
  'a secret of a webhook': /\bwhsec_([A-Za-z0-9+/]{32,}={0,2})/g,
  'a secret key of Duitku': /DUITKU_SECRET_KEY["']?\s*[:=]\s*["']?([0-9a-f]{32,64})\b/g,
  'a client secret of DOKU': /\b(SK-[A-Za-z0-9-]{16,})/g,
  'a key of AWS': /\b((?:AKIA|ASIA)[0-9A-Z]{16})\b/g,
  'a key of Google': /\b(AIza[0-9A-Za-z_-]{35})/g,
  'a token of GitHub': /\b((?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,}))/g,
  'a token of npm': /\b(npm_[A-Za-z0-9]{36})\b/g,
  'a token of Slack': /\b(xox[abprs]-[A-Za-z0-9-]{20,})/g,
  'a key of Stripe': /\b([rs]k_live_[A-Za-z0-9]{16,})/g,
  'a signed token': /\b(eyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})/g,
};

/**
 * Secrets that are none, by the beginning of their SHA-256: the test merchants that the providers' own documents print or
 * that only the sandbox knows, and the example of the OpenAPI document.
 */
const HARMLESS: ReadonlySet<string> = new Set([
  // the private key of the sandbox's merchant
  '9ebf10611c39c39c',
  // the example of the OpenAPI document
  'e10271446aa1b9be',
  // another one, in a test of the client
  'fb2ef48671ddba24',
  // the test merchant of Duitku's document
  '8f32cf2d5cd4808e',
  // the client secret of the sandbox's merchant
  'fab6f59ce95e72b8',
]);

const fingerprint = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** What in a text looks like a secret, by kind and fingerprint: a test must not print what it finds. */
function secretsIn(text: string): string[] {
  const found = Object.entries(PATTERNS).flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].map(([, secret]) => ({ kind, id: fingerprint((secret as string).slice(0, 40)) })),
  );
  return [...new Set(found.filter(({ id }) => !HARMLESS.has(id)).map(({ kind, id }) => `${kind} (${id})`))];
}

const git = (...words: string[]) =>
  execFileSync('git', words, { encoding: 'utf8', maxBuffer: 512 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] });
const inCheckout = spawnSync('git', ['rev-parse', '--verify', 'HEAD']).status === 0;
/** Without its history (an archive, an image) there is nothing to search: the title says so. */
const itWithHistory = inCheckout ? it : it.skip;
const where = inCheckout ? '' : ', skipped: this is no git checkout';

describe('secrets', () => {
  itWithHistory(`are in no file that is kept${where} (S29)`, () => {
    const files = git('ls-files', '-z')
      .split('\0')
      .filter((file) => file !== '' && file !== 'package-lock.json');
    const texts = git('grep', '-hI', '', '--', ...files);
    expect(texts.length).toBeGreaterThan(1_000_000);
    expect(secretsIn(texts)).toEqual([]);
  });

  itWithHistory(`were in no file that was ever kept${where} (S29)`, () => {
    const added = git(
      'log',
      '-p',
      '--unified=0',
      '--no-color',
      '--no-textconv',
      'HEAD',
      '--',
      '.',
      ':!package-lock.json',
    )
      .split('\n')
      .filter((line) => line.startsWith('+'))
      .map((line) => line.slice(1))
      .join('\n');
    expect(added.length).toBeGreaterThan(1_000_000);
    expect(secretsIn(added)).toEqual([]);
  });

  itWithHistory(`have nowhere to be forgotten: no environment file is kept${where} (S29)`, () => {
    const kept = git('ls-files').split('\n');
    expect(kept.filter((file) => /(^|\/)\.env($|\.(?!example$))|\.(p12|pfx|jks|keystore|pgpass)$/.test(file))).toEqual(
      [],
    );
  });
});

describe('the search for secrets', () => {
  const hex = 'a1b2c3d4'.repeat(8);
  it.each([
    ['a private key', `-----BEGIN ${'PRIVATE'} KEY-----\n  ${'MIIEvQIBADANBgkq'.repeat(3)}`],
    ['an API key of ours', `salur_${hex.slice(0, 32)}_${hex}`],
    ['a secret of a webhook', `whsec_${'MfKQ9r8G'.repeat(5)}`],
    ['a secret key of Duitku', `DUITKU_SECRET_KEY=${hex}`],
    ['a client secret of DOKU', `SK-${'live1234'.repeat(2)}`],
    ['a key of AWS', `AKIA${'IOSFODNN7EXAMPLE'}`],
    ['a token of GitHub', `ghp_${'x1Y2'.repeat(9)}`],
    ['a signed token', ['eyJhbGciOiJIUzI1NiJ9aa', 'eyJzdWIiOiIxMjM0NTY3aa', 'c2lnbmF0dXJlLWhlcmU'].join('.')],
  ])('finds %s', (kind, text) => {
    expect(secretsIn(`before ${text} after`)).toEqual([expect.stringContaining(kind)]);
    expect(secretsIn(`before ${text} after`).join()).not.toContain(text.slice(-16));
  });
});
