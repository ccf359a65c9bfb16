import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { CreatePayoutDto, DestinationDto, SenderDto } from '../payouts/create-payout.dto.js';
import { readDto } from './read-dto.js';

const VALID = {
  reference: 'INV-1',
  amount: 50_000,
  destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673566' },
};

function refusedBy(value: object): string[] {
  try {
    readDto(CreatePayoutDto, value);
    return [];
  } catch (error) {
    return (error as { members: { errors: { field: string }[] } }).members.errors.map(({ field }) => field).sort();
  }
}

/** What class-validator itself says, by the same decorators. */
function refusedByClassValidator(value: Record<string, unknown>): string[] {
  const dto = Object.assign(new CreatePayoutDto(), value);
  const instanceOf = (type: new () => object, nested: unknown) =>
    typeof nested === 'object' && nested !== null && !Array.isArray(nested)
      ? Object.assign(new type(), nested)
      : nested;
  Object.assign(dto, {
    destination: instanceOf(DestinationDto, value.destination),
    sender: instanceOf(SenderDto, value.sender),
  });
  const errors = validateSync(dto, { whitelist: true, forbidNonWhitelisted: true });
  const names = errors.flatMap(({ property, children = [] }) =>
    children.length === 0 ? [property] : children.map((child) => `${property}.${child.property}`),
  );
  return names.sort();
}

describe('readDto', () => {
  it('makes an instance with the fields that were sent, unchanged', () => {
    const dto = readDto(CreatePayoutDto, { ...VALID, metadata: { a: 'b' } });
    expect(dto).toBeInstanceOf(CreatePayoutDto);
    expect(dto.destination).toBeInstanceOf(DestinationDto);
    expect(dto).toMatchObject({ ...VALID, metadata: { a: 'b' } });
  });

  it('takes null for an optional field as not sent, and refuses it for another', () => {
    expect(readDto(CreatePayoutDto, { ...VALID, purpose: null, sender: null }).purpose).toBeUndefined();
    expect(refusedBy({ ...VALID, amount: null, destination: null })).toEqual(['amount', 'destination']);
  });

  it('converts nothing', () => {
    for (const amount of ['1', 1.5, true, [1], { valueOf: () => 1 }, Number.NaN, 1n]) {
      expect(refusedBy({ ...VALID, amount })).toEqual(['amount']);
    }
  });

  it('refuses a field that only the prototype has a rule for', () => {
    expect(refusedBy({ ...VALID, toString: 'x', hasOwnProperty: 1 })).toEqual(['hasOwnProperty', 'toString']);
  });

  it('stops naming errors at 20, and cuts long names', () => {
    const body = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`${'x'.repeat(1_000)}${index}`, 1]));
    const fields = refusedBy({ ...VALID, ...body });
    expect(fields).toHaveLength(20);
    expect(Math.max(...fields.map((field) => field.length))).toBe(64);
  });

  it('refuses exactly the fields that class-validator refuses', () => {
    const scalar = fc.oneof(
      fc.constantFrom(
        '014',
        '999',
        'auto',
        'IDR',
        'manual',
        'bank_account',
        '8760673566',
        '+62812345678',
        ' x',
        'e\u0301',
        '',
      ),
      fc.string({ maxLength: 120 }),
      fc.integer(),
      fc.double(),
      fc.boolean(),
    );
    const anything = fc.oneof(
      { weight: 4, arbitrary: scalar },
      fc.dictionary(fc.constantFrom('a', 'type', 'id'), scalar),
      fc.array(scalar, { maxLength: 2 }),
    );
    const changed = fc.dictionary(
      fc.constantFrom('reference', 'amount', 'currency', 'rail', 'purpose', 'confirmation', 'metadata', 'colour'),
      anything,
    );
    const destination = fc.dictionary(
      fc.constantFrom('type', 'bankCode', 'accountNumber', 'accountHolderName', 'iban'),
      anything,
    );
    const sender = fc.option(fc.dictionary(fc.constantFrom('id', 'name', 'phoneNumber', 'email'), anything), {
      nil: undefined,
    });
    fc.assert(
      fc.property(changed, destination, sender, (more, to, from) => {
        const value = { ...VALID, ...more, destination: { ...VALID.destination, ...to }, sender: from };
        expect(refusedBy(value)).toEqual(refusedByClassValidator(value));
      }),
      { numRuns: 3_000 },
    );
  });
});
