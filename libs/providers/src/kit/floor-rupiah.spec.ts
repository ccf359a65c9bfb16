import { floorRupiah } from './floor-rupiah.js';

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
