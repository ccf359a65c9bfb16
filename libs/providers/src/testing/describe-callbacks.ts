import fc from 'fast-check';
import type { CallbackReading, CallbackRequest, CallbackRoute } from '../port/callback.js';
import type { Provider, ProviderDefinition } from '../port/provider.js';
import { type CallbackSetup, type ProviderSetup, startProvider } from './provider-setup.js';

/** The required behaviour for genuine, forged and unreadable callbacks of a provider. */
export function describeCallbacks(definition: ProviderDefinition, setup: ProviderSetup): void {
  let provider: Provider;
  beforeAll(() => {
    provider = startProvider(definition, setup.environment('https://provider.example'), 1_000);
  });
  afterAll(() => provider.close());

  describe('its callbacks', () => {
    const paths = () => (provider.callbacks ?? []).map(({ path }) => path).toSorted();

    it('are all tried, each path once', () => {
      expect(paths()).toEqual((setup.callbacks ?? []).map(({ path }) => path).toSorted());
      expect(new Set(paths()).size).toBe(paths().length);
    });

    it('have a route at a secret address for every rail that asks for one', () => {
      const secret = (provider.callbacks ?? []).filter(({ addressedBy }) => addressedBy === 'secret');
      const asked = definition.rails.flatMap(({ callsBack }) => callsBack ?? []);
      expect(secret.map(({ path }) => path)).toEqual(expect.arrayContaining(asked));
    });
  });

  for (const callback of setup.callbacks ?? []) {
    describe(`a callback to ${callback.path}`, () => {
      describeReading(() => routeOf(provider, callback.path), callback);
      describeNaming(() => provider, setup, callback);
    });
  }
}

function describeReading(route: () => CallbackRoute, callback: CallbackSetup): void {
  const read = (request: CallbackRequest) => route().read(request);

  it.each(Object.entries(callback.genuine))(`is genuine as %s, and hints ${callback.hint}`, (_, request) => {
    expect(read(request)).toMatchObject({ kind: 'genuine', hint: callback.hint });
  });

  it.each(Object.entries(callback.signed))('is forged with any character of %s changed (S19)', (field, value) => {
    for (let at = 0; at < value.length; at += 1) {
      const changed = value.slice(0, at) + otherThan(value.charAt(at)) + value.slice(at + 1);
      expect([changed, read(callback.changed(field, changed)).kind]).toEqual([changed, 'forged']);
    }
  });

  it.each(Object.entries(callback.replayed))('is the same one when it comes again with %s', (_, request) => {
    const known = Object.values(callback.genuine).map((each) => genuineOf(read(each)).signed);
    expect(known).toContain(genuineOf(read(request)).signed);
  });

  it.each(Object.entries(callback.forged))('is forged with %s', (_, request) => {
    expect(read(request)).toMatchObject({ kind: 'forged', why: expect.stringMatching(/./) });
  });

  it.each(Object.entries(callback.unreadable))('is unreadable with %s', (_, request) => {
    expect(read(request)).toMatchObject({ kind: 'unreadable', why: expect.stringMatching(/./) });
  });

  it('is neither genuine nor the end of us, whatever bytes it has (S19)', () => {
    const [sample] = Object.values(callback.genuine);
    const fields = fc.dictionary(fc.constantFrom(...Object.keys(callback.signed)), fc.jsonValue());
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fields.map((each) => Buffer.from(JSON.stringify(each))),
      fc.nat((sample?.body.length ?? 1) - 1).map((length) => sample?.body.subarray(0, length) ?? Buffer.alloc(0)),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        expect(['forged', 'unreadable']).toContain(read({ headers: {}, body }).kind);
      }),
    );
  });

  it('is answered as the provider wants it, also when it comes again', () => {
    for (const request of [...Object.values(callback.genuine), ...Object.values(callback.genuine)]) {
      expect(route().answer(request)).toEqual(callback.answer);
    }
  });
}

function describeNaming(provider: () => Provider, setup: ProviderSetup, callback: CallbackSetup): void {
  const genuine = () =>
    Object.values(callback.genuine).map((request) => genuineOf(routeOf(provider(), callback.path).read(request)));

  it.each([...callback.rails])('names the transfer of %s, and repeats nothing else than its order', (name) => {
    const { order } = setup.rails.find((each) => each.name === name) ?? {};
    const rail = provider().rails.find((each) => each.name === name);
    if (!order || !rail) throw new Error(`no rail ${name}`);
    const known = new Set(rail.transferKeys?.(order));
    const { destination } = order;
    const number = destination.type === 'bank_account' ? destination.accountNumber : destination.phoneNumber;
    for (const { keys, order } of genuine()) {
      expect(keys.filter((key) => known.has(key))).not.toEqual([]);
      expect([order.amount, null]).toContain(order.amount);
      expect([number, null]).toContain(order.accountNumber);
      if (destination.type === 'bank_account') expect([destination.bankCode, null]).toContain(order.bankCode);
    }
  });
}

function routeOf(provider: Provider, path: string): CallbackRoute {
  const route = provider.callbacks?.find((each) => each.path === path);
  if (!route) throw new Error(`no callback ${path}`);
  return route;
}

function genuineOf(reading: CallbackReading) {
  if (reading.kind !== 'genuine') throw new Error(`${reading.kind}: ${reading.why}`);
  return reading;
}

/** Another character of the same kind, so that only the signature shows the change. */
function otherThan(character: string): string {
  if (/\d/.test(character)) return String((Number(character) + 1) % 10);
  return character === 'a' ? 'b' : 'a';
}
