import { Controller, Get } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Public } from '#libs/clients';
import { poolOf } from '#libs/platform';
import { PROVIDERS } from '#libs/providers';
import { RailDirectory } from '#libs/rails';
import { CheckDatabase } from '../check-database.js';
import { unavailable } from '../http/as-problem.js';
import { Stopping } from '../http/stopping.js';
import { DescribeLive, DescribeReady } from '../openapi/describe-health.js';
import type { LiveDto, ReadyDto } from './health.dto.js';

/** A database that takes longer than this to say nothing is of no use to anybody. */
const ANSWER_WITHIN_MS = 1_000;

/** For whoever starts, stops and routes to replicas. */
@Controller('health')
@Public()
export class HealthController {
  private asked: Promise<boolean> | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly rails: RailDirectory,
    private readonly stopping: Stopping,
    private readonly database: CheckDatabase,
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
    return { status: 'ready', database: 'up', databaseRole: this.database.role, providers: this.providers() };
  }

  /** Callers that ask at once share one question, so that asking cannot exhaust the pool. */
  private databaseAnswers(): Promise<boolean> {
    this.asked ??= answersInTime(poolOf(this.dataSource).query('select 1')).finally(() => {
      this.asked = null;
    });
    return this.asked;
  }

  /** Told, not judged: a service without providers still answers for the payouts it has. */
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
