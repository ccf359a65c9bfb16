import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction, SETTINGS, type Settings } from '#libs/platform';
import type { ProviderBank } from '#libs/providers';
import { RailDirectory } from '../choice/rail-directory.js';
import { AskProviders } from './ask-providers.js';
import { LoadRailFacts } from './load-rail-facts.js';
import { INSERT_BANKS, NOTE_BANKS } from './provider-account.queries.js';
import { ProviderBankRow } from './provider-bank.entity.js';

const ASK_AGAIN_AFTER_MS = 600_000;
const MARGIN_MS = 1_000;

/**
 * Asks each provider for its banks and the most that may go to each, every `BANKS_REFRESH`, one replica for all. Without
 * an answer the old list stays; before the first one, the built-in list of banks holds.
 */
@Injectable()
export class RefreshBanks implements OnModuleDestroy {
  private readonly stop = new AbortController();
  private readonly asking: AskProviders<readonly ProviderBank[]>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    private readonly facts: LoadRailFacts,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.asking = new AskProviders(dataSource, new Logger(RefreshBanks.name), {
      about: 'bank list',
      due: 'banks_due_at',
      askAgainAfterMs: Math.min(ASK_AGAIN_AFTER_MS, settings.banksRefreshMs),
      leaseMs: settings.providerTimeoutMs + MARGIN_MS,
      of: (provider) => {
        if (provider.banks === undefined) return undefined;
        return async (context) => {
          const banks = (await provider.banks?.(context)) ?? null;
          // No provider reaches no bank at all: an empty list is a mistake, and believing it would stop everything.
          return banks?.length === 0 ? null : banks;
        };
      },
      store: (provider, banks) => this.store(provider, banks),
    });
  }

  /** @returns how many lists were told */
  async run(): Promise<number> {
    const told = await this.asking.run(this.rails.providers, this.stop.signal);
    if (told > 0) await this.facts.run();
    return told;
  }

  onModuleDestroy(): void {
    this.stop.abort(new Error('the service is stopping'));
  }

  private async store(provider: string, told: readonly ProviderBank[]): Promise<void> {
    const banks = [...lowestOf(told).values()];
    await inTransaction(this.dataSource, async (tx) => {
      await tx.query(NOTE_BANKS, [provider, this.settings.banksRefreshMs]);
      await tx.delete(ProviderBankRow, { provider });
      await tx.query(INSERT_BANKS, [
        provider,
        banks.map(({ bankCode }) => bankCode),
        banks.map(({ name }) => name),
        banks.map(({ maxAmount }) => maxAmount.toString()),
      ]);
    });
  }
}

/** Of a bank that is listed twice, the lower limit. */
function lowestOf(banks: readonly ProviderBank[]): Map<string, ProviderBank> {
  const byCode = new Map<string, ProviderBank>();
  for (const bank of banks) {
    const other = byCode.get(bank.bankCode);
    if (other === undefined || bank.maxAmount < other.maxAmount) byCode.set(bank.bankCode, bank);
  }
  return byCode;
}
