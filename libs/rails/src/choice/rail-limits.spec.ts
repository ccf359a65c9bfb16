import fc from 'fast-check';
import type { Outlet, RailDeclaration } from '#libs/providers';
import { BANKS } from '../banks.js';
import type { BankLimits } from '../facts/rail-facts.js';
import { directoryOf, PLAIN_CALENDAR, RAILS, type Scene } from '../testing/made-up-rails.js';
import { type RailRequest, rejectionsOf } from './rail-verdict.js';

/** A Monday, 10:00 in Jakarta: every window is open. */
const OPEN = new Date('2026-11-23T03:00:00Z');
const BCA = '014';
const OVO = '1010';
const NOT_BI_FAST = '146';

const toBank = (amount: bigint, bankCode = BCA): RailRequest => ({
  amount,
  destination: { type: 'bank_account', bankCode },
});
const toOutlet = (amount: bigint, outlet: Outlet = 'indomaret'): RailRequest => ({
  amount,
  destination: { type: 'cash_pickup', outlet },
});

/** The codes of the rails that refuse a payout under `auto`, by rail; `null`: could carry it. */
function codesOf(
  request: RailRequest,
  scene: Scene = {},
  exclude?: ReadonlySet<string>,
): Record<string, string | null> {
  const { verdicts } = directoryOf(scene).choose('auto', request, { now: OPEN, exclude });
  return Object.fromEntries(verdicts.map(({ rail, verdict, code }) => [rail, verdict === 'refused' ? code : null]));
}

const limits = (max: Record<string, bigint>): Scene => ({
  facts: { bankLimits: new Map<string, BankLimits>([['north', new Map(Object.entries(max))]]) },
});

describe('a rail refuses', () => {
  it.each([
    ['not_configured', 'north.online', toBank(50_000n), { running: ['south'] }],
    ['destination_not_supported', 'north.cash', toBank(50_000n), {}],
    ['destination_not_supported', 'north.online', toOutlet(50_000n), {}],
    ['amount_too_small', 'north.online', toBank(9_999n), {}],
    ['amount_too_small', 'north.cash', toOutlet(49_999n), {}],
    ['amount_too_large', 'north.online', toBank(100_000_001n), {}],
    ['amount_too_large', 'north.cash', toOutlet(1_050_000n), {}],
    ['amount_too_large', 'north.online', toBank(50_000_001n), limits({ [BCA]: 50_000_000n })],
    ['amount_not_a_multiple', 'north.cash', toOutlet(75_000n), {}],
    ['bank_not_supported', 'north.online', toBank(50_000n, '999'), {}],
    ['bank_not_supported', 'north.clearing', toBank(50_000n, OVO), {}],
    ['bank_not_supported', 'north.fast', toBank(50_000n, NOT_BI_FAST), {}],
    ['bank_not_supported', 'north.direct', toBank(50_000n), {}],
    ['bank_not_supported', 'north.online', toBank(50_000n), limits({ '008': 50_000_000n })],
    ['bank_disabled', 'north.online', toBank(50_000n), limits({ [BCA]: 0n })],
    ['outlet_not_supported', 'north.cash', toOutlet(50_000n, 'pos_indonesia'), {}],
    ['no_public_url', 'north.cash', toOutlet(50_000n), { settings: { publicUrl: null } }],
  ] satisfies [string, string, RailRequest, Scene][])('with %s: %s', (code, rail, request, scene) => {
    expect(codesOf(request, scene)[rail]).toBe(code);
    const named = directoryOf(scene).choose(rail, request, { now: OPEN });
    expect(named).toMatchObject({ kind: 'none', verdicts: [{ rail, verdict: 'refused', code }] });
    expect(rejectionsOf(named.verdicts)).toEqual([{ rail, code, message: expect.any(String) }]);
  });

  it('a payout that it refused before, and other rails do not', () => {
    const codes = codesOf(toBank(50_000n), {}, new Set(['north.fast']));
    expect(codes['north.fast']).toBe('tried_before');
    expect(codes['north.online']).toBeNull();
  });

  it('every payout when the rail does not exist', () => {
    const choice = directoryOf().choose('north.pigeon', toBank(50_000n));
    expect(choice.kind).toBe('none');
    expect(rejectionsOf(choice.verdicts)).toEqual([
      { rail: 'north.pigeon', code: 'unknown_rail', message: 'There is no rail north.pigeon' },
    ]);
  });
});

