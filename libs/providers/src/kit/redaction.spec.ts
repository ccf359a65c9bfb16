import fc from 'fast-check';
import { maskNumber } from '#libs/platform';
import { redact, redactExchange } from './redaction.js';
import { isStorable, maskName, safeWords } from './safe-text.js';

const redaction = {
  shown: new Set(['code', 'amount']),
  words: new Set(['message']),
  accounts: new Set(['account']),
  names: new Set(['name']),
};

describe('redacting', () => {
  it('shows what the list names, as it was written, and drops the rest', () => {
    const body =
      '{"code":"00","amount":50000.0,"account":"8760673566","name":"BUDI SANTOSO","secret":"x","new":12345,"ok":true,"none":null}';
    expect(redact(body, redaction)).toBe(
      '{"code":"00","amount":50000.0,"account":"******3566","name":"B*** S******","secret":"[dropped]","new":"[dropped]","ok":true,"none":null}',
    );
  });

  it('goes through objects and lists', () => {
    const body = '{"data":{"account":8760673566},"list":[{"code":1,"x":"y"},"z"],"code":["1",{"pin":"2"}]}';
    expect(redact(body, redaction)).toBe(
      '{"data":{"account":"******3566"},"list":[{"code":1,"x":"[dropped]"},"[dropped]"],"code":["1",{"pin":"[dropped]"}]}',
    );
  });

  it('masks digits in words and in the names of fields', () => {
    expect(redact('{"message":"no account 8760673566\\n","8760673566":1}', redaction)).toContain(
      '******3566":"[dropped]"',
    );
    expect(redact('{"message":"no account 8760673566\\n"}', redaction)).toBe('{"message":"no account ******3566"}');
  });

  it('drops from words what request and response say of people, and what the client wrote freely', () => {
    const request = '{"account":"8760673566","name":"Budi Santoso","note":"wages of May","kind":"bank"}';
    const message = 'bank: BUDI SANTOSO (SITI), wages of may';
    const response = JSON.stringify({ message, name: 'Siti', data: { message: 'Siti' } });
    expect(redact(response, redaction, request)).toBe(
      '{"message":"bank: [dropped] ([dropped]), [dropped]","name":"S***","data":{"message":"[dropped]"}}',
    );
    const { clean, ...redacted } = redactExchange(request, response, redaction);
    expect(clean(message)).toBe('bank: [dropped] ([dropped]), [dropped]');
    expect(redacted).toEqual({ request: redact(request, redaction), response: redact(response, redaction, request) });
    expect(redactExchange(request, null, redaction).response).toBeNull();
  });

  it('keeps the start of a page, without digits, addresses and what was asked', () => {
    const page = `<p>bad gateway 8760673566\u0000 budi@example.com secret-thing</p>${'x'.repeat(5_000)}`;
    const kept = redact(page, redaction, '{"token":"secret-thing"}');
    expect(kept).toMatch(/^<p>bad gateway \*{6}3566 \[dropped\] \[dropped\]<\/p>x+$/);
    expect(kept).toHaveLength(1024);
  });

  it.each(['{"secret":"x"', '[{"secret":"x"}]', '"x"', ' \ufeff{'])('keeps nothing of the broken JSON %j', (text) => {
    expect(redact(text, redaction)).toBe(`[${text.length} characters of unreadable JSON]`);
  });

  it('cuts what is too long', () => {
    const body = JSON.stringify({ code: 'x'.repeat(100_000) });
    expect(redact(body, redaction)).toMatch(/x\[cut\]$/);
    expect(redact(body, redaction).length).toBeLessThan(10_000);
  });

  it('always gives what PostgreSQL can store, and no value that the list does not name', () => {
    const text = fc.string({ unit: 'binary' });
    const field = text.filter((name) => !/^(code|amount|message|account|name)$/.test(name));
    fc.assert(
      fc.property(fc.dictionary(field, fc.constantFrom('canary-value', 'canary-value\u0000\ud800')), (body) => {
        const kept = redact(JSON.stringify({ ...body, code: 'a\u0000b\ud800' }), redaction);
        expect(isStorable(kept)).toBe(true);
        expect(kept).toContain('"code":"ab\ufffd"');
        expect(kept).not.toContain('canary');
      }),
    );
  });
});

describe('safe text', () => {
  it.each([
    ['8760673566', '******3566'],
    ['123456', '**3456'],
    ['12345', '*****'],
    ['', ''],
  ])('masks the account %j as %j', (account, masked) => expect(maskNumber(account)).toBe(masked));

  it.each([
    ['BUDI SANTOSO   ', 'B*** S******   '],
    ['É', 'É'],
    ["O'Neil-Smith", 'O***********'],
  ])('masks the name %j as %j', (name, masked) => expect(maskName(name)).toBe(masked));

  it('makes one line of words, without control and direction characters', () => {
    expect(safeWords(' a\r\nb\u001b[31mc\u202ed\u0000e ')).toBe('a b [31mc de');
  });

  it('cuts words between characters, not within them', () => {
    expect(safeWords('😀'.repeat(300), 2)).toBe('😀😀');
  });
});
