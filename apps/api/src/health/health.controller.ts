import { Controller, Get, Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Public } from '#libs/clients';
import {
  connectionWarnings,
  DatabaseCondition,
  judgeRole,
  type RoleVerdict,
  SETTINGS,
  type Settings,
} from '#libs/platform';
import { PROVIDERS } from '#libs/providers';
import { RailDirectory } from '#libs/rails';
import { unavailable } from '../http/problem-response.js';
import { Stopping } from '../http/stopping.js';
import { DescribeLive, DescribeReady } from '../openapi/describe-service.js';
import type { LiveDto, ReadyDto } from './health.dto.js';
import { WorkerCondition } from './worker-condition.js';

/** What the role that the service connects as may do. Judged once, at the start. */
@Injectable()
export class DatabaseRole implements OnModuleInit {
  private readonly logger = new Logger('Database');
  verdict: RoleVerdict = 'unrestricted';

  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'environment'>,
  ) {}

  async onModuleInit(): Promise<void> {
    this.verdict = await judgeRole(this.dataSource);
    if (this.settings.environment !== 'production') return;
    const { url } = this.dataSource.options as { url: string };
    for (const warning of connectionWarnings(url, this.verdict)) this.logger.warn(warning);
  }
}

/** For orchestrators and load balancers. */
@Controller('health')
@Public()
export class HealthController {
  constructor(
    private readonly database: DatabaseCondition,
    private readonly rails: RailDirectory,
    private readonly stopping: Stopping,
    private readonly databaseRole: DatabaseRole,
    private readonly workers: WorkerCondition,
  ) {}

  @Get('live')
  @DescribeLive()
  live(): LiveDto {
    return { status: 'up' };
  }

  @Get('ready')
  @DescribeReady()
  async ready(): Promise<ReadyDto> {
    if (this.stopping.draining) throw unavailable('This replica is stopping');
    const problem = await this.database.look();
    if (problem !== null) throw unavailable(problem);
    const workers = await this.workers.look();
    if (workers.problem !== null) throw unavailable(workers.problem);
    const { verdict: databaseRole } = this.databaseRole;
    return { status: 'ready', database: 'up', databaseRole, workers: workers.count, providers: this.providers() };
  }

  /** Shown, not judged: a service without providers still serves the payouts it has. */
  private providers(): Record<string, 'on' | 'off'> {
    const isOn = (names: readonly string[]) => names.some((name) => this.rails.rail(name) !== undefined);
    return Object.fromEntries(
      PROVIDERS.map(({ name, rails }) => [name, isOn(rails.map((rail) => rail.name)) ? 'on' : 'off']),
    );
  }
}