describe('a rail that is off', () => {
  it('gives the reason for any payout: no credentials, or no URL for callbacks', () => {
    const scene: Scene = { running: ['north'], settings: { publicUrl: null } };
    const reasons = Object.fromEntries(
      Object.values(RAILS).map(({ name }) => [name, directoryOf(scene).whyOff(name)?.code ?? null]),
    );
    expect(reasons).toMatchObject({
      'north.online': null,
      'north.cash': 'no_public_url',
      'south.send': 'not_configured',
    });
    expect(directoryOf(scene).lackingPublicUrl()).toEqual(['north.cash']);
  });

  it('is neither a rail with both nor an unknown one; without credentials a missing URL does not matter', () => {
    expect(Object.values(RAILS).map(({ name }) => directoryOf().whyOff(name))).toEqual(
      Object.values(RAILS).map(() => null),
    );
    expect(directoryOf().whyOff('north.pigeon')).toBeNull();
    expect(directoryOf().lackingPublicUrl()).toEqual([]);
    expect(directoryOf({ running: ['south'], settings: { publicUrl: null } }).lackingPublicUrl()).toEqual([]);
  });
});

describe('a bank list of a provider', () => {
  it('applies only to rails that declare it, and only at its provider', () => {
    const codes = codesOf(toBank(50_000n), limits({ [BCA]: 0n }));
    expect(codes).toMatchObject({ 'north.online': 'bank_disabled', 'north.fast': null, 'south.send': null });
  });

  it('does not limit e-wallets when it contains none', () => {
    expect(codesOf(toBank(50_000n, OVO), limits({ [BCA]: 50_000_000n }))['north.online']).toBeNull();
    const withWallets = limits({ [BCA]: 50_000_000n, '1011': 10_000_000n });
    expect(codesOf(toBank(50_000n, OVO), withWallets)['north.online']).toBe('bank_not_supported');
  });

  it('makes its banks payable that are not built in, on the rails of its provider that take any bank', () => {
    const scene = limits({ [BCA]: 50_000_000n, '774': 20_000_000n, ASP1R3: 0n, '1099': 1_000_000n });
    const refused = 'bank_not_supported';
    expect(codesOf(toBank(50_000n, '774'), scene)).toMatchObject({
      'north.online': null,
      'north.clearing': null,
      'north.direct': refused,
      'north.fast': refused,
      'south.send': refused,
    });
    expect(codesOf(toBank(20_000_001n, '774'), scene)['north.online']).toBe('amount_too_large');
    expect(codesOf(toBank(50_000n, 'ASP1R3'), scene)).toMatchObject({
      'north.online': 'bank_disabled',
      'south.send': refused,
    });
    expect(codesOf(toBank(50_000n, '1099'), scene)).toMatchObject({ 'north.online': null, 'north.clearing': refused });
    expect(codesOf(toBank(50_000n, '774'), limits({ [BCA]: 50_000_000n }))['north.online']).toBe(refused);
  });

  it('never allows more than the rail itself does', () => {
    const codes = codesOf(toBank(100_000_001n), limits({ [BCA]: 500_000_000n }));
    expect(codes['north.online']).toBe('amount_too_large');
  });
});

describe('limits are exact', () => {
  it.each([
    [9_999n, []],
    [10_000n, ['online', 'clearing', 'fast']],
    [99_999_999n, ['online', 'clearing', 'fast']],
    [100_000_000n, ['online', 'clearing', 'gross', 'fast']],
    [100_000_001n, ['clearing', 'gross', 'fast']],
    [250_000_000n, ['clearing', 'gross', 'fast']],
    [250_000_001n, ['clearing', 'gross']],
    [1_000_000_000n, ['clearing', 'gross']],
    [1_000_000_001n, ['gross']],
    [100_000_000_000n, ['gross']],
    [100_000_000_001n, []],
    [9_007_199_254_740_993n, []],
  ])('%s rupiah', (amount, rails) => {
    const able = Object.entries(codesOf(toBank(amount), { running: ['north'] })).flatMap(([rail, code]) =>
      code === null ? [rail.replace('north.', '')] : [],
    );
    expect(able).toEqual(rails);
  });
});

