import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolOf } from '#libs/platform';
import type { RefusalKind } from '../records/callback.entity.js';

/** How long refusals gather before they are written. */
const GATHER_MS = 5_000;

const COUNT_REFUSALS = {
  name: 'count-callback-refusals',
  text: `insert into callback_refusal (provider, path, day, reason, count, last_at)
    select provider, path, (now() at time zone 'UTC')::date, reason, count, now()
    from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) as t (provider, path, reason, count)
    order by provider, path, reason
    on conflict on constraint callback_refusal_pkey do update
      set count = callback_refusal.count + excluded.count, last_at = excluded.last_at`,
} as const;

interface Refusals {
  readonly provider: string;
  readonly path: string;
  readonly reason: RefusalKind;
  count: number;
  /** The reason of the newest one. */
  why: string;
}

/**
 * Counts refused callbacks in memory and writes the sums now and then, so that a flood of forged ones costs neither a row
 * nor a log line each. The counts are of the process that answers, so that process writes them, and no loop of a worker.
 */
@Injectable()
export class CountRefusals implements BeforeApplicationShutdown {
  private readonly logger = new Logger(CountRefusals.name);
  private gathered = new Map<string, Refusals>();
  private planned: NodeJS.Timeout | null = null;

  constructor(private readonly dataSource: DataSource) {}

  /** @param why for the log: no secrets, no account numbers, nothing that the caller chose */
  count(provider: string, path: string, reason: RefusalKind, why: string): void {
    this.add({ provider, path, reason, count: 1, why });
    this.planned ??= setTimeout(() => void this.flush(), GATHER_MS).unref();
  }

  /** Writes what has gathered. What cannot be written stays for the next time. */
  async flush(): Promise<void> {
    if (this.planned !== null) clearTimeout(this.planned);
    this.planned = null;
    const refusals = [...this.gathered.values()];
    if (refusals.length === 0) return;
    this.gathered = new Map();
    for (const { provider, path, reason, count, why } of refusals)
      this.logger.warn({ msg: 'callbacks were refused', callback: `${provider}/${path}`, reason, count, why });
    try {
      await poolOf(this.dataSource).query({
        ...COUNT_REFUSALS,
        values: [
          refusals.map(({ provider }) => provider),
          refusals.map(({ path }) => path),
          refusals.map(({ reason }) => reason),
          refusals.map(({ count }) => count),
        ],
      });
    } catch (error) {
      this.logger.warn({ msg: 'refused callbacks could not be counted yet', err: error });
      for (const refusal of refusals) this.add(refusal);
    }
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  private add(refusals: Refusals): void {
    const key = `${refusals.provider}/${refusals.path} ${refusals.reason}`;
    const known = this.gathered.get(key);
    if (known === undefined) {
      this.gathered.set(key, { ...refusals });
      return;
    }
    known.count += refusals.count;
    known.why = refusals.why;
  }
}
