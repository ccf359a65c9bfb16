import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Books } from '../books.js';
import type { ProviderName } from '../steps.js';
import { applyFault, contradictions, type StatementFault, type statementFaultsOrder } from './statement-faults.js';
import { bookedRows, type StatementRow } from './statement-rows.js';

/** The statements of each provider. They match the books unless faults were added; the books stay unchanged. */
@Injectable()
export class Statements {
  private faults = noFaults();

  constructor(private readonly books: Books) {}

  /** The rows of a period in order of time. @param period from inclusive, to exclusive. */
  read(provider: ProviderName, { from, to }: { from: Date; to: Date }): StatementRow[] {
    const rows = this.faults[provider].reduce<StatementRow[]>(applyFault, bookedRows(this.books, provider));
    return rows
      .filter(({ at }) => from.getTime() <= Date.parse(at) && Date.parse(at) < to.getTime())
      .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  }

  /**
   * Adds faults to the existing ones, all of them or none. An unknown row is dated now and gets numbers.
   * @returns every fault of this provider, or the contradictions with the books.
   */
  plant(
    provider: ProviderName,
    { rows }: z.output<typeof statementFaultsOrder>,
  ): { faults: readonly StatementFault[] } | { errors: ReturnType<typeof contradictions> } {
    const moved = new Set(bookedRows(this.books, provider).map(({ disburseId }) => disburseId));
    const errors = contradictions(rows, moved);
    if (errors.length > 0) return { errors };
    const at = new Date().toISOString();
    const planted = rows.map((row) => (row.fault === 'unknown' ? { at, ...this.books.takeNumbers(), ...row } : row));
    this.faults[provider] = [...this.faults[provider], ...planted];
    return { faults: this.faults[provider] };
  }

  /** Removes the faults of one provider's statements. */
  clear(provider: ProviderName): void {
    this.faults[provider] = [];
  }

  /** Removes all faults. */
  reset(): void {
    this.faults = noFaults();
  }
}

function noFaults(): Record<ProviderName, readonly StatementFault[]> {
  return { duitku: [], doku: [] };
}
