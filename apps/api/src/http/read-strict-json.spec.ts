import fc from 'fast-check';
import { findForbiddenCharacter } from '#libs/platform';
import { cpuMsOf } from '../../../../test/support/cpu-ms-of.js';
import { readStrictJson, type StrictJson } from './read-strict-json.js';

const BODY =
  '{"reference":"INV-1","amount":10000,"destination":{"type":"bank_account","bankCode":"014"},"metadata":{"a":"b"}}';

function problemOf(text: string): { code: string; field: string; message: string } {
  const answer = readStrictJson(text);
  if (answer.ok) throw new Error(`accepted: ${text.slice(0, 100)}`);
  return answer.problem;
}

/** Every UTF-16 unit as a JSON escape, as in \u0061. */
function escapeAll(text: string): string {
  return Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  );
}

/** `JSON.parse`, but throws where a number is not written as an integer or a text is not clean. */
function parseCleanJson(text: string): unknown {
  const parse = JSON.parse as (
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ) => unknown;
  return parse(text, (key, value, { source }) => {
    if (typeof value === 'number' && !(/^-?\d+$/.test(source ?? '') && Number.isSafeInteger(value)))
      throw new Error(source);
    if (findForbiddenCharacter(key) ?? (typeof value === 'string' && findForbiddenCharacter(value)))
      throw new Error(key);
    return value;
  });
}

