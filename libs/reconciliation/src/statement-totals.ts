import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { DifferenceKind } from './difference-kinds.js';
import type { Statement } from './statement.entity.js';
import { readDifferenceTotals, readLineTotals, readPayoutTotals } from './statement-totals.queries.js';

export interface Total {
  readonly count: number;
  readonly rupiah: bigint;
}

/** What the two sides have of one kind of movement. */
export interface SidesTotal {
  /** The lines of the file that can be about the payouts which the statement concerns. */
  readonly file: Total;
  /** The lines of the file about payouts of other clients; they are not in `file`. */
  readonly foreign: Total;
  /** The payouts whose last transfer was sent in the period. */
  readonly payouts: Total;
}

/** The sums of a statement and of the payouts of its period. */
export interface StatementTotals {
  readonly paid: SidesTotal;
  readonly returned: SidesTotal;
  /** What is open about them; the amount is that of the payout, or of a line without one. */
  readonly differences: readonly (Total & { readonly kind: DifferenceKind })[];
}

/** Adds up both sides of a statement. They differ by open differences, payouts that are not final, and what is booked over the ends. */
@Injectable()
export class FindTotals {
  constructor(private readonly dataSource: DataSource) {}

  async totals(statement: Statement): Promise<StatementTotals> {
    const foreign =
      statement.clientId === null ? [] : await readLineTotals(this.dataSource, statement, { foreign: true });
    const lines = await readLineTotals(this.dataSource, statement, { foreign: false });
    const payouts = await readPayoutTotals(this.dataSource, statement);
    const differences = await readDifferenceTotals(this.dataSource, statement);
    const sides = (kind: 'paid' | 'returned'): SidesTotal => {
      const [all, others] = [of(lines, kind), of(foreign, kind)];
      return {
        file: { count: all.count - others.count, rupiah: all.rupiah - others.rupiah },
        foreign: others,
        payouts: totalOf(payouts[kind]),
      };
    };
    return {
      paid: sides('paid'),
      returned: sides('returned'),
      differences: differences.map(({ kind, ...total }) => ({ kind, ...totalOf(total) })),
    };
  }
}

interface RawTotal {
  readonly count: number;
  readonly rupiah: string;
}

function totalOf({ count, rupiah }: RawTotal): Total {
  return { count, rupiah: BigInt(rupiah) };
}

function of(totals: readonly (RawTotal & { readonly kind: string })[], wanted: string): Total {
  return totalOf(totals.find(({ kind }) => kind === wanted) ?? { count: 0, rupiah: '0' });
}
