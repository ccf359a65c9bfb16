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
});
