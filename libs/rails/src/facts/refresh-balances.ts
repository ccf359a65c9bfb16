import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '#libs/platform';
import type { Balance } from '#libs/providers';
import { RailDirectory } from '../choice/rail-directory.js';
import { AskProviders } from './ask-providers.js';
import { LoadRailFacts } from './load-rail-facts.js';
import { STORE_BALANCE } from './provider-account.queries.js';

const ASK_AGAIN_AFTER_MS = 15_000;
const MARGIN_MS = 1_000;

/**
 * Asks each provider what may be spent, every `BALANCE_REFRESH`, one replica for all. Without an answer the old balance
 * stays, and shows its age.
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
      about: 'balance',
      due: 'balance_due_at',
      askAgainAfterMs: Math.min(ASK_AGAIN_AFTER_MS, settings.balanceRefreshMs),
      leaseMs: settings.providerTimeoutMs + MARGIN_MS,
      of: (provider) => provider.balance && ((context) => provider.balance?.(context) ?? Promise.resolve(null)),
      store: async (provider, { available, ledger }, askedAt) => {
        const values = [provider, available.toString(), ledger?.toString() ?? null, askedAt, settings.balanceRefreshMs];
        await dataSource.query(STORE_BALANCE, values);
      },
    });
  }

  /** @returns how many balances were told */
  async run(): Promise<number> {
    const told = await this.asking.run(this.rails.providers, this.stop.signal);
    if (told > 0) await this.facts.run();
    return told;
  }

  onModuleDestroy(): void {
    this.stop.abort(new Error('the service is stopping'));
  }
}
