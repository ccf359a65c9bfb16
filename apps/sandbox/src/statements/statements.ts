import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Books } from '../books.js';
import type { ProviderName } from '../providers.js';
import { bookedRows, type StatementRow } from './booked-rows.js';
import { applyFault, contradictions, type StatementFault, type statementFaultsOrder } from './statement-faults.js';

/** What each provider says that its books say. Honest, unless faults were planted; the books know nothing of those. */
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
   * Plants faults beside those already there, all of them or none. An unknown row is dated now and gets numbers.
   * @returns every fault of this provider, or what the books have against the order.
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

  /** Makes the statements of one provider honest again. */
  clear(provider: ProviderName): void {
    this.faults[provider] = [];
  }

  /** Makes every statement honest again. */
  reset(): void {
    this.faults = noFaults();
  }
}

function noFaults(): Record<ProviderName, readonly StatementFault[]> {
  return { duitku: [], doku: [] };
}
