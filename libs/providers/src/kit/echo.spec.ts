import { compareEcho, type EchoField } from './echo.js';
import { readJson } from './json.js';

const fields: EchoField[] = [
  { field: 'account', ours: '0123', as: 'text' },
  { field: 'amount', ours: '50000', as: 'amount' },
  { field: 'reference', ours: '0012', as: 'reference', optional: true },
];
const compare = (body: string) => compareEcho(readJson(body) ?? {}, fields);

describe('comparing an echo', () => {
  it.each([
    '{"account":"0123","amount":50000.00,"reference":12}',
    '{"account":"0123","amount":"50000","reference":"0"}',
  ])('finds %s to be ours', (body) => expect(compare(body)).toEqual({ missing: [], different: [] }));

  it.each<[string, string, string, 'same' | 'different' | 'missing']>([
    ['a number instead of text', '8760673566', '8760673566', 'same'],
    ['a number without the leading zeros of a code', '014', '14', 'same'],
    ['a number with a decimal', '8760673566', '8760673566.0', 'same'],
    ['a number with an exponent', '8760673566', '8.760673566E9', 'same'],
    ['another number', '8760673566', '8760673567', 'different'],
    ['a number with more zeros at its end', '876', '8760', 'different'],
    ['a number with a fraction', '14', '14.5', 'different'],
    ['a negative number', '14', '-14', 'different'],
    ['text without the leading zeros', '014', '"14"', 'different'],
    ['text with more leading zeros', '14', '"014"', 'different'],
    ['text with blanks around it', '014', '" 014 "', 'same'],
    ['text with a decimal', '14', '"14.0"', 'different'],
    ['zero, as in failed responses', '014', '0', 'missing'],
    ['2^53 - 1', '9007199254740991', '9007199254740991', 'same'],
    ['a number above 2^53 that no floating-point number prints', '9007199254740993', '9007199254740993', 'same'],
    ['another one', '9007199254740993', '9007199254740995', 'different'],
    ['ours, rounded by a floating-point number', '9007199254740993', '9007199254740992', 'missing'],
    ['what may be another account, rounded', '9007199254740992', '9007199254740992', 'missing'],
    ['ours, as JavaScript prints it', '12345678901234567', '12345678901234568', 'missing'],
    ['ours, as PHP prints it', '12345678901234567', '1.2345678901234567e+16', 'missing'],
    ['an exponent beyond all accounts', '1', '1e99', 'missing'],
    ['a list', '14', '["14"]', 'missing'],
    ['true', '1', 'true', 'missing'],
  ])('as text: %s', (_, ours, written, expected) => {
    const echo = compareEcho(readJson(`{"field":${written}}`) ?? {}, [{ field: 'field', ours, as: 'text' }]);
    expect(echo).toEqual({ missing: [], different: [], ...(expected !== 'same' && { [expected]: ['field'] }) });
  });

  it.each<[string, 'same' | 'different' | 'missing']>([
    ['10000000.00', 'same'],
    ['"10000000.0"', 'same'],
    ['" 10000000 "', 'same'],
    ['1.0E7', 'missing'],
    ['"1E+7"', 'missing'],
    ['100000000', 'different'],
    ['10000000.01', 'different'],
    ['"10.000.000"', 'different'],
    ['-10000000', 'different'],
  ])('as an amount of 10000000: %s is %s', (written, expected) => {
    const amount: EchoField[] = [{ field: 'amount', ours: '10000000', as: 'amount' }];
    const echo = compareEcho(readJson(`{"amount":${written}}`) ?? {}, amount);
    expect(echo).toEqual({ missing: [], different: [], ...(expected !== 'same' && { [expected]: ['amount'] }) });
  });

  it('names what is missing, but not what is optional', () => {
    expect(compare('{"account":"","amount":0.0}')).toEqual({ missing: ['account', 'amount'], different: [] });
  });

  it('names what is different', () => {
    expect(compare('{"account":"123","amount":50000.01,"reference":"13"}')).toEqual({
      missing: [],
      different: ['account', 'amount', 'reference'],
    });
  });

  it.each([
    ['082211789110', true],
    ['+62 822-1178-9110', true],
    ['6282211789110', true],
    ['82211789110', true],
    ['082211789111', false],
    ['+65 822-1178-9110', false],
    ['2211789110', false],
  ])('finds the phone number %s to be ours: %s', (theirs, same) => {
    const phone: EchoField[] = [{ field: 'phone', ours: '082211789110', as: 'phone' }];
    expect(compareEcho({ phone: theirs }, phone)).toEqual({ missing: [], different: same ? [] : ['phone'] });
  });

  it.each([
    ["Siti Nurhalizá A'yun", true],
    ['SITI  NURHALIZÁ AYUN   ', true],
    ['SITI NURHALI', true],
    ['Siti Nurhalizá Ayun Putri', false],
    ['Nurhalizá', false],
    ['---', false],
  ])('finds the name %s to be ours: %s', (theirs, same) => {
    const name: EchoField[] = [{ field: 'name', ours: "Siti Nurhalizá A'yun", as: 'name' }];
    expect(compareEcho({ name: theirs }, name)).toEqual({ missing: [], different: same ? [] : ['name'] });
  });
});
