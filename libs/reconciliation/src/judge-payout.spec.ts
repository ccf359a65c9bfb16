import type { PayoutStatus } from '#libs/payouts';
import { type Judged, type JudgedLine, judgePayout } from './judge-payout.js';

/** `PR`: a payment and a return, in this order; `F`: refused, `-`: in work. */
function linesOf(letters: string, amount = 50_000n): JudgedLine[] {
  const kinds = { P: 'paid', R: 'returned', F: 'refused', '-': 'processing' } as const;
  return [...letters].map((letter, index) => ({
    id: `line-${index + 1}`,
    statementId: `statement-${index + 1}`,
    number: index + 2,
    kind: kinds[letter as keyof typeof kinds],
    amount,
    fee: null,
  }));
}

function judge(status: PayoutStatus, letters: string, covered: boolean, overrides: Partial<Judged> = {}) {
  const judged = { status, amount: 50_000n, fee: null, lines: linesOf(letters), covered, ...overrides };
  const { findings, settled } = judgePayout(judged);
  return `${findings.map(({ kind }) => kind).join(' ') || 'agrees'}${settled ? '' : ', not settled'}`;
}

const COVERED = true;
const NOT_COVERED = false;

describe('a payout and its lines', () => {
  it.each([
    ['succeeded', 'P', COVERED, 'agrees'],
    ['succeeded', 'P', NOT_COVERED, 'agrees'],
    ['succeeded', '', COVERED, 'missing_line'],
    ['succeeded', '', NOT_COVERED, 'agrees, not settled'],
    ['succeeded', '-', COVERED, 'missing_line'],
    ['succeeded', 'PP', NOT_COVERED, 'paid_twice'],
    ['succeeded', 'PPP', COVERED, 'paid_twice'],
    ['succeeded', 'PPR', COVERED, 'agrees'],
    ['succeeded', 'PR', COVERED, 'returned_unexpectedly'],
    ['succeeded', 'R', COVERED, 'returned_unexpectedly'],
    ['succeeded', 'F', COVERED, 'refused_unexpectedly'],
    ['succeeded', 'F', NOT_COVERED, 'refused_unexpectedly, not settled'],
    ['succeeded', 'FP', COVERED, 'agrees'],
    ['failed', '', COVERED, 'agrees'],
    ['failed', '', NOT_COVERED, 'agrees'],
    ['failed', 'F', COVERED, 'agrees'],
    ['failed', 'P', NOT_COVERED, 'paid_unexpectedly'],
    ['failed', 'PR', NOT_COVERED, 'agrees'],
    ['failed', 'R', COVERED, 'agrees'],
    ['failed', 'PP', COVERED, 'paid_twice'],
    ['failed', 'PPR', COVERED, 'paid_unexpectedly'],
    ['cancelled', '', COVERED, 'agrees'],
    ['cancelled', 'P', COVERED, 'paid_unexpectedly'],
    ['returned', 'PR', COVERED, 'agrees'],
    ['returned', 'R', COVERED, 'agrees'],
    ['returned', 'P', COVERED, 'missing_return'],
    ['returned', 'P', NOT_COVERED, 'agrees, not settled'],
    ['returned', '', COVERED, 'agrees'],
    ['returned', '', NOT_COVERED, 'agrees, not settled'],
    ['returned', 'PPR', COVERED, 'missing_return'],
    ['returned', 'PP', COVERED, 'paid_twice'],
    ['created', 'P', COVERED, 'paid_unexpectedly, not settled'],
    ['inquired', 'P', COVERED, 'paid_unexpectedly, not settled'],
    ['inquired', '', COVERED, 'agrees, not settled'],
    ['transferring', 'P', COVERED, 'agrees, not settled'],
    ['transferring', 'PP', COVERED, 'paid_twice, not settled'],
    ['pending', '', COVERED, 'agrees, not settled'],
    ['pending', 'P', COVERED, 'agrees, not settled'],
    ['pending', 'PR', COVERED, 'agrees, not settled'],
    ['pending', 'PP', COVERED, 'paid_twice, not settled'],
    ['review', '', COVERED, 'agrees, not settled'],
    ['review', '-', COVERED, 'agrees, not settled'],
    ['review', 'P', COVERED, 'statement_ahead, not settled'],
    ['review', 'PR', COVERED, 'statement_ahead, not settled'],
    ['review', 'R', COVERED, 'statement_ahead, not settled'],
    ['review', 'F', COVERED, 'statement_ahead, not settled'],
    ['review', 'PP', COVERED, 'paid_twice, not settled'],
  ] as const)('that is %s, with the lines "%s", covered %s: %s', (status, letters, covered, verdict) => {
    expect(judge(status, letters, covered)).toBe(verdict);
  });

  it('differ in amount for each line with another amount, payments and returns alike', () => {
    const lines = [...linesOf('P', 49_999n), ...linesOf('R', 50_001n).map((line) => ({ ...line, id: 'back' }))];
    const { findings } = judgePayout({ status: 'returned', amount: 50_000n, fee: null, lines, covered: true });
    expect(findings).toEqual([
      {
        kind: 'amount_differs',
        lineId: 'line-1',
        statementId: 'statement-1',
        expected: { amount: '50000' },
        found: { amount: '49999', line: 2 },
      },
      {
        kind: 'amount_differs',
        lineId: 'back',
        statementId: 'statement-1',
        expected: { amount: '50000' },
        found: { amount: '50001', line: 2 },
      },
    ]);
  });

  it('differ in fee only when both have one', () => {
    const withFee = (fee: bigint | null) => linesOf('P').map((line) => ({ ...line, fee }));
    const kinds = (ours: bigint | null, theirs: bigint | null) =>
      judge('succeeded', '', true, { fee: ours, lines: withFee(theirs) });
    expect([kinds(2_500n, 2_500n), kinds(null, 2_500n), kinds(2_500n, null), kinds(2_500n, 0n)]).toEqual([
      'agrees',
      'agrees',
      'agrees',
      'fee_differs',
    ]);
  });

  it('name the expected and the found values, and the line', () => {
    const { findings } = judgePayout({
      status: 'succeeded',
      amount: 50_000n,
      fee: null,
      lines: linesOf('PP'),
      covered: true,
    });
    expect(findings).toEqual([
      {
        kind: 'paid_twice',
        lineId: null,
        statementId: 'statement-2',
        expected: { status: 'succeeded', amount: '50000' },
        found: { paid: 2, returned: 0, refused: 0, newestLine: 3 },
      },
    ]);
  });
});
