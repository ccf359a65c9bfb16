import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Api, startApi, validCashPickup, validPayout } from '../testing/start-api.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const destination = { type: 'bank_account', bankCode: '014', accountNumber: '8760673566' };
const to = (overrides: object) => ({ destination: { ...destination, ...overrides } });
const cash = validCashPickup().destination as Record<string, unknown>;
const toCash = (overrides: object) => ({ rail: 'auto', destination: { ...cash, ...overrides } });
/** A valid payout whose amount is replaced by raw JSON. */
const raw = (name: string, value: string) =>
  JSON.stringify({ ...validPayout(), amount: 'X' }).replace('"amount":"X"', `"${name}":${value}`);
const amount = (value: string) => raw('amount', value);

/** One wrong thing in a payout that is valid otherwise, and the field that the answer names. */
// biome-ignore format: a table
const WRONG_FIELDS: readonly (readonly [what: string, field: string, body: unknown])[] = [
  ['a fraction as amount', 'amount', amount('50000.5')],
  ['a whole float as amount', 'amount', amount('50000.0')],
  ['an exponent as amount', 'amount', amount('1e3')],
  ['a string as amount', 'amount', amount('"50000"')],
  ['full-width digits as amount', 'amount', amount('"１０"')],
  ['more than 2^53-1 as amount', 'amount', amount('9007199254740992')],
  ['2^53+1 as amount', 'amount', amount('9007199254740993')],
  ['a negative amount', 'amount', amount('-1')],
  ['zero as amount', 'amount', amount('0')],
  ['minus zero as amount', 'amount', amount('-0')],
  ['null as amount', 'amount', amount('null')],
  ['true as amount', 'amount', amount('true')],
  ['a list as amount', 'amount', amount('[50000]')],
  ['no amount', 'amount', raw('purpose', '"x"')],
  ['the amount twice', 'amount', raw('amount', '10000,"amount":1')],
  ['the amount twice, once escaped', 'amount', raw('amount', '10000,"\\u0061mount":1')],
  ['NUL in the reference', 'reference', { reference: 'a\u0000b' }],
  ['a line break in the reference', 'reference', { reference: 'a\nb' }],
  ['a space at the end of the reference', 'reference', { reference: 'a ' }],
  ['a reference of 65 characters', 'reference', { reference: 'x'.repeat(65) }],
  ['an empty reference', 'reference', { reference: '' }],
  ['a number as reference', 'reference', { reference: 1 }],
  ['no reference', 'reference', { reference: undefined }],
  ['a lone surrogate in the purpose', 'purpose', raw('purpose', '"\\ud800"')],
  ['an escape sequence in the purpose', 'purpose', { purpose: '\u001b[31m' }],
  ['text that is not NFC', 'purpose', { purpose: 'e\u0301' }],
  ['a purpose of 101 characters', 'purpose', { purpose: 'x'.repeat(101) }],
  ['a bidi override in the holder', 'destination.accountHolderName', to({ accountHolderName: 'a\u202eb' })],
  ['10 KB of holder', 'destination.accountHolderName', to({ accountHolderName: 'a'.repeat(10_000) })],
  ['an unknown field', 'colour', { colour: 'red' }],
  ['a field in the wrong case', 'destination.bankcode', to({ bankcode: '014' })],
  ['a column of ours', 'status', { status: 'succeeded' }],
  ['another currency', 'currency', { currency: 'USD' }],
  ['an unknown rail', 'rail', { rail: 'unknown.rail' }],
  ['an unknown bank', 'destination.bankCode', to({ bankCode: '999' })],
  ['a bank code as a number', 'destination.bankCode', to({ bankCode: 14 })],
  ['letters in the account number', 'destination.accountNumber', to({ accountNumber: '87606A3566' })],
  ['an account number of 4 digits', 'destination.accountNumber', to({ accountNumber: '1234' })],
  ['an account number and a line break', 'destination.accountNumber', to({ accountNumber: '8760673566\n' })],
  ['an unknown kind of destination', 'destination.type', to({ type: 'cheque' })],
  ['no kind of destination', 'destination.type', to({ type: undefined })],
  ['a list as kind of destination', 'destination.type', to({ type: ['bank_account'] })],
  ['an outlet beside a bank account', 'destination.outlet', to({ outlet: 'indomaret' })],
  ['a bank code beside an outlet', 'destination.bankCode', toCash({ bankCode: '014' })],
  ['an account number beside an outlet', 'destination.accountNumber', toCash({ accountNumber: '8760673566' })],
  ['a cash pickup without its person', 'destination.recipientName', { destination: { type: 'cash_pickup', outlet: 'indomaret' } }],
  ['an unknown outlet', 'destination.outlet', toCash({ outlet: 'alfamart' })],
  ['no outlet', 'destination.outlet', toCash({ outlet: undefined })],
  ['an empty recipient', 'destination.recipientName', toCash({ recipientName: '' })],
  ['a recipient of 256 characters', 'destination.recipientName', toCash({ recipientName: 'a'.repeat(256) })],
  ['an address of 256 characters', 'destination.address', toCash({ address: 'a'.repeat(256) })],
  ['a phone number at home', 'destination.phoneNumber', toCash({ phoneNumber: '0215678901' })],
  ['a phone number abroad', 'destination.phoneNumber', toCash({ phoneNumber: '+6591234567' })],
  ['a phone number without its 0', 'destination.phoneNumber', toCash({ phoneNumber: '82211789110' })],
  ['a phone number with 0062', 'destination.phoneNumber', toCash({ phoneNumber: '006282211789110' })],
  ['a phone number of 9 digits', 'destination.phoneNumber', toCash({ phoneNumber: '081234567' })],
  ['a phone number of 14 digits from 08', 'destination.phoneNumber', toCash({ phoneNumber: '08221178911012' })],
  ['a phone number with spaces', 'destination.phoneNumber', toCash({ phoneNumber: '0822 1178 9110' })],
  ['a phone number as a number', 'destination.phoneNumber', toCash({ phoneNumber: 82211789110 })],
  ['no phone number', 'destination.phoneNumber', toCash({ phoneNumber: undefined })],
  ['an identity card of 10 digits', 'destination.identityNumber', toCash({ identityNumber: '1234567889' })],
  ['an identity card of 17 digits', 'destination.identityNumber', toCash({ identityNumber: '31740145089000011' })],
  ['an identity card with dots', 'destination.identityNumber', toCash({ identityNumber: '31.7401.450890.0001' })],
  ['an identity card as a number', 'destination.identityNumber', toCash({ identityNumber: 3174014508900001 })],
  ['a destination that is text', 'destination', { destination: '014' }],
  ['a destination that is a list', 'destination', { destination: [destination] }],
  ['no destination', 'destination', { destination: undefined }],
  ['an unknown confirmation', 'confirmation', { confirmation: 'maybe' }],
  ['an unknown field of the sender', 'sender.email', { sender: { email: 'a@b.c' } }],
  ['a phone number of letters', 'sender.phoneNumber', { sender: { phoneNumber: 'call me' } }],
  ['21 entries of metadata', 'metadata', { metadata: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, 'v'])) }],
  ['a number in the metadata', 'metadata', { metadata: { a: 1 } }],
  ['a long key in the metadata', 'metadata', { metadata: { ['k'.repeat(41)]: 'v' } }],
  ['a long value in the metadata', 'metadata', { metadata: { k: 'v'.repeat(501) } }],
  ['__proto__', '__proto__', raw('__proto__', '{"amount":1}')],
  ['constructor in the metadata', 'metadata.constructor', raw('metadata', '{"constructor":"x"}')],
  ['11 levels (S10)', 'metadata.a.a.a.a.a.a.a.a.a', raw('metadata', `${'{"a":'.repeat(11)}1${'}'.repeat(11)}`)],
  ['a byte order mark', '', `\ufeff${JSON.stringify(validPayout())}`],
];

