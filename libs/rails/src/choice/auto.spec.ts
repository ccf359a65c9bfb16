import type { RailName } from '#libs/providers';
import { declare, directoryOf, type Scene } from '../testing/made-up-rails.js';
import { Circuits } from './circuits.js';
import type { RailPolicy } from './listed-rail.js';
import type { RailRequest } from './rail-verdict.js';

/** Monday, 10:00 and 16:00 in Jakarta. */
const OPEN = new Date('2026-11-23T03:00:00Z');
const CLOSED = new Date('2026-11-23T09:00:00Z');
const TOMORROW = new Date('2026-11-24T01:00:00Z');
const REQUEST: RailRequest = { amount: 1_000_000n, destination: { type: 'bank_account', bankCode: '014' } };

/** Cheap and slow, dear and fast, at two providers; the third is as cheap as the first. */
const A = declare('a.slow', { fee: 1_000n, usualSeconds: 100 });
const B = declare('b.fast', { fee: 5_000n, usualSeconds: 1 });
const C = declare('c.same', { fee: 1_000n, usualSeconds: 100 });
const hours = { opens: '08:00', closes: '15:00' };

const rails = (...declared: (typeof A)[]) =>
  declared.map((rail) => ({ name: rail.name.split('.')[0] as string, rails: [rail] }));

function choose(scene: Scene, rail = 'auto', now = OPEN) {
  return directoryOf({ definitions: rails(A, B, C), ...scene }).choose(rail, REQUEST, { now });
}

function preview(scene: Scene) {
  return directoryOf({ definitions: rails(A, B, C), ...scene }).preview('auto', REQUEST, { now: OPEN });
}

function silent(...providers: string[]): Circuits {
  const circuits = new Circuits(() => 0);
  for (const provider of providers) for (let time = 0; time < 5; time += 1) circuits.record(provider, 'silent');
  return circuits;
}

describe('auto ranks by policy', () => {
  it.each<[RailPolicy, Scene['settings'], RailName]>([
    ['cost', {}, 'a.slow'],
    ['cost', { railFees: { 'a.slow': 9_000n } }, 'c.same'],
    ['cost', { railFees: { 'b.fast': 0n } }, 'b.fast'],
    ['speed', {}, 'b.fast'],
    ['order', {}, 'a.slow'],
    ['order', { railOrder: ['c.same', 'a.slow'] }, 'c.same'],
    ['order', { railOrder: ['b.fast'] }, 'b.fast'],
  ])('%s %o', (railPolicy, settings, rail) => {
    expect(choose({ settings: { railPolicy, ...settings } })).toMatchObject({ kind: 'chosen', rail, waitUntil: null });
  });

  it('and lets the order of the registry decide between equals', () => {
    expect(choose({ definitions: rails(C, B, A) })).toMatchObject({ rail: 'c.same' });
  });

  it('and reports the configured fee', () => {
    const { verdicts } = choose({ settings: { railFees: { 'a.slow': 7n } } });
    expect(verdicts.map(({ fee }) => fee)).toEqual([7n, 5_000n, 1_000n]);
  });
});

it('opens and closes rails by the clock that it is given, which all replicas share', () => {
  const definitions = rails(declare('a.slow', { window: hours }));
  const at = (now: Date) => directoryOf({ definitions, now: () => now }).choose('a.slow', REQUEST);
  expect(at(OPEN)).toMatchObject({ kind: 'chosen', waitUntil: null });
  expect(at(CLOSED)).toMatchObject({ kind: 'chosen', waitUntil: TOMORROW });
});

