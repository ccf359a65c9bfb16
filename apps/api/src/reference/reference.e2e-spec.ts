import { Circuits } from '#libs/rails';
import { setFacts } from '../testing/given-rows.js';
import { type Api, type Json, startApi } from '../testing/start-api.js';
import { stopTheClock } from '../testing/stop-the-clock.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

beforeEach(() => setFacts(api, {}));

const railsFor = async (query = '') => (await api.call(`/v1/rails${query}`)).body;
const named = (body: Json, name: string) => body.data.find((rail: { name: string }) => rail.name === name);

/** Wednesday 25 and Friday 27 November 2026, in Jakarta. */
const WEDNESDAY_10 = '2026-11-25T10:00:00+07:00';
const FRIDAY_16 = '2026-11-27T16:00:00+07:00';

describe('GET /v1/rails', () => {
  it('returns for each rail its limits, its cost and its duration', async () => {
    const body = await railsFor();
    expect(named(body, 'duitku.bifast')).toMatchObject({
      provider: 'duitku',
      configured: true,
      off: null,
      destinationType: 'bank_account',
      minAmount: 10_000,
      maxAmount: 250_000_000,
      amountStep: null,
      outlets: [],
      banks: 'bi_fast',
      bankCodes: null,
      window: null,
      openNow: true,
      opensAt: null,
      cutOffAt: null,
      fee: 2_500,
      usualSeconds: 25,
      verdict: null,
    });
    expect(named(body, 'duitku.rtgs')).toMatchObject({
      minAmount: 100_000_000,
      maxAmount: 100_000_000_000,
      banks: 'banks',
    });
    expect(named(body, 'duitku.h2h')).toMatchObject({ banks: 'some', bankCodes: ['002', '008', '009', '013', '022'] });
    expect(body.choice).toBeNull();
  });

  it('shows no hours where they are ignored', async () => {
    const sandboxed = await startApi({ RAIL_HOURS: 'ignored' });
    try {
      const { body } = await sandboxed.call('/v1/rails');
      expect(named(body, 'duitku.llg')).toMatchObject({ window: null, openNow: true, opensAt: null });
    } finally {
      await sandboxed.close();
    }
  });

  it('returns the limits of each outlet', async () => {
    expect(named(await railsFor(), 'duitku.cash_out')).toMatchObject({
      destinationType: 'cash_pickup',
      minAmount: 50_000,
      maxAmount: 2_000_000,
      banks: null,
      outlets: [
        { outlet: 'indomaret', minAmount: 50_000, maxAmount: 1_000_000, amountStep: 50_000 },
        { outlet: 'pos_indonesia', minAmount: 50_000, maxAmount: 2_000_000, amountStep: null },
      ],
    });
  });

  it('shows the fee that the contract says', async () => {
    const contract = await startApi({ RAIL_FEES: 'duitku.bifast=1500' });
    const { body } = await contract.call('/v1/rails?amount=50000&bankCode=014');
    await contract.close();
    expect(named(body, 'duitku.bifast').fee).toBe(1_500);
  });

  it('says of rails without credentials that they are off', async () => {
    const off = await startApi({ DUITKU_USER_ID: '', DUITKU_EMAIL: '', DUITKU_SECRET_KEY: '' });
    const { body } = await off.call('/v1/rails?amount=50000&bankCode=014');
    const { body: balances } = await off.call('/v1/balances');
    const { body: banks } = await off.call('/v1/banks');
    await off.close();
    expect(named(body, 'duitku.online')).toMatchObject({
      configured: false,
      off: { code: 'not_configured' },
      verdict: { verdict: 'refused', code: 'not_configured' },
    });
    expect(body.choice).toBeNull();
    expect(balances.data).toContainEqual(expect.objectContaining({ provider: 'duitku', configured: false }));
    expect(banks.data[0]).toMatchObject({ rails: [], providers: [] });
  });

  it('returns a rail without a public URL for its callbacks as off, and accepts no payout for it', async () => {
    const silent = await startApi({ PUBLIC_URL: '' });
    const { body } = await silent.call('/v1/rails');
    const destination = {
      type: 'cash_pickup',
      outlet: 'indomaret',
      recipientName: 'Siti Rahayu',
      phoneNumber: '081234567890',
      identityNumber: '3174014508900001',
    };
    const refused = await Promise.all(
      ['duitku.cash_out', 'auto'].map((rail) => silent.create({ rail, amount: 50_000, destination })),
    );
    const rows = await silent.rows();
    await silent.close();
    expect(named(body, 'duitku.cash_out')).toMatchObject({
      configured: true,
      off: { code: 'no_public_url', message: expect.stringContaining('PUBLIC_URL') },
    });
    expect(named(body, 'duitku.online')).toMatchObject({ configured: true, off: null });
    for (const { status, body: problem } of refused) {
      expect([status, problem.code]).toEqual([422, 'no_rail']);
      expect(problem.rails).toContainEqual(expect.objectContaining({ rail: 'duitku.cash_out', code: 'no_public_url' }));
    }
    expect(rows.payout).toBe(0);
  });

  it('returns the end of a rail’s hours while it is open', async () => {
    const go = stopTheClock(WEDNESDAY_10);
    const { data } = await railsFor().finally(go);
    expect(named({ data }, 'duitku.rtgs')).toMatchObject({
      window: { opens: '08:00', closes: '15:00' },
      openNow: true,
      opensAt: null,
      cutOffAt: '2026-11-25T08:00:00.000Z',
    });
  });

  it('returns the next opening and cut-off of a rail while it is closed', async () => {
    const monday = { method: 'PUT', body: { businessDay: false, name: 'A decree' } };
    await api.call('/v1/calendar/2026-11-30', monday);
    const go = stopTheClock(FRIDAY_16);
    const { data } = await railsFor().finally(go);
    await api.call('/v1/calendar/2026-11-30', { method: 'DELETE' });
    expect(named({ data }, 'duitku.rtgs')).toMatchObject({
      openNow: false,
      opensAt: '2026-12-01T01:00:00.000Z',
      cutOffAt: '2026-12-01T08:00:00.000Z',
    });
  });
});

