import { splitName } from './kirim.js';

describe('the parts of a name', () => {
  it.each([
    ['FHILEA HERMANUS', 'FHILEA', 'HERMANUS'],
    ['Budi  Santoso Wijaya', 'Budi', 'Santoso Wijaya'],
    ['SUHUT', 'SUHUT', 'SUHUT'],
    [`CATUR NUGROHO${' '.repeat(17)}`, 'CATUR', 'NUGROHO'],
  ])('of %j are %j and %j', (name, first, last) => {
    expect(splitName(name)).toEqual({ first, last });
  });
});
