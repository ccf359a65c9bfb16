import { validateSync } from 'class-validator';
import fc from 'fast-check';
import {
  BankAccountDestinationDto,
  CashPickupDestinationDto,
  CreatePayoutDto,
  DESTINATIONS,
  SenderDto,
} from '../payouts/create-payout.dto.js';
import { readDto } from './read-dto.js';

const VALID = {
  reference: 'INV-1',
  amount: 50_000,
  destination: { type: 'bank_account', bankCode: '014', accountNumber: '8760673566' },
};

const CASH = {
  type: 'cash_pickup',
  outlet: 'indomaret',
  recipientName: 'Siti Rahayu',
  phoneNumber: '081234567890',
  identityNumber: '3174014508900001',
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
  const { destination } = value as { destination: { type: keyof typeof DESTINATIONS } };
  const kind = Object.hasOwn(DESTINATIONS, destination.type) ? DESTINATIONS[destination.type] : null;
  Object.assign(dto, {
    // Of an unknown kind nothing but the kind is refused, which class-validator has no way to say.
    destination:
      kind === null ? instanceOf(BankAccountDestinationDto, VALID.destination) : instanceOf(kind, destination),
    sender: instanceOf(SenderDto, value.sender),
  });
  const errors = validateSync(dto, { whitelist: true, forbidNonWhitelisted: true });
  const names = errors.flatMap(({ property, children = [] }) =>
    children.length === 0 ? [property] : children.map((child) => `${property}.${child.property}`),
  );
  return (kind === null ? [...names, 'destination.type'] : names).sort();
}

describe('readDto', () => {
  it('makes an instance with the fields that were sent, unchanged', () => {
    const dto = readDto(CreatePayoutDto, { ...VALID, metadata: { a: 'b' } });
    expect(dto).toBeInstanceOf(CreatePayoutDto);
    expect(dto.destination).toBeInstanceOf(BankAccountDestinationDto);
    expect(dto).toMatchObject({ ...VALID, metadata: { a: 'b' } });
  });

  it('makes an instance of the kind that the object names', () => {
    const { destination } = readDto(CreatePayoutDto, { ...VALID, destination: CASH });
    expect(destination).toBeInstanceOf(CashPickupDestinationDto);
    expect(destination).toMatchObject(CASH);
  });

  it('takes fields of another kind for unknown', () => {
    const mixed = { ...CASH, bankCode: '014', accountNumber: '8760673566' };
    expect(refusedBy({ ...VALID, destination: mixed })).toEqual(['destination.accountNumber', 'destination.bankCode']);
  });

  it.each([['x'], [undefined], [null], [1], ['toString'], ['__proto__'], [['cash_pickup']]])(
    'refuses nothing but the kind when it is %p',
    (type) => {
      expect(refusedBy({ ...VALID, destination: { ...CASH, type, colour: 1 } })).toEqual(['destination.type']);
    },
  );

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
    const word = fc.oneof(scalar, fc.constantFrom('cash_pickup', 'indomaret', '+6281234567890', '3174014508900001'));
    const destination = fc.tuple(
      fc.constantFrom(VALID.destination, CASH),
      fc.dictionary(fc.constantFrom(...Object.keys({ ...VALID.destination, ...CASH }), 'address', 'iban'), word),
    );
    const sender = fc.option(fc.dictionary(fc.constantFrom('id', 'name', 'phoneNumber', 'email'), anything), {
      nil: undefined,
    });
    fc.assert(
      fc.property(changed, destination, sender, (more, [kind, to], from) => {
        const value = { ...VALID, ...more, destination: { ...kind, ...to }, sender: from };
        expect(refusedBy(value)).toEqual(refusedByClassValidator(value));
      }),
      { numRuns: 3_000 },
    );
  });
});
