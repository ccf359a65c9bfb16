import { readEnvironment, settingsSchema } from '#libs/platform';
import { PRODUCTION_SECRETS } from '../../../test/support/production-secrets.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://salur@db.example/salur',
  ...PRODUCTION_SECRETS,
};
const read = (environment: Record<string, string>) => () => readEnvironment([settingsSchema] as const, environment);

describe('production', () => {
  it('lets webhooks go to public addresses only (S27)', () => {
    expect(read({ ...PRODUCTION, WEBHOOK_ALLOW_PRIVATE: 'true' })).toThrow(/WEBHOOK_ALLOW_PRIVATE: is for development/);
  });

  it('keeps webhooks for at least one day, and for thirty by default', () => {
    expect(read({ ...PRODUCTION, WEBHOOK_RETENTION: '23h' })).toThrow(/WEBHOOK_RETENTION: must be at least 86400s/);
    expect(read(PRODUCTION)()[0].webhookRetentionMs).toBe(30 * 86_400_000);
  });

  it('has no setting by which the tries of a webhook could be fewer or nearer to each other (F67)', () => {
    const names = Object.keys(settingsSchema.in.shape).filter((name) => name.startsWith('WEBHOOK'));
    expect(names).toEqual(['WEBHOOK_ALLOW_PRIVATE', 'WEBHOOK_RETENTION']);
  });
});