describe('GET /v1/rails for a payout', () => {
  it('judges every rail, and chooses what a payout on auto then gets', async () => {
    const body = await railsFor('?amount=50000&bankCode=014');
    expect(named(body, 'duitku.bifast').verdict).toEqual({ verdict: 'possible', code: null, message: null });
    expect(named(body, 'duitku.rtgs').verdict).toMatchObject({ verdict: 'refused', code: 'amount_too_small' });
    expect(named(body, 'duitku.h2h').verdict).toMatchObject({ verdict: 'refused', code: 'bank_not_supported' });
    expect(named(body, 'duitku.cash_out').verdict).toMatchObject({ code: 'destination_not_supported' });
    expect(body.choice).toEqual({ rail: 'duitku.bifast', provider: 'duitku', waitUntil: null, lacksFunds: false });
    const { body: payout } = await api.create({ rail: 'auto', amount: 50_000 });
    expect(payout.rail).toBe(body.choice.rail);
  });

  it('chooses a rail that is closed when no other fits, and says until when', async () => {
    const go = stopTheClock(FRIDAY_16);
    const body = await railsFor('?amount=300000000&bankCode=014').finally(go);
    expect(named(body, 'duitku.llg').verdict).toMatchObject({ verdict: 'closed', code: 'window_closed' });
    expect(body.choice).toMatchObject({ rail: 'duitku.llg', waitUntil: '2026-11-30T01:00:00.000Z' });
  });

  it('says when the known balance does not cover it', async () => {
    await setFacts(api, { balance: { available: 52_499n } });
    const body = await railsFor('?amount=50000&bankCode=014');
    expect(named(body, 'duitku.bifast').verdict).toMatchObject({ verdict: 'avoided', code: 'insufficient_funds' });
    expect(body.choice).toMatchObject({ rail: 'duitku.bifast', lacksFunds: true });
  });

  it('chooses nothing when nothing fits, with the reasons that the payout itself is refused with', async () => {
    const body = await railsFor('?amount=200000000000&bankCode=1010');
    expect(body.choice).toBeNull();
    const reasons = body.data.map(({ name, verdict }: Json) => ({
      rail: name,
      code: verdict.code,
      message: verdict.message,
    }));
    const refused = await api.create({
      rail: 'auto',
      amount: 200_000_000_000,
      destination: { type: 'bank_account', bankCode: '1010', accountNumber: '081234567890' },
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'no_rail', rails: reasons } });
    expect(reasons.every(({ message }: { message: string }) => message.length > 5)).toBe(true);
  });

  it('judges cash by its outlet', async () => {
    const fits = await railsFor('?amount=60000&outlet=pos_indonesia');
    expect(fits.choice).toMatchObject({ rail: 'duitku.cash_out' });
    const no = await railsFor('?amount=60000&outlet=indomaret');
    expect(no.choice).toBeNull();
    expect(named(no, 'duitku.cash_out').verdict).toMatchObject({ code: 'amount_not_a_multiple' });
  });

  it('creates and holds nothing', async () => {
    const before = await api.rows();
    await railsFor('?amount=50000&bankCode=014');
    expect(await api.rows()).toEqual(before);
  });

  it('uses up no try of a provider that was silent: that is for payouts', async () => {
    const tries = jest.spyOn(Circuits.prototype, 'startTest');
    const { body } = await api.create({ rail: 'auto' });
    expect(tries.mock.calls).toEqual([[body.provider]]);
    await railsFor('?amount=50000&bankCode=014');
    expect(tries).toHaveBeenCalledTimes(1);
    tries.mockRestore();
  });

  it.each([
    ['amount', '?bankCode=014'],
    ['amount', '?outlet=indomaret'],
    ['amount', '?amount=&bankCode=014'],
    ['amount', '?amount=0&bankCode=014'],
    ['amount', '?amount=-1&bankCode=014'],
    ['amount', '?amount=1.5&bankCode=014'],
    ['amount', '?amount=1e3&bankCode=014'],
    ['amount', '?amount=50.000&bankCode=014'],
    ['amount', '?amount=9007199254740992&bankCode=014'],
    ['amount', '?amount=99999999999999999999&bankCode=014'],
    ['amount', '?amount=1&amount=2&bankCode=014'],
    ['bankCode', '?amount=50000'],
    ['bankCode', '?amount=50000&bankCode=999'],
    ['bankCode', '?amount=50000&bankCode=14'],
    ['outlet', '?amount=50000&outlet=alfamart'],
    ['outlet', '?amount=50000&outlet=indomaret&bankCode=014'],
    ['bank', '?amount=50000&bank=014'],
  ])('refuses a wrong %s: %s', async (field, query) => {
    const answer = await api.call(`/v1/rails${query}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field }] } });
  });

  it('takes the largest amount there is', async () => {
    expect((await api.call('/v1/rails?amount=9007199254740991&bankCode=014')).status).toBe(200);
  });
});

describe('GET /v1/banks', () => {
  const bank = async (code: string) => {
    const { body } = await api.call('/v1/banks');
    return body.data.find((each: { code: string }) => each.code === code);
  };

  it('lists the banks that payouts accept, ordered, with the rails that reach each', async () => {
    const { body } = await api.call('/v1/banks');
    expect(body.data.length).toBeGreaterThan(100);
    expect(await bank('014')).toEqual({
      code: '014',
      name: 'Bank Central Asia',
      biFast: true,
      rails: expect.arrayContaining(['duitku.online', 'duitku.llg', 'duitku.rtgs', 'duitku.bifast']),
      providers: [{ provider: 'duitku', maxAmount: null, enabled: true }],
    });
    expect((await bank('002')).rails).toContain('duitku.h2h');
    expect((await bank('014')).rails).not.toContain('duitku.h2h');
    expect((await bank('1010')).rails).toEqual(['duitku.online']);
  });

  it("returns a provider's limit, also when it is below a rail's minimum", async () => {
    await setFacts(api, { banks: { '014': 5_000n } });
    expect(await bank('014')).toMatchObject({
      rails: expect.arrayContaining(['duitku.online']),
      providers: [{ provider: 'duitku', maxAmount: 5_000, enabled: true }],
    });
  });

  it('marks a bank that a provider has switched off, and leaves out its rails', async () => {
    await setFacts(api, { banks: { '014': 0n } });
    const found = await bank('014');
    expect(found.providers).toEqual([{ provider: 'duitku', maxAmount: 0, enabled: false }]);
    expect(found.rails).toContain('duitku.bifast');
    expect(found.rails).not.toContain('duitku.online');
  });
});

describe('a bank that only the list of a provider has', () => {
  const at = (bankCode: string) => ({ destination: { type: 'bank_account', bankCode, accountNumber: '8760673566' } });

  it.each(['774', 'ASP1R3'])('is listed with its name there, judged and payable: %s', async (code) => {
    await setFacts(api, { banks: { '014': 5_000_000n, [code]: 1_000_000n } });
    const { body } = await api.call('/v1/banks');
    const found = body.data.find((bank: { code: string }) => bank.code === code);
    expect(found).toMatchObject({
      name: 'a bank',
      biFast: false,
      providers: [{ maxAmount: 1_000_000, enabled: true }],
    });
    expect(found.rails).toEqual(['duitku.online', 'duitku.llg', 'duitku.rtgs']);
    const { choice } = await railsFor(`?amount=50000&bankCode=${code}`);
    expect(choice.provider).toBe('duitku');
    for (const rail of ['duitku.online', 'auto'])
      expect(await api.create({ ...at(code), rail })).toMatchObject({ status: 201, body: { provider: 'duitku' } });
  });

  it('is unknown again when no list has it, except to the repetition of a request', async () => {
    await setFacts(api, { banks: { '774': 1_000_000n } });
    const key = { 'idempotency-key': 'a-bank-that-goes' };
    const created = await api.create({ ...at('774'), rail: 'duitku.online', reference: 'a-bank-that-goes' }, key);
    await setFacts(api, { banks: { '014': 1_000_000n } });
    const refused = { status: 400, body: { code: 'validation_failed', errors: [{ field: 'destination.bankCode' }] } };
    expect(await api.create({ ...at('774'), rail: 'duitku.online' })).toMatchObject(refused);
    const repeated = await api.create({ ...at('774'), rail: 'duitku.online', reference: 'a-bank-that-goes' }, key);
    expect(repeated).toMatchObject({ status: 201, body: { id: created.body.id } });
  });
});

describe('GET /v1/balances', () => {
  const duitku = async () => (await api.call('/v1/balances')).body.data[0];

  it('returns nothing before the provider has returned a balance', async () => {
    expect(await duitku()).toEqual({
      provider: 'duitku',
      configured: true,
      available: null,
      ledger: null,
      askedAt: null,
      ageSeconds: null,
    });
  });

  it('returns the provider’s last balance and its age', async () => {
    const askedAt = new Date(Date.now() - 90_000);
    await setFacts(api, { balance: { available: 1_250_000n, ledger: 2_000_000n, askedAt } });
    const facts = await duitku();
    expect(facts).toMatchObject({ available: 1_250_000, ledger: 2_000_000, askedAt: askedAt.toISOString() });
    expect(facts.ageSeconds).toBeGreaterThanOrEqual(90);
    expect(facts.ageSeconds).toBeLessThan(120);
  });

  it('returns null for what the provider did not return', async () => {
    await setFacts(api, { balance: { available: 0n } });
    expect(await duitku()).toMatchObject({ available: 0, ledger: null });
  });
});
