import { readCallbackBody, sameInConstantTime } from './callback-body.js';
import { readText } from './json.js';

const read = (body: string | Buffer, headers = {}) => readCallbackBody({ headers, body: Buffer.from(body) });

describe('the body of a callback', () => {
  it.each([
    ['JSON', '{"id":12,"amount":50000.0,"name":"A \\"B\\""}'],
    ['JSON with escaped quotes', String.raw`{\"id\":12,\"amount\":50000.0,\"name\":\"A \\\"B\\\"\"}`],
    ['JSON after a byte order mark', '\ufeff{"id":12,"amount":50000.0,"name":"A \\"B\\""}'],
    ['a form', 'id=12&amount=50000.0&name=A+%22B%22'],
  ])('is read from %s, numbers as written', (_, text) => {
    const body = read(text);
    expect(['id', 'amount', 'name'].map((field) => readText(body ?? {}, field))).toEqual(['12', '50000.0', 'A "B"']);
  });

  it('keeps the backslashes of JSON that needs no help', () => {
    expect(read(String.raw`{"path":"C:\\x"}`)).toEqual({ path: String.raw`C:\x` });
  });

  it('is read in the character set of its content type', () => {
    const body = Buffer.from('{"name":"Andr\u00e9"}', 'latin1');
    expect(read(body, { 'content-type': 'application/json; charset="ISO-8859-1"' })).toEqual({ name: 'Andr\u00e9' });
    expect(read(body, { 'content-type': 'application/json' })).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['a list', '[{"id":1}]'],
    ['a text', '"id=1"'],
    ['HTML', '<a href="x?id=1">'],
    ['JSON cut short', '{"id":1'],
    ['a field twice in JSON', '{"id":1,"id":2}'],
    ['a field twice in a form', 'id=1&name=x&id=2'],
    ['bytes that are not UTF-8', Buffer.from([0x69, 0x64, 0x3d, 0xff])],
  ])('is not read from %s', (_, body) => expect(read(body)).toBeNull());
});

describe('comparing signatures in constant time, also of two lengths (S19)', () => {
  it.each([
    ['abc', 'abc', true],
    ['', '', true],
    ['abc', 'abd', false],
    ['abc', 'ABC', false],
    ['abc', 'ab', false],
    ['', 'abc', false],
    ['é', 'ab', false],
  ])('finds %j and %j the same: %s', (theirs, ours, same) => expect(sameInConstantTime(theirs, ours)).toBe(same));
});