describe('auto avoids', () => {
  const enough = 2_000_000n;
  const all = { a: enough, b: enough, c: enough };

  it.each<[string, Scene, RailName, (string | null)[]]>([
    ['a short balance', { balances: { ...all, a: 999_999n } }, 'c.same', ['insufficient_funds', null, null]],
    [
      'a balance short of the fee',
      { balances: { ...all, a: 1_000_999n } },
      'c.same',
      ['insufficient_funds', null, null],
    ],
    [
      'no balance that just covers amount and fee',
      { balances: { ...all, a: 1_001_000n } },
      'a.slow',
      [null, null, null],
    ],
    ['a provider that does not answer', { circuits: silent('a') }, 'c.same', ['not_answering', null, null]],
    [
      'an unknown balance when another is known',
      { balances: { b: enough } },
      'b.fast',
      ['balance_unknown', null, 'balance_unknown'],
    ],
    ['no unknown balance when none is known', {}, 'a.slow', [null, null, null]],
    [
      'a short balance more than silence',
      { balances: { ...all, b: 0n, c: 0n }, circuits: silent('a') },
      'a.slow',
      ['not_answering', 'insufficient_funds', 'insufficient_funds'],
    ],
    [
      'silence more than an unknown balance',
      { balances: { a: enough }, circuits: silent('a', 'c') },
      'b.fast',
      ['not_answering', 'balance_unknown', 'not_answering'],
    ],
  ])('%s', (_what, scene, rail, codes) => {
    const choice = choose(scene);
    expect(choice).toMatchObject({ kind: 'chosen', rail, lacksFunds: false });
    expect(choice.verdicts.map(({ code }) => code)).toEqual(codes);
    for (const { verdict, code } of choice.verdicts) expect(verdict).toBe(code === null ? 'possible' : 'avoided');
  });

  it('a closed window, and an unknown balance more than that', () => {
    const definitions = rails({ ...A, window: hours }, B, { ...C, window: hours });
    expect(choose({ definitions }, 'auto', OPEN)).toMatchObject({ rail: 'a.slow' });
    const closed = choose({ definitions }, 'auto', CLOSED);
    expect(closed).toMatchObject({ rail: 'b.fast', waitUntil: null });
    expect(closed.verdicts.map(({ verdict, code, opensAt }) => [verdict, code, opensAt])).toEqual([
      ['closed', 'window_closed', TOMORROW],
      ['possible', null, null],
      ['closed', 'window_closed', TOMORROW],
    ]);
    expect(choose({ definitions, balances: { a: enough } }, 'auto', CLOSED)).toMatchObject({
      rail: 'a.slow',
      waitUntil: TOMORROW,
    });
  });

  it('nothing when all are short, closed or silent: the best of them is chosen', () => {
    expect(choose({ balances: { a: 1n, b: 1n, c: 1n } })).toMatchObject({ rail: 'a.slow', lacksFunds: true });
    expect(choose({ circuits: silent('a', 'b', 'c') })).toMatchObject({ rail: 'a.slow', lacksFunds: false });
  });

  it('rails that open later than others, when all are closed', () => {
    const definitions = rails({ ...A, window: { opens: '10:00', closes: '12:00' } }, { ...B, window: hours });
    expect(choose({ definitions }, 'auto', CLOSED)).toMatchObject({ rail: 'b.fast', waitUntil: TOMORROW });
  });

  it('tests a silent provider again later, with one payout at a time', () => {
    let nowMs = 0;
    const circuits = new Circuits(() => nowMs);
    for (let time = 0; time < 5; time += 1) circuits.record('a', 'silent');
    const scene = { circuits, settings: { railPolicy: 'order' as const } };
    expect(choose(scene)).toMatchObject({ rail: 'b.fast' });
    nowMs += 30_000;
    expect(choose(scene)).toMatchObject({ rail: 'a.slow' });
    expect(choose(scene)).toMatchObject({ rail: 'b.fast' });
    circuits.record('a', 'answered');
    expect(choose(scene)).toMatchObject({ rail: 'a.slow' });
  });

  it('does not start the test of a silent provider by a preview', () => {
    let nowMs = 0;
    const circuits = new Circuits(() => nowMs);
    for (let time = 0; time < 5; time += 1) circuits.record('a', 'silent');
    const scene = { circuits, settings: { railPolicy: 'order' as const } };
    nowMs += 30_000;
    for (let time = 0; time < 2; time += 1) expect(preview(scene)).toMatchObject({ rail: 'a.slow' });
    expect(preview(scene)).toEqual(choose(scene));
    expect(preview(scene)).toMatchObject({ rail: 'b.fast' });
  });
});

describe('a payout that names its rail', () => {
  it('uses that rail even if its provider is silent or its balance unknown', () => {
    const choice = choose({ circuits: silent('b'), balances: { a: 5_000_000n } }, 'b.fast');
    expect(choice).toMatchObject({ kind: 'chosen', rail: 'b.fast', provider: 'b', waitUntil: null, lacksFunds: false });
    expect(choice.verdicts).toMatchObject([{ rail: 'b.fast', verdict: 'possible', code: null, message: null }]);
  });

  it('learns whether it lacks funds, must wait, or both', () => {
    const definitions = rails({ ...A, window: hours });
    const short = { definitions, balances: { a: 1n } };
    expect(choose(short, 'a.slow')).toMatchObject({ kind: 'chosen', lacksFunds: true, waitUntil: null });
    expect(choose({ definitions }, 'a.slow', CLOSED)).toMatchObject({ lacksFunds: false, waitUntil: TOMORROW });
    expect(choose(short, 'a.slow', CLOSED)).toMatchObject({ lacksFunds: true, waitUntil: TOMORROW });
  });
});

describe('the directory', () => {
  const directory = directoryOf({ definitions: rails({ ...A, window: hours }, B), running: ['b'] });

  it('knows the declarations of rails that are off, and returns the rails that are on', () => {
    expect(directory.declaration('a.slow')).toMatchObject({ fee: 1_000n });
    expect([directory.rail('a.slow'), directory.provider('a')]).toEqual([undefined, undefined]);
    expect([directory.rail('b.fast')?.name, directory.provider('b')?.name]).toEqual(['b.fast', 'b']);
    expect(directory.providers.map(({ name }) => name)).toEqual(['b']);
    expect(directory.declaration('c.same')).toBeUndefined();
  });

  it('knows until when a rail is closed', () => {
    expect(directory.closedUntil('a.slow', CLOSED)).toEqual(TOMORROW);
    expect(directory.closedUntil('a.slow', OPEN)).toBeNull();
    expect(directory.closedUntil('b.fast', CLOSED)).toBeNull();
    expect(directory.closedUntil('c.same', CLOSED)).toBeNull();
  });

  it('returns the next closing of a window', () => {
    const [verdict] = directory.choose('a.slow', REQUEST, { now: OPEN }).verdicts;
    expect(verdict).toMatchObject({ cutOffAt: new Date('2026-11-23T08:00:00Z'), opensAt: null });
  });
});