describe('readStrictJson', () => {
  it('gives the value of a clean body', () => {
    expect(readStrictJson(BODY)).toEqual({ ok: true, value: JSON.parse(BODY) });
  });

  it('accepts white space, letters beyond ASCII, emoji and harmless escapes', () => {
    const text =
      ' {\n\t"nama" : "Zoë \\u00e9 \\"Ibu\\" \\\\ 😀 \\ud83d\\ude00", "n": [ -1 , 0, true , null, [] , {} ] }\r\n';
    expect(readStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it.each<[why: string, text: string, code: string, field: string]>([
    ['nothing', '', 'malformed_json', ''],
    ['a body cut short', '{"amount":1', 'malformed_json', ''],
    ['a second value', '{"amount":1}{"amount":2}', 'malformed_json', ''],
    ['a trailing comma', '{"amount":1,}', 'malformed_json', ''],
    ['a number with a leading zero', '{"amount":010}', 'malformed_json', ''],
    ['full-width digits', '{"amount":１０}', 'malformed_json', ''],
    ['an array', '[{"amount":1}]', 'malformed_json', ''],
    ['null', 'null', 'malformed_json', ''],
    ['a bare number', '12', 'malformed_json', ''],
    ['a bare string', '"x"', 'malformed_json', ''],
    ['a control character between the values', '{"a":\0"x"}', 'malformed_json', ''],
    ['an unfinished body with a raw tab', '{"a":"\t"', 'malformed_json', ''],
    ['an array with a raw tab', '["\t"]', 'malformed_json', ''],
    ['a raw line break inside a string', '{"a":1,"b":["x\ny"]}', 'forbidden_character', 'b.0'],
    ['raw NUL', '{"a":"\0"}', 'forbidden_character', 'a'],
    ['raw NUL beside an escape', '{"a":"\\"\0"}', 'forbidden_character', 'a'],
    ['a byte order mark', `\ufeff${BODY}`, 'forbidden_character', ''],
    ['the same key twice', '{"amount":10000,"amount":1}', 'duplicate_key', 'amount'],
    ['the same key twice, once escaped', '{"a":1,"\\u0061":1}', 'duplicate_key', 'a'],
    ['the same key twice, deep down', '{"a":[{"b":1},{"b":1,"c":2,"b":1}]}', 'duplicate_key', 'a.1.b'],
    ['the same key twice around an object', '{"a":{"b":{}},"c":[],"a":1}', 'duplicate_key', 'a'],
    ['an empty key twice', '{"":1,"":1}', 'duplicate_key', ''],
    ['__proto__', '{"__proto__":{"admin":true}}', 'forbidden_key', '__proto__'],
    ['__proto__ escaped', '{"metadata":{"\\u005f_proto__":1}}', 'forbidden_key', 'metadata.__proto__'],
    ['constructor', '{"metadata":{"constructor":{"prototype":1}}}', 'forbidden_key', 'metadata.constructor'],
    ['prototype', '{"prototype":1}', 'forbidden_key', 'prototype'],
    ['a fraction', '{"amount":1.5}', 'unsafe_number', 'amount'],
    ['a fraction of nothing', '{"amount":10000.00}', 'unsafe_number', 'amount'],
    ['an exponent', '{"amount":1e3}', 'unsafe_number', 'amount'],
    ['an upper-case exponent', '{"amount":1E+3}', 'unsafe_number', 'amount'],
    ['minus zero', '{"amount":-0}', 'unsafe_number', 'amount'],
    ['2^53', '{"amount":9007199254740992}', 'unsafe_number', 'amount'],
    ['a number that would be rounded', '{"amount":9007199254740993}', 'unsafe_number', 'amount'],
    ['-2^53', '{"a":[1,-9007199254740992]}', 'unsafe_number', 'a.1'],
    ['a thousand digits', `{"a":{"b":${'9'.repeat(1000)}}}`, 'unsafe_number', 'a.b'],
    ['NUL, escaped', '{"a":"x\\u0000"}', 'forbidden_character', 'a'],
    ['a tab, escaped', '{"a":"x\\ty"}', 'forbidden_character', 'a'],
    ['a line break, escaped', '{"a":"x\\ny"}', 'forbidden_character', 'a'],
    ['DEL', '{"a":"\x7f"}', 'forbidden_character', 'a'],
    ['DEL, escaped', '{"a":"\\u007F"}', 'forbidden_character', 'a'],
    ['a C1 control', '{"a":"\x85"}', 'forbidden_character', 'a'],
    ['a right-to-left override', '{"a":{"b":"gnp\u202e.exe"}}', 'forbidden_character', 'a.b'],
    ['a bidi isolate, escaped', '{"a":["","\\u2066"]}', 'forbidden_character', 'a.1'],
    ['a zero width space', '{"a":"Budi\u200bSantoso"}', 'forbidden_character', 'a'],
    ['a byte order mark inside', '{"a":"\ufeff"}', 'forbidden_character', 'a'],
    ['a lone high surrogate, raw', '{"a":"\ud800"}', 'forbidden_character', 'a'],
    ['a lone low surrogate, escaped', '{"a":"\\udc00x"}', 'forbidden_character', 'a'],
    ['a surrogate pair the wrong way round', '{"a":"\\ude00\\ud83d"}', 'forbidden_character', 'a'],
    ['a forbidden character in a key', '{"a":{"b\\u0000":1}}', 'forbidden_character', 'a.b\ufffd'],
    ['a lone surrogate in a key', '{"\ud800":1}', 'forbidden_character', '\ufffd'],
  ])('refuses %s', (_why, text, code, field) => {
    expect(problemOf(text)).toMatchObject({ code, field });
  });

  it('accepts the whole range of safe integers', () => {
    const text = '{"a":[0,-1,9007199254740991,-9007199254740991]}';
    expect(readStrictJson(text)).toEqual({ ok: true, value: { a: [0, -1, 2 ** 53 - 1, -(2 ** 53 - 1)] } });
  });

  it('accepts the same key in different objects, and as a value', () => {
    expect(readStrictJson('{"a":{"a":"a"},"b":[{"a":1},{"a":"__proto__"}]}').ok).toBe(true);
  });

  it('accepts 10 levels and refuses the 11th, naming the field (S10) (F65)', () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(readStrictJson(nested(10)).ok).toBe(true);
    expect(problemOf(nested(11))).toMatchObject({ code: 'too_deep', field: Array(10).fill('a').join('.') });
    expect(problemOf('{"a":[[[[[[[[[[]]]]]]]]]]}').code).toBe('too_deep');
  });

  it('finds a duplicate among thousands of keys', () => {
    const keys = Array.from({ length: 5000 }, (_, index) => `"k${index}":1`);
    expect(readStrictJson(`{${keys.join()}}`).ok).toBe(true);
    expect(problemOf(`{${keys.join()},"k3":1}`)).toMatchObject({ code: 'duplicate_key', field: 'k3' });
    expect(problemOf(`{${keys.join()},"k4999":1}`)).toMatchObject({ code: 'duplicate_key', field: 'k4999' });
  });

  it.each([
    ['opening brackets', '['.repeat(65_536)],
    ['nested arrays', `{"a":${'['.repeat(32_000)}${']'.repeat(32_000)}}`],
    ['nested objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['backslashes', `{"a":"${'\\'.repeat(65_000)}"}`],
    ['quotes', '"'.repeat(65_536)],
    ['a digit row', `{"a":${'9'.repeat(65_000)}}`],
  ])('reads 64 KB of %s with little work', (_what, text) => {
    expect(cpuMsOf(() => readStrictJson(text))).toBeLessThan(1_000);
  });

  it('takes time linear to the number of keys', () => {
    const text = `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`).join()}}`;
    // Compared one by one they take 20 s and more.
    expect(cpuMsOf(() => expect(readStrictJson(text).ok).toBe(true))).toBeLessThan(5_000);
  });

  it('says what to send instead, for every kind of problem', () => {
    expect(problemOf('[]').message).toContain('one JSON object');
    expect(problemOf('{"a":1,"a":2}').message).toContain('once');
    expect(problemOf('{"a":1.5}').message).toContain('plain integer from -9007199254740991 to 9007199254740991');
    expect(problemOf('{"prototype":1}').message).toContain('another name than prototype');
    expect(problemOf('{"a":"\\u0000"}').message).toContain('Remove the character U+0000');
    expect(problemOf('{"a":"\u{e0041}"}').message).toContain('U+E0041');
  });

  it('never repeats a long or dirty key in full', () => {
    const { field } = problemOf(`{"${'k'.repeat(5000)}\u202e":1}`);
    expect(field.length).toBeLessThan(100);
    expect(findForbiddenCharacter(problemOf('{"\\u202ea\\u0007":1}').field)).toBeNull();
  });
});

describe('readStrictJson, for any JSON', () => {
  const cleanText = fc.string({ unit: 'grapheme' }).filter((text) => findForbiddenCharacter(text) === null);
  const cleanKey = cleanText.filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key));
  const { value: cleanValue } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      fc.oneof(
        cleanText,
        fc.maxSafeInteger().map((n) => n + 0),
        fc.boolean(),
        fc.constant(null),
      ),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(cleanKey, tie('value'), { maxKeys: 25 }),
    ),
  }));
  const cleanBody = fc.dictionary(cleanKey, cleanValue, { maxKeys: 25 });

  it('gives what JSON.parse gives when integers are safe and texts are clean', () => {
    fc.assert(
      fc.property(cleanBody, fc.constantFrom(0, 2, '\t'), (body, space) => {
        const text = JSON.stringify(body, null, space);
        expect(readStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
      { numRuns: 200 },
    );
  });

  it('gives the same however the texts are escaped', () => {
    fc.assert(
      fc.property(cleanBody, (body) => {
        const text = JSON.stringify(body);
        const escaped = text.replace(/"(?:[^"\\]|\\.)*"/g, (string) => `"${escapeAll(JSON.parse(string))}"`);
        expect(readStrictJson(escaped)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it('finds a duplicate wherever it is put (S11)', () => {
    fc.assert(
      fc.property(cleanBody, cleanKey, cleanValue, (body, key, value) => {
        const members = Object.entries({ ...body, [key]: value }).map(
          ([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`,
        );
        const text = `{"outer":[{${members.join()},${JSON.stringify(key)}:null}]}`;
        expect(problemOf(text)).toMatchObject({ code: 'duplicate_key' });
      }),
    );
  });

  it('finds a forbidden character wherever it is put, raw or escaped (S9)', () => {
    const dirty = fc.constantFrom(
      '\u0000',
      '\n',
      '\u007f',
      '\u0090',
      '\u061c',
      '\u200e',
      '\u200d',
      '\u202c',
      '\u2060',
      '\u2069',
      '\udfff',
    );
    fc.assert(
      fc.property(cleanText, dirty, cleanText, fc.boolean(), fc.boolean(), (before, bad, after, escaped, inKey) => {
        const shown = escaped ? escapeAll(bad) : bad;
        const text = `"${JSON.stringify(before).slice(1, -1)}${shown}${JSON.stringify(after).slice(1, -1)}"`;
        expect(problemOf(inKey ? `{"a":{${text}:1}}` : `{"a":[1,${text}]}`).code).toBe('forbidden_character');
      }),
    );
  });

  it('never throws on mutated bodies, and accepts only what JSON.parse accepts with the same value', () => {
    const piece = fc.constantFrom(
      ...'{}[]",:\\-.eE+019 \n',
      '\\u',
      '\\ud800',
      '\u0000',
      '\u202e',
      '"a":',
      '__proto__',
      'null',
    );
    const edit = fc.record({ at: fc.nat(), remove: fc.nat({ max: 4 }), insert: piece });
    fc.assert(
      fc.property(cleanBody, fc.array(edit, { minLength: 1, maxLength: 5 }), (body, edits) => {
        let text = JSON.stringify(body);
        for (const { at, remove, insert } of edits) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + insert + text.slice(place + remove);
        }
        const answer: StrictJson = readStrictJson(text);
        if (answer.ok) expect(answer.value).toEqual(parseCleanJson(text));
        else expect(answer.problem.message).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });
});
