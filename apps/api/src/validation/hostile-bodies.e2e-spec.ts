import fc from 'fast-check';
import { documentedBodies, fieldsOf, JSON_BODIES, send, wholeDatabase } from '../testing/json-bodies.js';
import { type Answer, type Api, startApi } from '../testing/start-api.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const fieldsNamed = ({ body }: Answer): string[] => (body?.errors ?? []).map(({ field }: { field: string }) => field);

/** The name of every column and of every field of an entity, of every table there is. */
function columnsOfAllTables(): string[] {
  const columns = api.dataSource.entityMetadatas.flatMap(({ columns }) => columns);
  return [...new Set(columns.flatMap(({ propertyName, databaseName }) => [propertyName, databaseName]))].sort();
}

/** An answer names so many wrong fields. */
const MOST_ERRORS = 20;

/** Such an object in JSON text, with one more member in front. */
const withMember = (object: object, member: string) => JSON.stringify(object).replace('{', `{${member},`);

it('every body that the API takes is tried here', () => {
  expect(JSON_BODIES.map(({ operation }) => operation).sort()).toEqual([...documentedBodies().keys()].sort());
});

describe.each(JSON_BODIES)('the body of $operation', ({ operation, path, valid, nested = [] }) => {
  it('takes no column of any table that it does not document, and changes nothing (S6)', async () => {
    const target = await path(api);
    const columns = columnsOfAllTables();
    expect(columns.length).toBeGreaterThan(100);
    const before = await wholeDatabase(api);
    const schema = documentedBodies().get(operation) as string;
    for (const place of ['', ...nested]) {
      const documented = fieldsOf(schema, place);
      expect(documented.size).toBeGreaterThan(0);
      const unknown = columns.filter((name) => !documented.has(name));
      for (let at = 0; at < unknown.length; at += MOST_ERRORS) {
        const some = unknown.slice(at, at + MOST_ERRORS);
        const body = valid();
        Object.assign(
          place === '' ? body : (body[place] as object),
          Object.fromEntries(some.map((name) => [name, null])),
        );
        const answer = await send(api, operation, target, body);
        expect(answer.status).toBe(400);
        expect(fieldsNamed(answer).sort()).toEqual(
          some.map((name) => (place === '' ? name : `${place}.${name}`)).sort(),
        );
      }
    }
    expect(await wholeDatabase(api)).toEqual(before);
  });

  it('takes no key twice, however it is written, and changes nothing (S11) (F65)', async () => {
    const target = await path(api);
    const before = await wholeDatabase(api);
    const body = valid();
    const [key = '', value] = Object.entries(body)[0] ?? [];
    const escaped = `\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}${key.slice(1)}`;
    for (const name of [key, escaped]) {
      const answer = await send(api, operation, target, withMember(body, `"${name}":${JSON.stringify(value)}`));
      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
      expect(fieldsNamed(answer)).toEqual([key]);
    }
    expect(await wholeDatabase(api)).toEqual(before);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/problem+json',
    'application/json; charset=utf-16',
    undefined,
  ])('is JSON that says so, not %s (S11)', async (type) => {
    const target = await path(api);
    const before = await wholeDatabase(api);
    const body = Buffer.from(JSON.stringify(valid()));
    expect(await send(api, operation, target, body, { 'content-type': type })).toMatchObject({ status: 415 });
    expect(await wholeDatabase(api)).toEqual(before);
  });
});

describe.each(JSON_BODIES)(
  'the prototype of objects, and the body of $operation',
  ({ operation, path, valid, nested = [], open = [] }) => {
    it.each([
      ['__proto__', '"__proto__":{"polluted":true}'],
      ['__proto__ as a text', '"__proto__":"polluted"'],
      ['constructor as a text', '"constructor":"polluted"'],
      ['__proto__, escaped', '"__pro\\u0074o__":{"polluted":true}'],
      ['constructor.prototype', '"constructor":{"prototype":{"polluted":true}}'],
      ['prototype', '"prototype":{"polluted":true}'],
    ])('brings nothing into the prototype of objects by %s (S12) (F65)', async (_, member) => {
      const target = await path(api);
      const before = await wholeDatabase(api);
      const bodies = [withMember(valid(), member), `{${member}}`];
      for (const name of [...nested, ...open]) {
        const body = valid();
        bodies.push(JSON.stringify(body).replace(JSON.stringify(body[name]), withMember(body[name] as object, member)));
      }
      for (const body of bodies) expect(await send(api, operation, target, body)).toMatchObject({ status: 400 });
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
      expect(Object.prototype).not.toHaveProperty('polluted');
      expect(await wholeDatabase(api)).toEqual(before);
    });
  },
);

/** Everything that could pass for an amount, as it stands in JSON. */
const MISTAKEN_FOR_AMOUNTS =
  '-0 0 00 007 1e3 1E3 1e-3 50000.0 50000.5 .5 5. +1 0x10 1_000 1n NaN Infinity -Infinity true null [50000] {} "50000" "１０" "1e3" ""' +
  ' 9007199254740992 9007199254740993 18446744073709551616 1e400 1e21 4.9e-324';
const mistaken = fc.oneof(
  fc.constantFrom(...MISTAKEN_FOR_AMOUNTS.split(' '), '50 000'),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => (Number.isInteger(value) ? `${value}.0` : `${value}`)),
  fc.bigInt({ max: 0n }).map(String),
  fc.bigInt({ min: 2n ** 53n, max: 10n ** 40n }).map(String),
  fc.maxSafeInteger().map((value) => JSON.stringify(String(value))),
  fc.maxSafeInteger().map((value) => `${value}e0`),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.maxSafeNat()).map(([zeros, value]) => '0'.repeat(zeros) + value),
);

const amounts = JSON_BODIES.flatMap((body) => (body.amounts ?? []).map((field) => ({ ...body, field })));

describe.each(amounts)('$field of $operation', ({ operation, path, valid, field }) => {
  it('is whole rupiah in digits from 1 to 2^53-1, and nothing else (S8)', async () => {
    const target = await path(api);
    const before = await wholeDatabase(api);
    const body = JSON.stringify(valid());
    const last = field.split('.').at(-1) as string;
    const tried = fc.asyncProperty(
      mistaken.filter((text) => text !== 'null' || operation === 'POST /v1/payouts'),
      async (text) => {
        const raw = body.replace(new RegExp(`"${last}":\\d+`), `"${last}":${text}`);
        const answer = await send(api, operation, target, raw);
        expect([text, answer.status]).toEqual([text, 400]);
        if (answer.body.code !== 'malformed_json') expect(fieldsNamed(answer)).toContain(field);
      },
    );
    await fc.assert(tried, { numRuns: 150 });
    expect(await wholeDatabase(api)).toEqual(before);
  });
});

describe('an amount', () => {
  it('is stored and returned to the last rupiah (S8)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 10_000, max: 50_000_000 }), async (amount) => {
        const { status, body } = await api.create({ amount });
        const [{ kept }] = await api.dataSource.query(`select amount::text as kept from payout where id = $1`, [
          body.id,
        ]);
        expect([status, body.amount, kept]).toEqual([201, amount, String(amount)]);
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    '-0',
    '-1',
    '0',
    '00',
    '1e3',
    '1.0',
    '1.5',
    ' 1',
    '1 ',
    '+1',
    '0x10',
    '１０',
    '9007199254740992',
    '9'.repeat(40),
    'NaN',
    '',
  ])('in a query is digits too: %j is refused (S8)', async (text) => {
    const answer = await api.call(`/v1/rails?amount=${encodeURIComponent(text)}&bankCode=014`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field: 'amount' }] } });
  });
});
