import { DUITKU_RAILS } from './rails.js';

type Row = [
  name: string,
  destination: string,
  min: bigint,
  max: bigint,
  banks: unknown,
  bankLimits: boolean,
  hours: string | null,
  settles: string,
];

describe('the rails of Duitku', () => {
  it('carry what is documented', () => {
    const declared = DUITKU_RAILS.flatMap(({ name, carries, window, settles }): Row[] =>
      carries.type === 'bank_account'
        ? [
            [
              name,
              carries.type,
              carries.limits.min,
              carries.limits.max,
              carries.banks,
              carries.bankLimits,
              window && `${window.opens}-${window.closes}`,
              settles,
            ],
          ]
        : [],
    );
    // biome-ignore format: a table is read by its columns
    expect(declared).toEqual([
      ['duitku.online', 'bank_account',      10_000n,   100_000_000n, 'all',                               true,  null,          'at_once'],
      ['duitku.llg',    'bank_account',      10_000n, 1_000_000_000n, 'banks',                             false, '08:00-15:00', 'by_end_of_business_day'],
      ['duitku.rtgs',   'bank_account', 100_000_000n, 100_000_000_000n, 'banks',                             false, '08:00-15:00', 'by_end_of_business_day'],
      ['duitku.h2h',    'bank_account',      10_000n, 1_000_000_000n, ['002', '008', '009', '013', '022'], false, null,          'at_once'],
      ['duitku.bifast', 'bank_account',      10_000n,   250_000_000n, 'bi_fast',                           false, null,          'at_once'],
    ]);
  });

  it('are ranked by what is published: BI-FAST before LLG before Transfer Online before RTGS', () => {
    const fees = new Map(DUITKU_RAILS.map(({ name, fee }) => [name, fee]));
    const published = ['duitku.bifast', 'duitku.llg', 'duitku.online', 'duitku.rtgs'].map((name) =>
      fees.get(name as never),
    );
    expect(published).toEqual([2_500n, 2_900n, 6_500n, 25_000n]);
  });

  it('pay out cash within the limits of each counter, and are called back at a secret address', () => {
    expect(DUITKU_RAILS.filter(({ carries }) => carries.type === 'cash_pickup')).toMatchObject([
      {
        name: 'duitku.cash_out',
        carries: {
          outlets: {
            indomaret: { min: 50_000n, max: 1_000_000n, step: 50_000n },
            pos_indonesia: { min: 50_000n, max: 2_000_000n },
          },
        },
        window: null,
        callsBack: 'cash-out',
        callbackIsProof: true,
      },
    ]);
  });
});
