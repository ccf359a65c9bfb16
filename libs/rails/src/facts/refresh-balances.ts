import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '#libs/platform';
import type { Balance } from '#libs/providers';
import { RailDirectory } from '../choice/rail-directory.js';
import { AskProviders } from './ask-providers.js';
import { LoadRailFacts } from './load-rail-facts.js';

const RETRY_AFTER_MS = 15_000;
const MARGIN_MS = 1_000;

/** Never overwrites a newer balance; one from the future is none. Parameters: provider, available, ledger, time of the query, interval in milliseconds. */
const STORE_BALANCE = `update provider_account
  set available = $2, highest = greatest(highest, $2), ledger = $3, balance_at = $4, balance_due_at = now() + $5::double precision * interval '1 millisecond'
  where provider = $1 and (balance_at is null or balance_at < $4 or balance_at > now())`;

/**
 * Queries the balance at each provider every `BALANCE_REFRESH`, by one replica for all. Without a usable response the old
 * balance stays and shows its age.
 */
@Injectable()
export class RefreshBalances implements OnModuleDestroy {
  private readonly stop = new AbortController();
  private readonly asking: AskProviders<Balance>;

  constructor(
    dataSource: DataSource,
    private readonly rails: RailDirectory,
    private readonly facts: LoadRailFacts,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.asking = new AskProviders(dataSource, new Logger(RefreshBalances.name), {
      subject: 'balance',
      due: 'balance_due_at',
      retryAfterMs: Math.min(RETRY_AFTER_MS, settings.balanceRefreshMs),
      leaseMs: settings.providerTimeoutMs + MARGIN_MS,
      callOf: (provider) => provider.balance && ((context) => provider.balance?.(context) ?? Promise.resolve(null)),
      store: async (provider, { available, ledger }, askedAt) => {
        const values = [provider, available.toString(), ledger?.toString() ?? null, askedAt, settings.balanceRefreshMs];
        await dataSource.query(STORE_BALANCE, values);
      },
    });
  }

  /** @returns how many balances were received */
  async refresh(): Promise<number> {
    const stored = await this.asking.askDue(this.rails.providers, this.stop.signal);
    if (stored > 0) await this.facts.reload();
    return stored;
  }

  onModuleDestroy(): void {
    this.stop.abort(new Error('the service is stopping'));
  }
}
