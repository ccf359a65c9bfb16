import { NUMBER_STYLE_NAMES, readAmount, readSignedAmount, readTime, readTimes } from './read-cells.js';

describe('an amount', () => {
  it.each([
    ['plain', '1000000', 1_000_000n],
    ['plain', '1000000.00', 1_000_000n],
    ['plain', '50000.0', 50_000n],
    ['plain', '-50000', 50_000n],
    ['plain', 'Rp 50000', 50_000n],
    ['plain', 'IDR50000.00', 50_000n],
    ['plain', '999999999999999', 999_999_999_999_999n],
    ['indonesian', '1.000.000', 1_000_000n],
    ['indonesian', '1.000.000,00', 1_000_000n],
    ['indonesian', '1000000,0', 1_000_000n],
    ['indonesian', 'Rp. 12.345', 12_345n],
    ['indonesian', '-Rp12.345', 12_345n],
    ['english', '1,000,000', 1_000_000n],
    ['english', '1,000,000.00', 1_000_000n],
    ['english', '0', 0n],
  ] as const)('in %s style: %s', (style, cell, amount) => {
    expect(readAmount(cell, style)).toBe(amount);
  });

  it.each([
    ['plain', '1.000.000'],
    ['plain', '1,000'],
    ['plain', '1000.50'],
    ['plain', '1e6'],
    ['plain', ''],
    ['plain', ' '],
    ['plain', '--5'],
    ['plain', '１０００'],
    ['plain', '1000000000000000'],
    ['plain', '0x10'],
    ['indonesian', '1.000.000,50'],
    ['indonesian', '1.00.000'],
    ['indonesian', '1,000,000'],
    ['indonesian', '1.000.0000'],
    ['indonesian', '1.000.000.000.000.000'],
    ['english', '1.000.000'],
    ['english', '1,0000'],
    ['english', '1,000.5'],
  ] as const)('in %s style is not: %s', (style, cell) => {
    expect(readAmount(cell, style)).toBeNull();
  });

  it.each([
    ['plain', '-50000', true],
    ['plain', '50000-', true],
    ['plain', '(50000.00)', true],
    ['plain', '\u221250000', true],
    ['plain', '+50000', false],
    ['indonesian', '(Rp 50.000,00)', true],
    ['indonesian', 'Rp -50.000', true],
    ['indonesian', '-Rp50.000', true],
    ['english', '- 50,000.00', true],
  ] as const)('in %s style has a sign: %s', (style, cell, isNegative) => {
    expect(readSignedAmount(cell, style)).toEqual({ amount: 50_000n, isNegative });
  });

  it.each(['(50000', '50000)', '(-50000)', '-50000-', '+-5', '-', '()', '50000 DB'])('is not: %s', (cell) => {
    expect(readSignedAmount(cell, 'plain')).toBeNull();
  });

  it('is never read as a different number by another style that accepts it', () => {
    for (const cell of ['1000', '10.000', '10,000', '1.000,00', '1,000.00', '10.00', '10,00', '100.000']) {
      const readings = NUMBER_STYLE_NAMES.map((style) => readAmount(cell, style)).filter((amount) => amount !== null);
      expect([cell, new Set(readings).size]).toEqual([cell, 1]);
    }
  });
});

describe('a time', () => {
  it.each([
    ['2026-11-21', '2026-11-20T17:00:00.000Z'],
    ['2026-11-21 14:05', '2026-11-21T07:05:00.000Z'],
    ['2026-11-21 14:05:06', '2026-11-21T07:05:06.000Z'],
    ['2026-11-21T14:05:06.789', '2026-11-21T07:05:06.789Z'],
    ['2026-11-21T14:05:06.789012+07:00', '2026-11-21T07:05:06.789Z'],
    ['2026-11-21T14:05:06Z', '2026-11-21T14:05:06.000Z'],
    ['2026-11-21 14:05:06 +0800', '2026-11-21T06:05:06.000Z'],
    ['21/11/2026', '2026-11-20T17:00:00.000Z'],
    ['21/11/2026 14:05', '2026-11-21T07:05:00.000Z'],
    ['21-11-2026 00:00:00', '2026-11-20T17:00:00.000Z'],
    ['2028-02-29 12:00', '2028-02-29T05:00:00.000Z'],
    ['2026/11/21 9:05', '2026-11-21T02:05:00.000Z'],
    ['1/2/2026 2:05:06 PM', '2026-02-01T07:05:06.000Z'],
    ['21.11.2026, 12:05 am', '2026-11-20T17:05:00.000Z'],
  ])('%s is %s', (cell, time) => {
    expect(readTime(cell)?.toISOString()).toBe(time);
  });

  it.each([
    '',
    '2026-11-31',
    '2026-02-29 12:00',
    '31/02/2026',
    '11/21/2026',
    '2026-13-01',
    '2026-11-21 25:00',
    '2026-11-21 24:00',
    '2026-11-21 14:61',
    '2026-11-21T14:05:06+99:00',
    '21/11/26',
    '21/11-2026',
    '21/11/2026 13:05 PM',
    '21/11/2026 0:05 AM',
    'yesterday',
    '1795000000',
    '2026-11-21T14:05:06Z; drop table payout',
  ])('%s is none', (cell) => {
    expect(readTime(cell)).toBeNull();
  });
});

describe('the order of a date', () => {
  const inJakarta = (time: Date | null) => time && new Date(time.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);

  it.each([
    ['10/05/2026', '2026-05-10', '2026-10-05'],
    ['21/11/2026', '2026-11-21', null],
    ['11/21/2026', null, '2026-11-21'],
    ['2026-05-10', '2026-05-10', '2026-05-10'],
    ['31/31/2026', null, null],
  ])('makes %s %s or %s', (cell, dmy, mdy) => {
    const readings = readTimes(cell);
    expect([inJakarta(readings.dmy), inJakarta(readings.mdy)]).toEqual([dmy, mdy]);
    expect([inJakarta(readTime(cell, 'dmy')), inJakarta(readTime(cell, 'mdy'))]).toEqual([dmy, mdy]);
    expect(inJakarta(readTime(cell, 'ymd'))).toBe(cell.startsWith('2026') ? dmy : null);
  });
});
