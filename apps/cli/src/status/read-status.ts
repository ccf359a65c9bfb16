import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AlertNotice, CountPayouts } from '#libs/payouts';
import { DatabaseCondition, LivingWorkers } from '#libs/platform';
import { PROVIDERS } from '#libs/providers';
import { Circuits, RailFacts } from '#libs/rails';
import { BACKLOGS, DATABASE, MOST_COUNTED, OPEN_ALERTS } from './read-status.queries.js';
import type { AlertStatus, Backlogs, ProviderStatus, ServiceStatus } from './service-status.js';

type AlertRow = { count: number; id: string | null; kind: never; at: Date };
type BacklogRow = Record<'callbacks' | 'outbox' | 'webhooks' | 'parked', number> &
  Record<'callbacksLateMs' | 'outboxLateMs' | 'webhooksLateMs', number | null>;

/** Reads the service as a whole from its database: no process of it has to answer. */
@Injectable()
export class ReadStatus {
  constructor(
    private readonly dataSource: DataSource,
    private readonly condition: DatabaseCondition,
    private readonly workers: LivingWorkers,
    private readonly circuits: Circuits,
    private readonly facts: RailFacts,
    private readonly payouts: CountPayouts,
  ) {}

  async read(): Promise<ServiceStatus> {
    const problem = await this.condition.look();
    const [{ name, schema, now }] = await this.dataSource.query(DATABASE);
    const { host } = new URL((this.dataSource.options as { url: string }).url);
    return {
      now,
      database: { name: `${name} at ${host}`, schema, problem },
      workers: await this.workers.states(),
      providers: PROVIDERS.map(({ name: provider }) => this.provider(provider)),
      standings: await this.payouts.standings(),
      overdue: await this.payouts.overdue(),
      backlogs: await this.backlogs(),
      alerts: await this.alerts(),
    };
  }

  private provider(provider: string): ProviderStatus {
    return {
      provider,
      state: this.circuits.stateOf(provider),
      circuit: this.circuits.sharedOf(provider),
      balance: this.facts.balanceOf(provider),
    };
  }

  private async backlogs(): Promise<Backlogs> {
    const [row]: [BacklogRow] = await this.dataSource.query(BACKLOGS, [MOST_COUNTED]);
    const backlog = (count: number, lateMs: number | null) => ({ count, lateMs: Math.max(0, lateMs ?? 0) });
    return {
      callbacks: backlog(row.callbacks, row.callbacksLateMs),
      outbox: backlog(row.outbox, row.outboxLateMs),
      webhooks: backlog(row.webhooks, row.webhooksLateMs),
      parkedWebhooks: row.parked,
    };
  }

  private async alerts(): Promise<AlertStatus> {
    const [{ count, id, kind, at }]: [AlertRow] = await this.dataSource.query(OPEN_ALERTS, [MOST_COUNTED]);
    const failing = await this.dataSource
      .getRepository(AlertNotice)
      .createQueryBuilder('notice')
      .where('notice.failures > 0')
      .orderBy('notice.kind')
      .getMany();
    return { count, newest: id === null ? null : { id, kind, at }, failing };
  }
}