// biome-ignore format: a table
const NO_OBJECT: readonly (readonly [what: string, body: string | Buffer])[] = [
  ['NaN as amount', amount('NaN')],
  ['15,000 levels (S10)', '['.repeat(15_000) + ']'.repeat(15_000)],
  ['a list', JSON.stringify([validPayout()])],
  ['text', '"payout"'],
  ['null', 'null'],
  ['half a body', '{"amount":'],
  ['two bodies', `${JSON.stringify(validPayout())}${JSON.stringify(validPayout())}`],
  ['nothing', ''],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
];

const post = (body: unknown) =>
  api.call('/v1/payouts', { method: 'POST', body, headers: { 'idempotency-key': randomUUID() } });

describe('POST /v1/payouts', () => {
  it.each(WRONG_FIELDS)('refuses %s, names %s, and changes nothing (S9) (F63)', async (_what, field, body) => {
    const before = await api.rows();
    const complete = typeof body === 'string' ? body : { ...validPayout(), ...(body as object) };
    const answer = await post(complete);
    expect(answer).toMatchObject({ status: 400, body: { status: 400, code: 'validation_failed' } });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
    expect(await api.rows()).toEqual(before);
  });

  it.each(NO_OBJECT)('refuses %s as malformed, and changes nothing (F65)', async (_what, body) => {
    const before = await api.rows();
    expect(await post(body)).toMatchObject({ status: 400, body: { status: 400, code: 'malformed_json' } });
    expect(await api.rows()).toEqual(before);
  });

  it('refuses more than 64 KB, declared or not, and takes 64 KB (S10) (F65)', async () => {
    const before = await api.rows();
    const body = (bytes: number) => JSON.stringify(validPayout()).padEnd(bytes, ' ');
    expect(await post(body(65_537))).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    expect(await post(Readable.from([body(65_537)]))).toMatchObject({
      status: 413,
      body: { code: 'payload_too_large' },
    });
    expect(await api.rows()).toEqual(before);
    expect(await post(body(65_536))).toMatchObject({ status: 201 });
  });

  it.each([
    ['text/plain', undefined],
    ['application/x-www-form-urlencoded', undefined],
    ['multipart/form-data; boundary=x', undefined],
    ['application/json; charset=utf-16', undefined],
    ['application/problem+json', undefined],
    ['application/json', 'gzip'],
  ])('refuses the content type %s with the encoding %s (S11)', async (type, encoding) => {
    const before = await api.rows();
    const headers = { 'content-type': type, 'content-encoding': encoding, 'idempotency-key': randomUUID() };
    const answer = await api.call('/v1/payouts', { method: 'POST', body: JSON.stringify(validPayout()), headers });
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    expect(await api.rows()).toEqual(before);
  });

  it('accepts JSON with its charset named', async () => {
    const answer = await api.create({}, { 'content-type': 'Application/JSON; charset="UTF-8"' });
    expect(answer.status).toBe(201);
  });

  it('names every wrong field at once', async () => {
    const answer = await api.create({ amount: 0, reference: '', destination: { type: 'x' }, colour: 1 });
    expect(answer.body.errors.map((error: { field: string }) => error.field).sort()).toEqual([
      'amount',
      'colour',
      'destination.type',
      'reference',
    ]);
  });

  it('returns the remedy for an unknown bank', async () => {
    const answer = await api.create({ destination: { ...destination, bankCode: '999' } });
    expect(answer.body.errors).toEqual([
      { field: 'destination.bankCode', message: 'unknown bank: GET /v1/banks lists the codes' },
    ]);
  });

  it('returns the kinds of destination', async () => {
    const answer = await api.create({ destination: { type: 'x', accountNumber: 1 } });
    expect(answer.body.errors).toEqual([
      { field: 'destination.type', message: 'send "bank_account" or "cash_pickup"' },
    ]);
  });

  it('leaves the prototype of objects alone (S12)', async () => {
    await api.call('/v1/payouts', {
      method: 'POST',
      body: raw('__proto__', '{"polluted":true}'),
      headers: { 'idempotency-key': 'p' },
    });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('returns injection strings unchanged', async () => {
    const metadata = {
      sql: "'; drop table payout; --",
      csv: '=cmd|/c calc',
      html: '<script>alert(1)</script>',
      path: '../../etc',
    };
    const created = await api.create({ metadata, purpose: `x' or 1=1 --` });
    expect(created.status).toBe(201);
    const read = await api.call(`/v1/payouts/${created.body.id}`);
    expect(read.body).toMatchObject({ metadata, purpose: `x' or 1=1 --` });
  });

  it('accepts the largest amount exactly', async () => {
    const answer = await api.create({ amount: Number.MAX_SAFE_INTEGER });
    // No rail carries so much: it was understood, and refused for that reason only.
    expect(answer.body).toMatchObject({ status: 422, code: 'no_rail', rails: [{ code: 'amount_too_large' }] });
  });

  it('takes text beyond ASCII, and counts characters', async () => {
    const reference = '😀'.repeat(64);
    const answer = await api.create({ reference, purpose: 'Größe 漢字' });
    expect(answer).toMatchObject({ status: 201, body: { reference, purpose: 'Größe 漢字' } });
  });
});
