import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction, SETTINGS, type Settings } from '#libs/platform';
import type { ProviderBank } from '#libs/providers';
import { RailDirectory } from '../choice/rail-directory.js';
import { AskProviders } from './ask-providers.js';
import { LoadRailFacts } from './load-rail-facts.js';
import { ProviderBankRow } from './provider-account.entity.js';

const RETRY_AFTER_MS = 600_000;
const MARGIN_MS = 1_000;

/** Runs first, so that concurrent writers of one list take turns. Parameters: provider, interval in milliseconds. */
const TOUCH_BANKS = `update provider_account
  set banks_at = clock_timestamp(), banks_due_at = now() + $2::double precision * interval '1 millisecond' where provider = $1`;

/** Parameters: provider, then arrays of codes, names and limits. */
const INSERT_BANKS = `insert into provider_bank (provider, bank_code, name, max_amount)
  select $1, code, name, max_amount from unnest($2::text[], $3::text[], $4::bigint[]) as bank (code, name, max_amount)`;

/**
 * Queries each provider's bank list with the maximum per bank every `BANKS_REFRESH`, by one replica for all. Without a usable
 * response the old list stays; before the first one, the built-in list of banks applies.
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
      subject: 'bank list',
      due: 'banks_due_at',
      retryAfterMs: Math.min(RETRY_AFTER_MS, settings.banksRefreshMs),
      leaseMs: settings.providerTimeoutMs + MARGIN_MS,
      callOf: (provider) => {
        if (provider.banks === undefined) return undefined;
        return async (context) => {
          const banks = (await provider.banks?.(context)) ?? null;
          // Every provider reaches some bank: an empty list is a mistake, and accepting it would stop all payouts.
          return banks?.length === 0 ? null : banks;
        };
      },
      store: (provider, banks) => this.store(provider, banks),
    });
  }

  /** @returns how many lists were received */
  async refresh(): Promise<number> {
    const stored = await this.asking.askDue(this.rails.providers, this.stop.signal);
    if (stored > 0) await this.facts.reload();
    return stored;
  }

  onModuleDestroy(): void {
    this.stop.abort(new Error('the service is stopping'));
  }

  private async store(provider: string, listed: readonly ProviderBank[]): Promise<void> {
    const banks = [...lowestLimits(listed).values()];
    await inTransaction(this.dataSource, async (tx) => {
      await tx.query(TOUCH_BANKS, [provider, this.settings.banksRefreshMs]);
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

/** For a bank that is listed twice, the lower limit. */
function lowestLimits(banks: readonly ProviderBank[]): Map<string, ProviderBank> {
  const byCode = new Map<string, ProviderBank>();
  for (const bank of banks) {
    const other = byCode.get(bank.bankCode);
    if (other === undefined || bank.maxAmount < other.maxAmount) byCode.set(bank.bankCode, bank);
  }
  return byCode;
}
