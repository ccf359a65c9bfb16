import { PROVIDERS } from '#libs/providers';
import { restoreCell } from './read-cells.js';
import { readIdentifier } from './read-identifier.js';

function read(cell: string, column: string) {
  const keys = PROVIDERS.flatMap(({ statement }) => statement?.keys ?? []);
  const key = keys.find((candidate) => candidate.column === column);
  if (key === undefined) throw new Error(`no column ${column}`);
  const identifier = readIdentifier(restoreCell(cell), key.form);
  return identifier.kind === 'is' ? identifier.value : identifier.kind;
}

describe('an identifier', () => {
  it.each([
    ['disburseId', '28794400001', '28794400001'],
    ['disburseId', "'28794400001", '28794400001'],
    ['disburseId', '="28794400001"', '28794400001'],
    ['disburseId', '28794400001.0', '28794400001'],
    ['disburseId', '28794400001,00', '28794400001'],
    ['disburseId', '\t28794400001\u00a0', '28794400001'],
    ['custRefNumber', '="000000001278"', '000000001278'],
    ['custRefNumber', '1234567890123456', '1234567890123456'],
    ['partnerReferenceNo', "'0199f0ab", '0199f0ab'],
    ['referenceNo', 'DK0018353', 'DK0018353'],
  ])('of %s is restored without a guess from %j', (column, cell, value) => {
    expect(read(cell, column)).toBe(value);
  });

  it.each([
    ['disburseId', '2.87944E+10'],
    ['disburseId', '2,87944E+10'],
    ['disburseId', '2.87944e10'],
    ['disburseId', '3E+10'],
    ['disburseId', '#N/A'],
    ['disburseId', '#REF!'],
    ['disburseId', '#########'],
    ['disburseId', 'NULL'],
    ['disburseId', '28.794.400'],
    ['disburseId', '28,794,400,001'],
    ['disburseId', '28794400001.000'],
    ['disburseId', '28794400001.5'],
    ['disburseId', '-28794400001'],
    ['disburseId', '=A1'],
    ['disburseId', '="28794400001'],
    ['disburseId', 'Rp 287'],
    ['disburseId', '2026-11-21'],
    ['custRefNumber', '1234567890123450'],
    ['custRefNumber', '1234567890123450000.0'],
    ['custRefNumber', '12\u200b34'],
    ['partnerReferenceNo', '1.99E+47'],
    ['partnerReferenceNo', '#VALUE!'],
    ['partnerReferenceNo', 'null'],
    ['referenceNo', 'Nov-26'],
    ['referenceNo', 'DK 12'],
  ])('of %s is not guessed from %j', (column, cell) => {
    expect(read(cell, column)).toBe('damaged');
  });

  it.each(['', ' ', "' ", '""'.slice(2), '-', '--', '\u2014', '=""'])('is absent: %j', (cell) => {
    expect(read(cell, 'disburseId')).toBe('none');
  });
});
