import { Injectable, Logger } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { poolOf, sqlStateOf } from '#libs/platform';
import { LOOKS, type Readings } from './database-metrics.queries.js';

/** Scrapes within this time share one reading. */
const FRESH_FOR_MS = 3_000;
/** A scrape waits for the database this long; metrics without a result by then are left out. */
const ANSWER_WITHIN_MS = 3_000;

export interface DatabaseReading {
  readonly isUp: boolean;
  /** Looks that failed; all of them, when the database is not up. */
  readonly unread: number;
  readonly readings: Readings;
}

const NOT_UP: DatabaseReading = { isUp: false, unread: LOOKS.length, readings: {} };

/**
 * Reads metrics from the database, seldom and within bounds: all who ask at once share one reading, on one connection, and
 * each statement has a second. It never waits for a database that does not respond, and never throws.
 */
@Injectable()
export class DatabaseMetrics {
  private readonly logger = new Logger('Metrics');
  private underWay: Promise<DatabaseReading> | null = null;
  private last: { readonly reading: DatabaseReading; readonly atMs: number } | null = null;
  /** What failed the last time: logged once, not with every reading. */
  private failing: ReadonlySet<string> = new Set();

  constructor(private readonly dataSource: DataSource) {}

  read(): Promise<DatabaseReading> {
    const { last } = this;
    if (last !== null && performance.now() - last.atMs < FRESH_FOR_MS) return Promise.resolve(last.reading);
    this.underWay ??= this.readAll().then((reading) => {
      this.last = { reading, atMs: performance.now() };
      this.underWay = null;
      return reading;
    });
    return inTime(this.underWay);
  }

  private async readAll(): Promise<DatabaseReading> {
    const failed = new Map<string, unknown>();
    let connection: PoolClient | null = null;
    let reading = NOT_UP;
    try {
      connection = await poolOf(this.dataSource).connect();
      reading = await lookAround(connection, failed);
    } catch (error) {
      failed.set('all of them', error);
    } finally {
      connection?.release();
    }
    this.say(failed);
    return reading;
  }

  private say(failed: ReadonlyMap<string, unknown>): void {
    for (const [which, err] of failed)
      if (!this.failing.has(which)) this.logger.warn({ msg: `metrics could not be read: ${which}`, err });
    this.failing = new Set(failed.keys());
  }
}

/** @throws what the connection failed with; a statement that fails is put into `failed` under the names of its metrics */
async function lookAround(connection: PoolClient, failed: Map<string, unknown>): Promise<DatabaseReading> {
  let readings: Readings = {};
  for (const { metrics, read } of LOOKS) {
    await connection.query(`begin read only; set local statement_timeout = '1s'`);
    try {
      readings = { ...readings, ...(await read(connection)) };
    } catch (error) {
      // Without a word from the server the connection is of no more use.
      if (sqlStateOf(error) === null) throw error;
      failed.set(metrics.join(', '), error);
    }
    await connection.query(`rollback`);
  }
  return { isUp: true, unread: failed.size, readings };
}

async function inTime(reading: Promise<DatabaseReading>): Promise<DatabaseReading> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<DatabaseReading>((resolve) => {
    timer = setTimeout(() => resolve(NOT_UP), ANSWER_WITHIN_MS);
  });
  return Promise.race([reading, late]).finally(() => clearTimeout(timer));
}
