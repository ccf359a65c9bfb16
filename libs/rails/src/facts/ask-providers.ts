import type { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { type CallContext, type Exchange, type Provider, tellCalls } from '#libs/providers';
import { askAgain, claimQuestion, type DueColumn } from './provider-account.queries.js';

/** A question that providers are asked again and again, by one replica at a time. */
export interface Question<Answer> {
  /** In words, for the log: `balance`. */
  readonly about: string;
  readonly due: DueColumn;
  /** When nobody answered. */
  readonly askAgainAfterMs: number;
  /** Longer than one call can take: so long no other replica asks. */
  readonly leaseMs: number;
  /** Calls the provider; null: no usable answer. Undefined: this provider cannot be asked. */
  readonly of: (provider: Provider) => ((context: CallContext) => Promise<Answer | null>) | undefined;
  /** Keeps the answer, and says when the question is due again. */
  readonly store: (provider: string, answer: Answer, askedAt: string) => Promise<void>;
}

/** Asks providers what is due. The call is made outside of any transaction; what is claimed is only the time of asking. */
export class AskProviders<Answer> {
  /** Providers whose last answer was of no use: said once, not every time. */
  private readonly failing = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly logger: Logger,
    private readonly question: Question<Answer>,
  ) {}

  /** @returns how many answers were stored */
  async run(providers: readonly Provider[], signal: AbortSignal): Promise<number> {
    const stored = await Promise.all(providers.map((provider) => this.ask(provider, signal)));
    return stored.filter(Boolean).length;
  }

  private async ask(provider: Provider, signal: AbortSignal): Promise<boolean> {
    const { due, leaseMs, askAgainAfterMs, store } = this.question;
    const call = this.question.of(provider);
    if (call === undefined || signal.aborted) return false;
    const [claim]: { askedAt: string }[] = await this.dataSource.query(claimQuestion(due), [provider.name, leaseMs]);
    if (claim === undefined) return false;

    const exchanges: Exchange[] = [];
    let thrown: unknown = null;
    const answer = await call({ signal, record: (exchange) => void exchanges.push(exchange) }).catch((error) => {
      thrown = error;
      return null;
    });
    tellCalls(provider.name, exchanges);
    if (answer !== null) {
      await store(provider.name, answer, claim.askedAt);
      this.noteAnswer(provider.name);
      return true;
    }
    // A stopping process leaves the question to the others; its lease runs out by itself.
    if (signal.aborted) return false;
    await this.dataSource.query(askAgain(due), [provider.name, askAgainAfterMs]);
    this.noteSilence(provider.name, exchanges.at(-1), thrown);
    return false;
  }

  private noteAnswer(provider: string): void {
    if (this.failing.delete(provider)) this.logger.log({ provider, msg: `${this.question.about} told again` });
  }

  private noteSilence(provider: string, exchange: Exchange | undefined, thrown: unknown): void {
    if (this.failing.has(provider)) return;
    this.failing.add(provider);
    const { httpStatus = null, providerCode = null } = exchange ?? {};
    const error = thrown instanceof Error ? thrown.message : (exchange?.error ?? null);
    const msg = `${this.question.about} not told; the last one stays`;
    this.logger.warn({ provider, msg, httpStatus, providerCode, error });
  }
}
