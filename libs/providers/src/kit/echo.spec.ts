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
