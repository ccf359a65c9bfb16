import { readConfiguration } from '#libs/providers';
import { PRODUCTION_SECRETS } from '../../../../test/support/production-secrets.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://localhost/x',
  ...PRODUCTION_SECRETS,
};

describe('limits in the configuration', () => {
  it('are generous when nothing is said', () => {
    expect(readConfiguration({}).settings).toMatchObject({
      rateLimitPerClient: 500,
      rateLimit: 2_000,
      rateLimitUnauthenticated: 100,
      httpConnections: 5_000,
      httpHeadersTimeoutMs: 10_000,
      httpRequestTimeoutMs: 30_000,
    });
  });

  it.each(['RATE_LIMIT_PER_CLIENT', 'RATE_LIMIT', 'RATE_LIMIT_UNAUTHENTICATED'])(
    'can be switched off by 0 in tests, and not in production: %s',
    (name) => {
      expect(() => readConfiguration({ [name]: '0' })).not.toThrow();
      expect(() => readConfiguration({ ...PRODUCTION, [name]: '0' })).toThrow(
        `${name}: must be at least 1 in production`,
      );
      expect(() => readConfiguration({ ...PRODUCTION, [name]: '1' })).not.toThrow();
      expect(() => readConfiguration({ [name]: '-1' })).toThrow(`${name}: must be at least 0`);
    },
  );

  it('leave no headers more time than their request', () => {
    const wrong = { HTTP_HEADERS_TIMEOUT: '31s' };
    expect(() => readConfiguration(wrong)).toThrow(
      'HTTP_HEADERS_TIMEOUT: must not be longer than HTTP_REQUEST_TIMEOUT',
    );
    expect(() => readConfiguration({ ...wrong, HTTP_REQUEST_TIMEOUT: '31s' })).not.toThrow();
  });
});
