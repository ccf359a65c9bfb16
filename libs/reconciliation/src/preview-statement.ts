import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '#libs/audit';
import { jakartaClock } from '#libs/platform';
import { readToImport, type StatementToImport, totalsOf } from './import-statement.js';
import { TIME_UNITS, type TimeUnit } from './movements.js';
import {
  type CountedLine,
  findImported,
  type MatchedLine,
  matchLines,
  readOthers,
} from './preview-statement.queries.js';
import type { ReadLine, Understood } from './read-statement.js';
import type { Statement } from './statement.entity.js';

const LINES_PER_PART = 2_000;
/** So many rows show whether columns, amounts and times were understood. */
const FIRST_LINES = 5;

/** What an import of a file would store. Nothing of it is stored. */
export interface StatementPreview
  extends Pick<Statement, 'provider' | 'coversFrom' | 'coversTo' | 'sha256' | 'lineCount' | 'counts'> {
  readonly sums: NonNullable<Statement['sums']>;
  readonly understood: Understood;
  /** How exactly the file states times; null: it has no line. */
  readonly times: TimeUnit | null;
  /** The times of the earliest and the latest line; null: it has none. */
  readonly booked: { readonly first: Date; readonly last: Date } | null;
  readonly firstLines: readonly ReadLine[];
  /** Lines about payouts of other clients. */
  readonly foreignCount: number;
  /** Lines that another statement about the same payouts has too. */
  readonly repeatedCount: number;
  /** Payments and returns of transfers that Salur has never recorded. */
  readonly unknownCount: number;
  /** The statement that the same file for the same period is; null: none. */
  readonly importedAs: string | null;
}

/** Shows how a file is understood, before it is imported. */
@Injectable()
export class PreviewStatement {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws Problem `validation_failed`, `payload_too_large`, as the import */
  async preview(file: StatementToImport, by: Pick<Actor, 'clientId'>): Promise<StatementPreview> {
    const { lines, sha256, understood } = await readToImport(file);
    const { provider, coversFrom, coversTo } = file;
    const about = { provider, coversFrom, coversTo, clientId: by.clientId };
    const { manager } = this.dataSource;
    const count = new LineCount(await readOthers(manager, about), by.clientId);
    for (let first = 0; first < lines.length; first += LINES_PER_PART) {
      const part = lines.slice(first, first + LINES_PER_PART);
      count.add(part, await matchLines(manager, provider, part));
    }
    const { counts, sums } = totalsOf(lines);
    return {
      ...{ provider, coversFrom, coversTo, sha256, understood, counts },
      lineCount: lines.length,
      sums: sums as NonNullable<typeof sums>,
      times: finestOf(lines),
      booked: bookedOf(lines),
      firstLines: lines.slice(0, FIRST_LINES),
      ...count.totals,
      importedAs: await findImported(manager, about, sha256),
    };
  }
}

/** Counts lines by what an import would make of them. */
class LineCount {
  private readonly left: Map<string, number>;
  readonly totals = { foreignCount: 0, repeatedCount: 0, unknownCount: 0 };

  constructor(
    others: readonly CountedLine[],
    private readonly clientId: string | null,
  ) {
    this.left = new Map(others.map(({ count, ...line }) => [nameOf(line), count]));
  }

  add(lines: readonly ReadLine[], matched: readonly MatchedLine[]): void {
    const ofLine = new Map(matched.map((match) => [match.number, match]));
    for (const { number, kind, amount, bookedAt } of lines) {
      const { transfer, clientId } = ofLine.get(number) as MatchedLine;
      if (this.clientId !== null && clientId !== null && clientId !== this.clientId) {
        this.totals.foreignCount += 1;
        continue;
      }
      if (clientId === null && (kind === 'paid' || kind === 'returned')) this.totals.unknownCount += 1;
      const name = nameOf({ transfer, kind, amount: amount.toString(), day: dayOf(bookedAt) });
      const left = this.left.get(name) ?? 0;
      if (left === 0) continue;
      this.left.set(name, left - 1);
      this.totals.repeatedCount += 1;
    }
  }
}

function nameOf({ transfer, kind, amount, day }: Omit<CountedLine, 'count'>): string {
  return `${transfer} ${kind} ${amount} ${day}`;
}

/** The day in Jakarta. */
function dayOf(time: Date): string {
  return jakartaClock(time).slice(0, 10);
}

function finestOf(lines: readonly ReadLine[]): TimeUnit | null {
  return TIME_UNITS.findLast((unit) => lines.some(({ bookedTo }) => bookedTo === unit)) ?? null;
}

function bookedOf(lines: readonly ReadLine[]): StatementPreview['booked'] {
  const [start] = lines;
  if (start === undefined) return null;
  return lines.reduce(
    ({ first, last }, { bookedAt }) => ({
      first: bookedAt < first ? bookedAt : first,
      last: bookedAt > last ? bookedAt : last,
    }),
    { first: start.bookedAt, last: start.bookedAt },
  );
}
