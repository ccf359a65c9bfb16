import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { WorkPayouts } from '#libs/payouts';
import { poolOf, SETTINGS, type Settings } from '#libs/platform';
import { PROVIDERS } from '#libs/providers';
import { Circuits, RailFacts } from '#libs/rails';
import { DatabaseFigures } from './database-figures.js';
import { LOOKS } from './database-figures.queries.js';
import { ProcessFigures } from './process-figures.js';

/** Everything that can be told now: what was counted, what is in memory, and what the database says. */
@Injectable()
export class ReadFigures {
  constructor(
    private readonly figures: ProcessFigures,
    private readonly database: DatabaseFigures,
    private readonly dataSource: DataSource,
    private readonly facts: RailFacts,
    private readonly circuits: Circuits,
    private readonly workers: WorkPayouts,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @returns the figures in the text format of Prometheus, also while the database is down */
  async run(): Promise<string> {
    await this.readDatabase();
    for (const { name } of PROVIDERS) this.lookAtProvider(name);
    this.lookAtPool();
    return this.figures.text();
  }

  private async readDatabase(): Promise<void> {
    const { isUp, unread, readings } = await this.database.read();
    this.figures.set('salur_database_up', {}, isUp ? 1 : 0);
    this.figures.set('salur_database_unread_figures', {}, unread);
    for (const name of LOOKS.flatMap(({ figures }) => figures)) this.figures.replace(name, readings[name] ?? null);
  }

  private lookAtProvider(provider: string): void {
    const isAway = this.circuits.stateOf(provider) !== 'closed';
    this.figures.set('salur_provider_circuit_open', { provider }, isAway ? 1 : 0);
    if (this.settings.worker === 'inline')
      this.figures.set('salur_worker_free_places', { provider }, this.workers.roomFor(provider));
    const balance = this.facts.balanceOf(provider);
    if (balance === null) return;
    const ageSeconds = Math.max(0, Date.now() - balance.askedAt.getTime()) / 1_000;
    this.figures.set('salur_provider_balance_rupiah', { provider }, Number(balance.available));
    this.figures.set('salur_provider_balance_age_seconds', { provider }, ageSeconds);
  }

  private lookAtPool(): void {
    const { totalCount, idleCount, waitingCount } = poolOf(this.dataSource);
    const tell = (state: string, count: number) => this.figures.set('salur_database_connections', { state }, count);
    tell('in_use', totalCount - idleCount);
    tell('idle', idleCount);
    tell('waited_for', waitingCount);
  }
}
