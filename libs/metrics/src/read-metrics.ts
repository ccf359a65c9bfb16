import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { WorkPayouts } from '#libs/payouts';
import { poolOf } from '#libs/platform';
import { PROVIDERS } from '#libs/providers';
import { Circuits, RailFacts } from '#libs/rails';
import { DatabaseMetrics } from './database-metrics.js';
import { LOOKS } from './database-metrics.queries.js';
import { ProcessMetrics } from './process-metrics.js';

/** All metrics as of now: counters, values in memory, and readings of the database. */
@Injectable()
export class ReadMetrics {
  constructor(
    private readonly metrics: ProcessMetrics,
    private readonly database: DatabaseMetrics,
    private readonly dataSource: DataSource,
    private readonly facts: RailFacts,
    private readonly circuits: Circuits,
    private readonly workers: WorkPayouts,
  ) {}

  /** @returns the metrics in the text format of Prometheus, also while the database is down */
  async read(): Promise<string> {
    await this.readDatabase();
    for (const { name } of PROVIDERS) this.lookAtProvider(name);
    this.lookAtPool();
    return this.metrics.text();
  }

  get contentType(): string {
    return this.metrics.contentType;
  }

  private async readDatabase(): Promise<void> {
    const { isUp, unread, readings } = await this.database.read();
    this.metrics.set('salur_database_up', {}, isUp ? 1 : 0);
    this.metrics.set('salur_database_unread_figures', {}, unread);
    for (const name of LOOKS.flatMap(({ metrics }) => metrics)) this.metrics.replace(name, readings[name] ?? null);
  }

  private lookAtProvider(provider: string): void {
    const isAway = this.circuits.stateOf(provider) !== 'closed';
    this.metrics.set('salur_provider_circuit_open', { provider }, isAway ? 1 : 0);
    if (this.workers.takesDue)
      this.metrics.set('salur_worker_free_places', { provider }, this.workers.roomFor(provider));
    const balance = this.facts.balanceOf(provider);
    if (balance === null) return;
    const ageSeconds = Math.max(0, Date.now() - balance.askedAt.getTime()) / 1_000;
    this.metrics.set('salur_provider_balance_rupiah', { provider }, Number(balance.available));
    this.metrics.set('salur_provider_balance_age_seconds', { provider }, ageSeconds);
  }

  private lookAtPool(): void {
    const { totalCount, idleCount, waitingCount } = poolOf(this.dataSource);
    const setConnections = (state: string, count: number) =>
      this.metrics.set('salur_database_connections', { state }, count);
    setConnections('in_use', totalCount - idleCount);
    setConnections('idle', idleCount);
    setConnections('waited_for', waitingCount);
  }
}
