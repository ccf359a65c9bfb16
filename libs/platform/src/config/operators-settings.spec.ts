import { settingsSchema } from './settings.js';

const read = (variables: Record<string, string>) => settingsSchema.safeParse({ NODE_ENV: 'test', ...variables });
const problemsOf = (variables: Record<string, string>) =>
  read(variables).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
const CHAT = 'https://chat.example/hooks/1';

describe('where alerts are sent', () => {
  it.each([
    ['to nowhere by default', {}, []],
    ['to an https address', { ALERT_WEBHOOK_URL: CHAT }, []],
    ['over http in development', { ALERT_WEBHOOK_URL: 'http://127.0.0.1:1/', WEBHOOK_ALLOW_PRIVATE: 'true' }, []],
    [
      'never over http otherwise',
      { ALERT_WEBHOOK_URL: 'http://chat.example/' },
      [/^ALERT_WEBHOOK_URL: must be an https/],
    ],
    ['to no other protocol', { ALERT_WEBHOOK_URL: 'file:///etc/passwd' }, [/^ALERT_WEBHOOK_URL: must be an https/]],
    [
      'with no password in the address',
      { ALERT_WEBHOOK_URL: 'https://me:pw@chat.example/' },
      [/^ALERT_WEBHOOK_URL: must have no user and password/],
    ],
    [
      'signed by a secret of Standard Webhooks only',
      { ALERT_WEBHOOK_SECRET: 'short' },
      [/^ALERT_WEBHOOK_SECRET: must be/],
    ],
  ])('%s', (_what, variables, problems) => {
    const found = problemsOf(variables);
    expect(found).toEqual(problems.map((problem) => expect.stringMatching(problem)));
    expect(found.join()).not.toContain('pw@');
  });
});

describe('the time to drain', () => {
  it.each([
    ['0 outside of production', {}, 0],
    ['as it is set', { DRAIN_DELAY: '10s' }, 10_000],
    ['none at all when that is wanted', { DRAIN_DELAY: '0s' }, 0],
  ])('is %s', (_what, variables, delayMs) => {
    expect(read(variables).data?.drainDelayMs).toBe(delayMs);
  });

  it('is at most a minute', () => {
    expect(problemsOf({ DRAIN_DELAY: '2m' })).toEqual([
      expect.stringMatching(/^DRAIN_DELAY: must be a duration from 0s/),
    ]);
  });
});
