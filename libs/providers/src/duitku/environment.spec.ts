import { duitkuEnvironment } from './environment.js';

describe("Duitku's environment", () => {
  it('is the sandbox of Duitku by default', () => {
    expect(duitkuEnvironment.parse({})).toEqual({
      environment: 'sandbox',
      baseUrl: 'https://sandbox.duitku.com',
      cashOutBaseUrl: 'https://disbursement-sandbox.duitku.com',
      callbackSources: [],
      credentials: null,
    });
  });

  it('has the hosts of production', () => {
    expect(duitkuEnvironment.parse({ DUITKU_ENVIRONMENT: 'production' })).toMatchObject({
      baseUrl: 'https://passport.duitku.com',
      cashOutBaseUrl: 'https://disbursement.duitku.com',
    });
  });

  it('takes an address with a slash at its end', () => {
    expect(duitkuEnvironment.parse({ DUITKU_BASE_URL: 'http://localhost:4000/' }).baseUrl).toBe(
      'http://localhost:4000',
    );
  });

  it.each(['0', '-1', '12a', '1.5', '9999999999999999'])('refuses the user id %s, without repeating it', (id) => {
    const environment = { DUITKU_USER_ID: id, DUITKU_EMAIL: 'a@example.com', DUITKU_SECRET_KEY: 'k' };
    const result = duitkuEnvironment.safeParse(environment);
    expect(result.error?.issues).toMatchObject([{ path: ['DUITKU_USER_ID'], message: 'must be a whole number' }]);
  });

  it('names all that is missing at once', () => {
    const result = duitkuEnvironment.safeParse({ DUITKU_EMAIL: 'a@example.com' });
    expect(result.error?.issues.map(({ path }) => path[0])).toEqual(['DUITKU_USER_ID', 'DUITKU_SECRET_KEY']);
  });

  it('reads the addresses of callbacks, and names the variable when it cannot', () => {
    expect(duitkuEnvironment.parse({ DUITKU_CALLBACK_SOURCES: '203.0.113.7, 203.0.113.0/24' })).toMatchObject({
      callbackSources: ['203.0.113.7', '203.0.113.0/24'],
    });
    const result = duitkuEnvironment.safeParse({ DUITKU_CALLBACK_SOURCES: 'canary' });
    expect(result.error?.issues).toMatchObject([{ path: ['DUITKU_CALLBACK_SOURCES'] }]);
    expect(JSON.stringify(result.error?.issues)).not.toContain('canary');
  });
});
