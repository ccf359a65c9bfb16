import type { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { isDatabaseTrouble, sqlStateOf } from '#libs/platform';
import { type CallContext, type Exchange, type Provider, reportCalls } from '#libs/providers';

/** The column with a query's due time. */
type DueColumn = 'balance_due_at' | 'banks_due_at';

/** A query that each provider is sent at an interval, by one replica at a time. */
export interface ProviderQuery<Answer> {
  /** The subject, for the log: `balance`. */
  readonly subject: string;
  readonly due: DueColumn;
  /** The delay before the next attempt when there was no usable response. */
  readonly retryAfterMs: number;
  /** Longer than one call can take; until it ends no other replica sends the query. */
  readonly leaseMs: number;
  /** The call for a provider; its result is null without a usable response. undefined: the provider has no such query. */
  readonly callOf: (provider: Provider) => ((context: CallContext) => Promise<Answer | null>) | undefined;
  /** Stores the response and the next due time. */
  readonly store: (provider: string, answer: Answer, askedAt: string) => Promise<void>;
}

/** Sends due queries to providers. The call runs outside of any transaction; the claim only moves the due time. */
export class AskProviders<Answer> {
  /** Providers whose last response was unusable: logged once, not every time. */
  private readonly failing = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly logger: Logger,
    private readonly query: ProviderQuery<Answer>,
  ) {}

  /** @returns how many responses were stored */
  async askDue(providers: readonly Provider[], signal: AbortSignal): Promise<number> {
    const stored = await Promise.allSettled(providers.map((provider) => this.ask(provider, signal)));
    const failed = stored.find((each) => each.status === 'rejected');
    const count = stored.filter((each) => each.status === 'fulfilled' && each.value).length;
    // What others stored is loaded before a failure is reported.
    if (failed !== undefined && count === 0) throw failed.reason;
    return count;
  }

  private async ask(provider: Provider, signal: AbortSignal): Promise<boolean> {
    const { due, leaseMs, retryAfterMs, store } = this.query;
    const call = this.query.callOf(provider);
    if (call === undefined || signal.aborted) return false;
    const [claim]: { askedAt: string }[] = await this.dataSource.query(claimQuery(due), [provider.name, leaseMs]);
    if (claim === undefined) return false;

    const exchanges: Exchange[] = [];
    let thrown: unknown = null;
    const answer = await call({ signal, record: (exchange) => void exchanges.push(exchange) }).catch((error) => {
      thrown = error;
      return null;
    });
    reportCalls(provider.name, exchanges);
    if (answer !== null && (await this.stored(provider.name, () => store(provider.name, answer, claim.askedAt)))) {
      this.logRecovery(provider.name);
      return true;
    }
    // A stopping process leaves the query to other replicas; its lease expires.
    if (signal.aborted) return false;
    await this.dataSource.query(retryLater(due), [provider.name, retryAfterMs]);
    this.logFailure(provider.name, exchanges.at(-1), thrown);
    return false;
  }

  /**
   * A response that PostgreSQL refuses to store, such as a balance beyond the type of its column, is no usable response: the other
   * providers' responses are stored all the same.
   */
  private async stored(provider: string, store: () => Promise<void>): Promise<boolean> {
    try {
      await store();
      return true;
    } catch (error) {
      if (isDatabaseTrouble(error)) throw error;
      // Once, like every other failure.
      if (!this.failing.has(provider)) {
        const sqlState = sqlStateOf(error);
        this.logger.error({ provider, msg: `${this.query.subject} cannot be stored`, sqlState });
      }
      return false;
    }
  }

  private logRecovery(provider: string): void {
    if (this.failing.delete(provider)) this.logger.log({ provider, msg: `${this.query.subject} received again` });
  }

  private logFailure(provider: string, exchange: Exchange | undefined, thrown: unknown): void {
    if (this.failing.has(provider)) return;
    this.failing.add(provider);
    const { httpStatus = null, providerCode = null } = exchange ?? {};
    const error = thrown instanceof Error ? thrown.message : (exchange?.error ?? null);
    const msg = `${this.query.subject} not received; the last one stays in use`;
    this.logger.warn({ provider, msg, httpStatus, providerCode, error });
  }
}

/**
 * Claims a due query: the row lock lets one replica find it due, and the others only after the lease has expired.
 * Parameters: provider, lease in milliseconds. Returns the time of the query in microseconds, or no row.
 */
function claimQuery(due: DueColumn): string {
  return `insert into provider_account (provider, ${due}) values ($1, now() + $2::double precision * interval '1 millisecond')
    on conflict (provider) do update set ${due} = excluded.${due} where provider_account.${due} <= now()
    returning now()::text as "askedAt"`;
}

/** Schedules the next attempt after a failure. Parameters: provider, delay in milliseconds. */
function retryLater(due: DueColumn): string {
  return `update provider_account set ${due} = now() + $2::double precision * interval '1 millisecond' where provider = $1`;
}
