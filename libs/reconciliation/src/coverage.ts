/** Which time the statements cover that may judge a payout. */
import type { DataSource, EntityManager } from 'typeorm';

interface Range {
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

/** Periods that statements cover. */
export class Coverage {
  /** Neither touch nor overlap. */
  private readonly ranges: readonly Range[];

  constructor(ranges: readonly Range[]) {
    const joined: Range[] = [];
    for (const range of ranges.toSorted((one, other) => one.from.getTime() - other.from.getTime())) {
      const last = joined.at(-1);
      if (last === undefined || range.from > last.to) joined.push(range);
      else if (range.to > last.to) joined[joined.length - 1] = { from: last.from, to: range.to };
    }
    this.ranges = joined;
  }

  /** Whether the whole period is covered. */
  includes(from: Date, to: Date): boolean {
    return this.ranges.some((range) => range.from <= from && to < range.to);
  }
}

const NOTHING = new Coverage([]);

interface CoveredRange extends Range {
  readonly provider: string;
  /** null: a statement of an operator. */
  readonly clientId: string | null;
}

/** What the imported statements cover that are not withdrawn. */
export class Covered {
  private readonly known = new Map<string, Coverage>();

  /** @param newest when the newest statement was imported, or one withdrawn; null: there was none */
  constructor(
    readonly newest: Date | null,
    private readonly ranges: readonly CoveredRange[],
  ) {}

  /** By statements of operators alone. */
  byWhole(provider: string): Coverage {
    return this.coverage(provider, null);
  }

  /** By statements of operators and of one client. */
  byAny(provider: string, clientId: string): Coverage {
    const hasOwn = this.ranges.some((range) => range.clientId === clientId && range.provider === provider);
    return hasOwn ? this.coverage(provider, clientId) : this.byWhole(provider);
  }

  private coverage(provider: string, clientId: string | null): Coverage {
    const name = `${provider} ${clientId}`;
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const ranges = this.ranges.filter(
      (range) => range.provider === provider && (range.clientId === null || range.clientId === clientId),
    );
    const coverage = ranges.length === 0 ? NOTHING : new Coverage(ranges);
    this.known.set(name, coverage);
    return coverage;
  }
}

export async function readCovered(db: DataSource | EntityManager): Promise<Covered> {
  const [state]: { newest: Date | null }[] = await db.query(
    `select greatest(max(imported_at), max(withdrawn_at)) as newest from statement`,
  );
  const ranges: CoveredRange[] = await db.query(
    `select provider, client_id as "clientId", lower(range) as "from", upper(range) as "to"
     from (
       select provider, client_id, unnest(range_agg(tstzrange(covers_from, covers_to))) as range
       from statement where imported_at is not null and withdrawn_at is null group by provider, client_id
     ) covered`,
  );
  return new Covered(state?.newest ?? null, ranges);
}
