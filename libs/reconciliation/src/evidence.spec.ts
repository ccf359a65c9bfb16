import type { Side } from './difference.entity.js';
import type { DifferenceKind } from './difference-kinds.js';
import { hasGrown } from './evidence.js';
import type { StatementLineOfPayout } from './judge-statements.js';

const CLOSED_AT = new Date('2026-11-25T00:00:00Z');
const [BEFORE, AFTER] = [new Date('2026-11-24T00:00:00Z'), new Date('2026-11-26T00:00:00Z')];

/** `P a 14:05:07`: a payment in statement a. Statements with a capital letter were imported after the closing; `-`: withdrawn since. */
function line(text: string, place: number): StatementLineOfPayout {
  const [letter = '', statementId = '', time = ''] = text.split(' ');
  const kinds = { P: 'paid', R: 'returned', F: 'refused' } as const;
  return {
    id: `line-${place}`,
    statementId,
    number: place + 2,
    transfer: '1',
    kind: kinds[letter as keyof typeof kinds],
    amount: 5n,
    fee: null,
    bookedAt: new Date(`2026-11-21T${time.length === 5 ? `${time}:00` : time}+07:00`),
    bookedTo: time.length === 5 ? 'minute' : 'second',
    isWhole: true,
    importedAt: /^[A-Z]/.test(statementId) ? AFTER : BEFORE,
    withdrawnAt: statementId.endsWith('-') ? AFTER : null,
  };
}

/** `PPR`: two payments and a return. */
const side = (letters: string): Side => ({
  paid: letters.split('P').length - 1,
  returned: letters.split('R').length - 1,
  refused: letters.split('F').length - 1,
});

const grows = (kind: DifferenceKind, closed: string, found: string, lines: readonly string[]) =>
  hasGrown({ kind, closedAt: CLOSED_AT, found: side(closed) }, side(found), lines.map(line));

describe('the evidence of a difference that a person closed', () => {
  it.each([
    ['is the same', 'paid_twice', 'PP', 'PP', ['P a 14:05:07', 'P a 15:00:00'], false],
    ['comes again', 'paid_twice', 'PP', 'PP', ['P a 14:05:07', 'P a 15:00:00', 'P B 14:05:07', 'P B 15:00:00'], false],
    [
      'comes again without seconds',
      'paid_twice',
      'PP',
      'PP',
      ['P a 14:05:07', 'P a 15:00:09', 'P B 14:05', 'P B 15:00'],
      false,
    ],
    ['has a third payment', 'paid_twice', 'PP', 'PPP', ['P a 14:05:07', 'P a 15:00:00', 'P B 16:00:00'], true],
    [
      'has a third payment at the same second',
      'paid_twice',
      'PP',
      'PPP',
      ['P a 14:05:07', 'P a 14:05:07', 'P B 14:05:07', 'P B 14:05:07', 'P B 14:05:07'],
      true,
    ],
    [
      'has a third payment, and a return',
      'paid_twice',
      'PP',
      'PPPR',
      ['P a 14:05:07', 'P a 15:00:00', 'P B 16:00:00', 'R B 17:00:00'],
      true,
    ],
    [
      'was withdrawn and imported again',
      'paid_twice',
      'PP',
      'PP',
      ['P a- 14:05:07', 'P a- 15:00:00', 'P B 14:05:07', 'P B 15:00:00'],
      false,
    ],
    [
      'has another second payment since',
      'paid_twice',
      'PP',
      'PP',
      ['P a 14:05:07', 'P b- 15:00:00', 'P B 16:00:00'],
      true,
    ],
    [
      'was one payment in two forms, and is two now',
      'paid_twice',
      'PP',
      'PP',
      ['P a 14:05:07', 'P b 14:05', 'P B 16:00:00'],
      true,
    ],
    [
      'has a payment that was not recognised before',
      'paid_twice',
      'PP',
      'PPP',
      ['P a 14:05:07', 'P a 15:00:00', 'P a 16:00:00'],
      true,
    ],
    [
      'lost the return that spoke against it',
      'paid_twice',
      'PPPR',
      'PPP',
      ['P a 14:05:07', 'P a 15:00:00', 'P a 16:00:00', 'R a- 17:00:00'],
      true,
    ],
    [
      'has a return, which speaks against it',
      'paid_twice',
      'PPP',
      'PPPR',
      ['P a 14:05:07', 'P a 15:00:00', 'P a 16:00:00', 'R B 17:00:00'],
      false,
    ],
    ['has another payment', 'paid_unexpectedly', 'P', 'PP', ['P a 14:05:07', 'P B 15:00:00'], true],
    [
      'has another return',
      'returned_unexpectedly',
      'PR',
      'PRR',
      ['P a 14:05:07', 'R a 15:00:00', 'R B 16:00:00'],
      true,
    ],
    ['has another refusal', 'refused_unexpectedly', 'F', 'FF', ['F a 14:05:07', 'F B 15:00:00'], true],
    ['has a payment beside the refusal', 'statement_ahead', 'F', 'FP', ['F a 14:05:07', 'P B 15:00:00'], true],
    ['is that there is nothing', 'missing_line', '', '', [], false],
  ] as const)('%s (%s, "%s" to "%s", %j): %s', (_what, kind, closed, found, lines, grown) => {
    expect(grows(kind, closed, found, lines)).toBe(grown);
  });
});
