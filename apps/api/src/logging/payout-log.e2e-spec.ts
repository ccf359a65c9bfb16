import { eventually } from '../../../../test/support/eventually.js';
import { type Api, type Json, startApi } from '../testing/start-api.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const linesOf = (payoutId: string): Json[] =>
  api.logged.map((line) => JSON.parse(line)).filter((line) => line.payoutId === payoutId);

describe('the log of a payout', () => {
  it('has its id in the lines of its requests, and one line for its end, without data of people', async () => {
    const { body: payout } = await api.create();
    await api.call(`/v1/payouts/${payout.id}/cancel`, { method: 'POST' });
    const lines = await eventually('all is logged', async () => {
      const found = linesOf(payout.id);
      return found.length >= 3 ? found : null;
    });
    expect(lines.find(({ route }) => route === '/v1/payouts')).toMatchObject({ method: 'POST', status: 201 });
    expect(lines.find(({ route }) => route === '/v1/payouts/:id/cancel')).toMatchObject({ status: 200 });
    const ends = lines.filter(({ msg }) => msg === 'payout is cancelled');
    expect(ends).toMatchObject([{ rail: payout.rail, event: 'cancelled', status: 'cancelled', proof: null }]);
    expect(JSON.stringify(lines)).not.toContain('8760673566');
  });

  it('has no text of a path that is no id', async () => {
    await api.call('/v1/payouts/8760673566');
    await eventually('it is logged', async () => api.logged.some((line) => line.includes('/v1/payouts/:id"')));
    expect(api.logged.join('')).not.toContain('8760673566');
  });
});
