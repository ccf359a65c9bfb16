import type { Provider } from '../port/provider.js';
import { order, recorder } from '../testing/provider-setup.js';
import { guardProvider } from './guard.js';

/** A provider in which everything goes wrong, at once or later. */
function broken(fail: () => never): Provider {
  return {
    name: 'broken',
    rails: [
      {
        name: 'broken.rail',
        inquire: fail,
        prepareTransfer: () => ({ url: '', headers: {}, body: Buffer.alloc(0), sha256: '' }),
        transfer: fail,
        checkStatus: async () => fail(),
      },
    ],
    balance: fail,
    banks: async () => fail(),
    close: async () => {},
  };
}

describe.each([
  ['an error', new TypeError('a bug about 8760673566')],
  ['a text', 'thrown'],
  ['nothing', undefined],
])('a provider that throws %s', (_, thrown) => {
  const provider = guardProvider(
    broken(() => {
      throw thrown;
    }),
  );
  const rail = provider.rails[0];

  it('is unsure at every step, and records evidence', async () => {
    const context = recorder();
    const prepared = rail?.prepareTransfer(order, new Date());
    if (!rail?.inquire || !prepared) throw new Error('no rail');
    expect(await rail.inquire(order, context)).toMatchObject({ kind: 'unavailable' });
    expect(await rail.transfer(prepared, order, context)).toMatchObject({ kind: 'ambiguous' });
    expect(await rail.checkStatus(order, context)).toMatchObject({ kind: 'no_information' });
    expect(await provider.balance?.(context)).toBeNull();
    expect(await provider.banks?.(context)).toBeNull();
    expect(context.exchanges.map(({ step, outcome }) => [step, outcome])).toEqual([
      ['inquiry', 'unavailable'],
      ['transfer', 'ambiguous'],
      ['status', 'no_information'],
      ['balance', 'unavailable'],
      ['banks', 'unavailable'],
    ]);
    expect(JSON.stringify(context.exchanges)).not.toContain('8760673566');
    expect(context.exchanges.every(({ error }) => error !== null && error !== '')).toBe(true);
  });
});

describe('a guarded provider', () => {
  it('can do no more than the provider can', () => {
    const guarded = guardProvider({ name: 'small', rails: [], close: async () => {} });
    expect([guarded.balance, guarded.banks]).toEqual([undefined, undefined]);
  });
});
