import { Controller, Get, Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Public } from '#libs/clients';
import { connectionWarnings, judgeRole, poolOf, type RoleVerdict, SETTINGS, type Settings } from '#libs/platform';
import { PROVIDERS } from '#libs/providers';
import { RailDirectory } from '#libs/rails';
import { unavailable } from '../http/problem-response.js';
import { Stopping } from '../http/stopping.js';
import { DescribeLive, DescribeReady } from '../openapi/describe-service.js';
import type { LiveDto, ReadyDto } from './health.dto.js';

/** A database that takes longer to answer `select 1` cannot serve requests. */
const ANSWER_WITHIN_MS = 1_000;

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
  private asked: Promise<boolean> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    private readonly stopping: Stopping,
    private readonly databaseRole: DatabaseRole,
  ) {}

  @Get('live')
  @DescribeLive()
  live(): LiveDto {
    return { status: 'up' };
  }

  @Get('ready')
  @DescribeReady()
  async ready(): Promise<ReadyDto> {
    if (this.stopping.begun) throw unavailable('This replica is stopping');
    if (!(await this.databaseAnswers())) throw unavailable('The database does not answer');
    return { status: 'ready', database: 'up', databaseRole: this.databaseRole.verdict, providers: this.providers() };
  }

  /** Concurrent requests share one query, so that they cannot exhaust the pool. */
  private databaseAnswers(): Promise<boolean> {
    this.asked ??= answersInTime(poolOf(this.dataSource).query('select 1')).finally(() => {
      this.asked = null;
    });
    return this.asked;
  }

  /** Shown, not judged: a service without providers still serves the payouts it has. */
  private providers(): Record<string, 'on' | 'off'> {
    const isOn = (names: readonly string[]) => names.some((name) => this.rails.rail(name) !== undefined);
    return Object.fromEntries(
      PROVIDERS.map(({ name, rails }) => [name, isOn(rails.map((rail) => rail.name)) ? 'on' : 'off']),
    );
  }
}

async function answersInTime(answer: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS);
  });
  const answers = answer.then(
    () => true,
    () => false,
  );
  return Promise.race([answers, late]).finally(() => clearTimeout(timer));
}
