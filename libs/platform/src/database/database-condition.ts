import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolOf } from './guarded-pool.js';
import { sqlStateOf } from './transaction.js';

/** A clock that is further off writes ids in a wrong order and ends waits that have not ended. */
export const LARGEST_CLOCK_OFFSET_MS = 60_000;
/** A database that takes longer to answer cannot serve requests. */
const ANSWER_WITHIN_MS = 1_000;
const SILENT = 'The database does not answer';
/** How often a process tries whether the database has disk space. */
const SPACE_EVERY_MS = 1_000;

/**
 * Needs some 300 KB of disk for a few milliseconds, on the volume of the database: more than `work_mem`, so PostgreSQL writes
 * a temporary file, which fails on a full disk as all writes do. Needs no right, and leaves nothing behind.
 */
const NEED_SPACE = `set local work_mem = '64kB'; set local temp_tablespaces = ''; select count(*) from generate_series(1, 20000)`;
const DISK_FULL = '53100';
/** `temp_file_limit` of the role: says nothing of the disk. */
const LIMITED = '53400';

/** What one short query says about the database. */
export interface DatabaseReading {
  /** A standby, or a database that an administrator or a failover has made read-only. */
  readonly readOnly: boolean;
  /** No disk space is left. */
  readonly full: boolean;
  /** How far the clock of this process is ahead of the database's; negative when it is behind. */
  readonly clockOffsetMs: number;
  /** The offset can be wrong by so much: half the time that the query took. */
  readonly uncertainMs: number;
}

/** @returns why a process must not work on this database, as one sentence; null while it may */
export function problemOfDatabase({ readOnly, full, clockOffsetMs, uncertainMs }: DatabaseReading): string | null {
  if (readOnly) return 'The database is read-only';
  if (full) return 'The database has no disk space left';
  if (Math.abs(clockOffsetMs) - uncertainMs <= LARGEST_CLOCK_OFFSET_MS) return null;
  const seconds = Math.round(Math.abs(clockOffsetMs) / 1_000);
  return `The clock of this process is ${seconds} s ${clockOffsetMs > 0 ? 'ahead of' : 'behind'} the database's: correct it`;
}

/** Whether this process can work on its database. The API does not report ready otherwise, and a worker claims nothing. */
@Injectable()
export class DatabaseCondition implements OnModuleInit {
  private readonly logger = new Logger('Database');
  private looking: Promise<string | null> | null = null;
  private space = { full: false, atMs: Number.NEGATIVE_INFINITY };
  /** As the last answer has it. A database that does not answer says nothing of its condition. */
  problem: string | null = null;
  private seen: { readonly databaseMs: number; readonly atMs: number } | null = null;

  constructor(private readonly dataSource: DataSource) {}

  async onModuleInit(): Promise<void> {
    await this.look();
  }

  /**
   * The database's clock, as the last look at it has it: for decisions that depend on the time and on which replicas have to agree. The clock of this process
   * may be off by up to a minute.
   */
  now(): Date {
    if (this.seen === null) return new Date();
    return new Date(this.seen.databaseMs + performance.now() - this.seen.atMs);
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
    const full = await this.isFull();
    const startedMs = performance.now();
    const { rows } = await poolOf(this.dataSource).query<{ nowMs: number; readOnly: boolean }>(
      `select extract(epoch from clock_timestamp())::float8 * 1000 as "nowMs",
         current_setting('transaction_read_only') = 'on' as "readOnly"`,
    );
    const { nowMs, readOnly } = rows[0] as { nowMs: number; readOnly: boolean };
    const endedMs = performance.now();
    const uncertainMs = (endedMs - startedMs) / 2;
    this.seen = { databaseMs: nowMs + uncertainMs, atMs: endedMs };
    return { readOnly, full, clockOffsetMs: Date.now() - uncertainMs - nowMs, uncertainMs };
  }

  private async isFull(): Promise<boolean> {
    if (performance.now() - this.space.atMs >= SPACE_EVERY_MS) {
      const state = await poolOf(this.dataSource)
        .query(NEED_SPACE)
        .then(() => null, stateOrThrow);
      this.space = { full: state === DISK_FULL, atMs: performance.now() };
    }
    return this.space.full;
  }
}

/** @throws the error, unless it says something of the space */
function stateOrThrow(error: unknown): string {
  const state = sqlStateOf(error);
  if (state === DISK_FULL || state === LIMITED) return state;
  throw error;
}

async function withinTime(answer: Promise<string | null>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(SILENT), ANSWER_WITHIN_MS);
  });
  const answered = answer.catch(() => SILENT);
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}
