import fc from 'fast-check';
import { floorRupiah, readJson, readList, readText, writeJson } from './json.js';

const read = (text: string) => readJson(text) ?? {};

describe('reading JSON', () => {
  it.each(['50000.0', '111273', '9007199254740993', '1e400', '-0', '0.10'])(
    'keeps the number %s as written',
    (number) => {
      expect(readText(read(`{"a":${number}}`), 'a')).toBe(number);
      expect(readText(read(`{"a":"${number}"}`), 'a')).toBe(number);
    },
  );

  it.each(['true', 'null', '{}', '[]', '["1"]'])('reads no text from %s', (value) => {
    expect(readText(read(`{"a":${value}}`), 'a')).toBeNull();
  });

  it('does not find what every object inherits', () => {
    expect(readText(read('{}'), 'constructor')).toBeNull();
    expect(readText(read('{"__proto__":{"responseCode":"00"}}'), 'responseCode')).toBeNull();
    expect(({} as { responseCode?: unknown }).responseCode).toBeUndefined();
  });

  it.each([
    '',
    ' ',
    '<html>',
    '[]',
    '1',
    '"a"',
    'null',
    '{',
    '{"a":1',
    '{"a":1}}',
    '{"a":01}',
    "{'a':1}",
    '{"a":1,}',
    '{"a":1,"a":2}',
    '['.repeat(200_000),
  ])('finds no object in %.20j', (text) => expect(readJson(text)).toBeNull());

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readJson(text)));
  });

  it('reads the objects of a list', () => {
    expect(readList(read('{"a":[{"b":1},2,null,[{}]]}'), 'a')?.map((each) => readText(each, 'b'))).toEqual(['1']);
    expect(readList(read('{"a":{}}'), 'a')).toBeNull();
  });
});

describe('writing JSON', () => {
  it('writes what JSON.stringify writes, and integers of any size', () => {
    expect(writeJson({ a: 'é"\u2028', b: 1, c: undefined, d: 12345678901234567890n }).toString('utf8')).toBe(
      '{"a":"é\\"\u2028","b":1,"d":12345678901234567890}',
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer())), (body) => {
        expect(JSON.parse(writeJson(body).toString('utf8'))).toEqual(JSON.parse(JSON.stringify(body)));
      }),
    );
  });
});

describe('a balance in whole rupiah', () => {
  it.each([
    ['7177', 7177n],
    ['7177.99', 7177n],
    ['0.00', 0n],
    ['9007199254740993.10', 9_007_199_254_740_993n],
    ['-5.00', -5n],
    ['-5.50', -6n],
    ['', null],
    ['1.2.3', null],
    ['1e9', null],
    [null, null],
  ])('rounds %s down to %s', (text, rupiah) => {
    expect(floorRupiah(text)).toBe(rupiah);
  });
});
