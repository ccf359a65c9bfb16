import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { alertUnreadable, inTransaction, RowUnreadable } from '#libs/platform';
import { PROVIDERS } from '#libs/providers';

/** So often a process looks. */
const EVERY_MS = 60_000;
/** While releases are exchanged, the process that knows the provider may be about to start. */
const OVERDUE_MS = 300_000;

/** The provider that comes next in the index of due payouts, again and again: one probe for each provider, however many payouts there are. */
const OLDEST_OF_EACH_UNKNOWN = `
  with recursive known as (
    (select provider from payout where due_at is not null order by provider limit 1)
    union all
    select (select provider from payout where due_at is not null and provider > known.provider order by provider limit 1)
    from known where known.provider is not null
  )
  select provider, (select id from payout where due_at < now() - $2::float8 * interval '1 millisecond'
    and payout.provider = known.provider order by due_at limit 1) as id
  from known where provider <> all ($1::text[])`;

/**
 * Payouts of a provider that this release does not know: a later release accepted them. No lane claims them, so they are in no
 * other payout's way; a person is alerted when they are overdue.
 */
export class UnknownProviders {
  private readonly logger = new Logger(UnknownProviders.name);
  private lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly dataSource: DataSource) {}

  /** Looks, unless this process has looked within the last minute. */
  async look(): Promise<void> {
    if (performance.now() - this.lookedAtMs < EVERY_MS) return;
    this.lookedAtMs = performance.now();
    const names = PROVIDERS.map(({ name }) => name);
    const found: { provider: string; id: string | null }[] = await this.dataSource.query(OLDEST_OF_EACH_UNKNOWN, [
      names,
      OVERDUE_MS,
    ]);
    for (const { provider, id } of found) if (id !== null) await this.alert(provider, id);
  }

  private async alert(provider: string, id: string): Promise<void> {
    const row = { table: 'payout', id };
    const why = `this release does not know the provider ${provider}, whose payouts are overdue`;
    const after = 'A worker of that release then continues all payouts of the provider by itself.';
    const leftOut = { row, payoutId: id, error: new RowUnreadable(row, why), after };
    const message = await inTransaction(this.dataSource, (tx) => alertUnreadable(tx, leftOut));
    if (message !== null) this.logger.error({ payoutId: id, msg: message });
  }
}
