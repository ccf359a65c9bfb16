import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolOf } from './guarded-pool.js';

/** A clock that is further off writes ids in a wrong order and ends waits that have not ended. */
export const LARGEST_CLOCK_OFFSET_MS = 60_000;
/** A database that takes longer to answer cannot serve requests. */
const ANSWER_WITHIN_MS = 1_000;
const SILENT = 'The database does not answer';

/** What one short query says about the database. */
export interface DatabaseReading {
  /** A standby, or a database that an administrator or a failover has made read-only. */
  readonly readOnly: boolean;
  /** How far the clock of this process is ahead of the database's; negative when it is behind. */
  readonly clockOffsetMs: number;
  /** The offset can be wrong by so much: half the time that the query took. */
  readonly uncertainMs: number;
}

/** @returns why a process must not work on this database, as one sentence; null while it may */
export function problemOfDatabase({ readOnly, clockOffsetMs, uncertainMs }: DatabaseReading): string | null {
  if (readOnly) return 'The database is read-only';
  if (Math.abs(clockOffsetMs) - uncertainMs <= LARGEST_CLOCK_OFFSET_MS) return null;
  const seconds = Math.round(Math.abs(clockOffsetMs) / 1_000);
  return `The clock of this process is ${seconds} s ${clockOffsetMs > 0 ? 'ahead of' : 'behind'} the database's: correct it`;
}

/** Whether this process can work on its database. The API does not report ready otherwise, and a worker claims nothing. */
@Injectable()
export class DatabaseCondition implements OnModuleInit {
  private readonly logger = new Logger('Database');
  private looking: Promise<string | null> | null = null;
  /** As the last answer has it. A database that does not answer says nothing of its condition. */
  problem: string | null = null;

  constructor(private readonly dataSource: DataSource) {}

  async onModuleInit(): Promise<void> {
    await this.look();
  }

  /**
   * Concurrent callers share one query, so that they cannot exhaust the pool.
   *
   * @returns why the database cannot be used now, or null
   */
  look(): Promise<string | null> {
    this.looking ??= withinTime(this.read()).finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async read(): Promise<string | null> {
    const problem = problemOfDatabase(await this.ask());
    if (problem !== this.problem) {
      if (problem === null) this.logger.log('The database can be used again');
      else this.logger.error(`${problem}. This process takes on no work until that ends`);
    }
    this.problem = problem;
    return problem;
  }

  private async ask(): Promise<DatabaseReading> {
    const startedMs = performance.now();
    const { rows } = await poolOf(this.dataSource).query<{ nowMs: number; readOnly: boolean }>(
      `select extract(epoch from clock_timestamp())::float8 * 1000 as "nowMs",
         current_setting('transaction_read_only') = 'on' as "readOnly"`,
    );
    const { nowMs, readOnly } = rows[0] as { nowMs: number; readOnly: boolean };
    const uncertainMs = (performance.now() - startedMs) / 2;
    return { readOnly, clockOffsetMs: Date.now() - uncertainMs - nowMs, uncertainMs };
  }
}

async function withinTime(answer: Promise<string | null>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(SILENT), ANSWER_WITHIN_MS);
  });
  const answered = answer.catch(() => SILENT);
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}
