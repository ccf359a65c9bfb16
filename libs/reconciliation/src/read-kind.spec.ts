import { readKind } from './read-kind.js';

function kindOf(cells: readonly string[], type: number | null = 0) {
  const statuses = cells.flatMap((_, at) => (at === type ? [] : [at]));
  const kind = readKind(cells, { type, statuses });
  return typeof kind === 'string' ? kind : `${kind.column} ${/^(?:is not|contradicts the)/.exec(kind.message)}`;
}

describe('the kind of a row', () => {
  it.each([
    [['transfer', 'Success'], 'paid'],
    [['Disbursement', 'BERHASIL'], 'paid'],
    [['transfer', 'Failed'], 'refused'],
    [['transfer', 'Gagal'], 'refused'],
    [['debit', 'Dibatalkan'], 'refused'],
    [['transfer', 'Pending'], 'processing'],
    [['transfer', 'Reversed'], 'returned'],
    [['refund', 'Success'], 'returned'],
    [['refund', 'pending'], 'processing'],
    [['refund', 'refunded'], 'returned'],
    [['failed', 'failed'], 'refused'],
    [['pending', 'pending'], 'processing'],
    [['fee', 'success'], 'fee'],
    [['fee', ''], 'fee'],
    [['top up', '-'], 'other'],
    [['top up', 'failed'], 'other'],
    [['deposit', 'pending'], 'other'],
    [['transfer', 'success', 'success'], 'paid'],
    [['transfer', 'success', 'failed'], 'refused'],
    [['transfer', 'success', 'reversed'], 'returned'],
    [['transfer'], 'paid'],
  ])('of %j is %s', (cells, kind) => {
    expect(kindOf(cells)).toBe(kind);
  });

  it.each([
    [['mystery', 'success'], 'type is not'],
    [['', 'success'], 'type is not'],
    [['transfer', 'mystery'], 'status is not'],
    [['transfer', ''], 'status is not'],
    [['transfer', '-'], 'status is not'],
    [['transfer', 'transfer'], 'status is not'],
    [['transfer', '00'], 'status is not'],
    [['refund', 'failed'], 'status contradicts the'],
    [['failed', 'success'], 'status contradicts the'],
    [['pending', 'success'], 'status contradicts the'],
    [['fee', 'failed'], 'status contradicts the'],
    [['fee', 'reversed'], 'status contradicts the'],
    [['transfer', 'failed', 'success'], 'status contradicts the'],
  ])('of %j is refused: %s', (cells, message) => {
    expect(kindOf(cells)).toBe(message);
  });

  it.each([
    [['Success'], 'paid'],
    [['Failed'], 'refused'],
    [['Failed', 'failed'], 'refused'],
    [['Success', 'Gagal'], 'refused'],
    [['mystery'], 'status is not'],
  ])('of a status without a type, %j, is %s', (cells, kind) => {
    expect(kindOf(cells, null)).toBe(kind);
  });
});