describe('for any request', () => {
  const amount = fc.oneof(
    fc.bigInt({ min: 1n, max: 2_000_000_000n }),
    fc
      .constantFrom(10_000n, 100_000_000n, 250_000_000n, 1_000_000_000n)
      .chain((edge) => fc.bigInt({ min: edge - 1n, max: edge + 1n })),
    fc.bigInt({ min: 1n, max: 50n }).map((steps) => steps * 50_000n),
  );
  const destination = fc.oneof(
    fc.record({
      type: fc.constant('bank_account' as const),
      bankCode: fc.constantFrom(...BANKS.map(({ code }) => code), '999'),
    }),
    fc.record({
      type: fc.constant('cash_pickup' as const),
      outlet: fc.constantFrom<Outlet>('indomaret', 'pos_indonesia'),
    }),
  );
  const scene = fc.record({
    running: fc.subarray(['north', 'south']),
    settings: fc.record({
      railPolicy: fc.constantFrom('cost' as const, 'speed' as const, 'order' as const),
      publicUrl: fc.constantFrom(null, 'https://salur.test'),
    }),
    balances: fc.dictionary(fc.constantFrom('north', 'south'), fc.bigInt({ min: -1n, max: 2_000_000_000n })),
    bankCap: fc.option(fc.bigInt({ min: 0n, max: 200_000_000n })),
    now: fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
    exclude: fc.subarray(Object.values(RAILS).map(({ name }) => name as string)),
  });

  it('every rail gets a verdict, and the chosen one violates no hard limit', () => {
    fc.assert(
      fc.property(amount, destination, scene, (amount, destination, { bankCap, now, exclude, ...rest }) => {
        const bankLimits = new Map<string, BankLimits>();
        if (bankCap !== null) bankLimits.set('north', new Map(BANKS.map(({ code }) => [code, bankCap])));
        const directory = directoryOf({ ...rest, ...(bankLimits.size > 0 && { facts: { bankLimits } }) });
        const choice = directory.choose('auto', { amount, destination }, { now, exclude: new Set(exclude) });

        expect(choice.verdicts.map(({ rail }) => rail)).toEqual(Object.values(RAILS).map(({ name }) => name));
        for (const { verdict, code } of choice.verdicts) expect(code === null).toBe(verdict === 'possible');
        const able = choice.verdicts.filter(({ verdict }) => verdict !== 'refused');
        expect(choice.kind).toBe(able.length === 0 ? 'none' : 'chosen');
        if (choice.kind === 'none') return;

        expect(able.map(({ rail }) => rail)).toContain(choice.rail);
        expect(exclude).not.toContain(choice.rail);
        expect(rest.running).toContain(choice.provider);
        const { carries, window, callsBack } = directory.declaration(choice.rail) as RailDeclaration;
        expect(carries.type).toBe(destination.type);
        if (carries.type === 'bank_account' && destination.type === 'bank_account') {
          expect(amount >= carries.limits.min && amount <= carries.limits.max).toBe(true);
          const bank = BANKS.find(({ code }) => code === destination.bankCode);
          expect(bank).toBeDefined();
          if (carries.banks === 'bi_fast') expect(bank?.biFast).toBe(true);
          if (carries.banks === 'banks') expect(bank?.code).toHaveLength(3);
          if (carries.bankLimits && choice.provider === 'north' && bankCap !== null)
            expect(amount <= bankCap).toBe(true);
        }
        if (callsBack !== undefined) expect(rest.settings.publicUrl).not.toBeNull();
        expect(choice.waitUntil).toEqual(window && PLAIN_CALENDAR.nextOpening(window, now));
      }),
      { numRuns: 500 },
    );
  });
});
