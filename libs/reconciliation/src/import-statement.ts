import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, newId, Problem } from '#libs/platform';
import { PROVIDERS, type StatementLayout } from '#libs/providers';
import { alertOnce, ComparePayouts } from './compare-payouts.js';
import {
  closeMatched,
  countWithoutEffect,
  findStarted,
  insertLines,
  type LinesWithoutEffect,
  markCovered,
  markImported,
  markNamed,
  matchAgain,
} from './import-statement.queries.js';
import { LINE_KINDS, type LineKind } from './read-cells.js';
import { type ReadLine, type ReadStatement, readStatement, type StatementFile } from './read-statement.js';
import { Statement } from './statement.entity.js';
import { judgeUnknownLines } from './unknown-lines.js';

/** Small enough for the statement timeout on a busy machine, and for transactions that wait for the same rows. */
const LINES_PER_PART = 2_000;
const ATTEMPTS_PER_PART = 5_000;
/** How many of the newest unmatched lines each import tries to match again. */
const MATCHED_AGAIN = 5_000;

export interface StatementToImport extends StatementFile {
  readonly provider: string;
}

export interface Imported {
  readonly statement: Statement;
  /** true: the same file was imported before for the same period, and nothing changed. */
  readonly isKnown: boolean;
}

/** The providers whose statements can be imported. */
export const STATEMENT_PROVIDERS: readonly string[] = PROVIDERS.filter(({ statement }) => statement).map(
  ({ name }) => name,
);

/**
 * Imports a provider's statement and compares payouts with it: all of them when an operator imports it, and when a client does, its
 * own alone.
 */
@Injectable()
export class ImportStatement {
  constructor(
    private readonly dataSource: DataSource,
    private readonly comparison: ComparePayouts,
  ) {}

  /**
   * Stores the lines in parts, each together with the payouts to compare. If the process dies in between, the statement is not
   * visible yet, and importing the same file again continues there. The loop `compare-payouts` compares what is left.
   *
   * @throws Problem `validation_failed`, `payload_too_large`
   */
  async import(file: StatementToImport, by: Actor): Promise<Imported> {
    const read = await readToImport(file);
    const statement = await this.start(file, read, by);
    if (statement.importedAt !== null) return { statement, isKnown: true };

    for (let first = 0; first < read.lines.length; first += LINES_PER_PART) {
      const part = read.lines.slice(first, first + LINES_PER_PART);
      await this.inTransaction((tx) => storePart(tx, statement, part));
    }
    await this.inTransaction((tx) => matchOlderLines(tx, statement.provider));
    const alerted = await judgeUnknownLines(this.dataSource, statement, (tx, opened, alerted) =>
      alertOnce(tx, { statement, alerted }, opened),
    );
    await this.markAllCovered(statement);
    const withoutEffect = await this.inTransaction((tx) => countWithoutEffect(tx, statement));
    const isFirst = await this.inTransaction((tx) => this.finish(tx, statement, withoutEffect, by));
    await this.comparison.compare({ statement, alerted });
    return { statement: await this.read(statement.id), isKnown: !isFirst };
  }

  /** Inserts the statement, or finds it when its import was started before. */
  private async start(file: StatementToImport, { sha256, lines }: ReadStatement, by: Actor): Promise<Statement> {
    const { provider, coversFrom, coversTo } = file;
    const identity = { provider, coversFrom, coversTo, sha256, clientId: by.clientId };
    const rest = {
      id: newId(),
      lineCount: lines.length,
      repeatedCount: 0,
      hasOwnLines: true,
      ...totalsOf(lines),
      importedBy: by.name,
    };
    return this.inTransaction(async (tx) => {
      await tx
        .createQueryBuilder()
        .insert()
        .into(Statement)
        .values({ ...identity, ...rest })
        .orIgnore()
        .execute();
      return findStarted(tx, identity);
    });
  }

  private async markAllCovered(statement: Statement): Promise<void> {
    let last: string | null = null;
    do {
      const after: string | null = last;
      ({ last } = await this.inTransaction((tx) => markCovered(tx, statement, 'imported', after, ATTEMPTS_PER_PART)));
    } while (last !== null);
  }

  private async finish(
    tx: EntityManager,
    statement: Statement,
    withoutEffect: LinesWithoutEffect,
    by: Actor,
  ): Promise<boolean> {
    const { id, provider, coversFrom, coversTo, sha256, lineCount } = statement;
    if (!(await markImported(tx, id, withoutEffect))) return false;
    const details = { provider, from: coversFrom, to: coversTo, sha256, lines: lineCount };
    await recordAudit(tx, by, { action: 'statement.import', subjectId: id, details });
    return true;
  }

  private read(id: string): Promise<Statement> {
    return this.dataSource.getRepository(Statement).findOneByOrFail({ id });
  }

  private inTransaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return inTransaction(this.dataSource, work);
  }
}

/** @throws Problem `validation_failed`, `payload_too_large` */
export async function readToImport(file: StatementToImport): Promise<ReadStatement> {
  const layout = layoutOf(file.provider);
  if (file.coversFrom >= file.coversTo) throw invalid('to', 'must be later than `from`');
  // Payments that are still to come would be reported as missing.
  if (file.coversTo.getTime() > Date.now()) throw invalid('to', 'must not be in the future');
  return readStatement(file, layout);
}

function layoutOf(provider: string): StatementLayout {
  const layout = PROVIDERS.find(({ name }) => name === provider)?.statement;
  if (layout === undefined) throw invalid('provider', `must be one of ${STATEMENT_PROVIDERS.join(', ')}`);
  return layout;
}

async function storePart(tx: EntityManager, statement: Statement, lines: readonly ReadLine[]): Promise<void> {
  const part = lines.map((line) => ({ ...line, id: newId() }));
  const stored = await insertLines(tx, statement, part);
  await markNamed(
    tx,
    stored.flatMap(({ payoutId }) => payoutId ?? []),
    statement.clientId,
  );
}

/** Matches older lines whose transfers are known now. */
async function matchOlderLines(tx: EntityManager, provider: string): Promise<void> {
  const payoutIds = await matchAgain(tx, provider, MATCHED_AGAIN);
  await closeMatched(tx, provider);
  await markNamed(tx, payoutIds, null);
}

/** How many lines of each kind there are, and their sum in rupiah. */
export function totalsOf(lines: readonly ReadLine[]): Pick<Statement, 'counts' | 'sums'> {
  const kinds = Object.keys(LINE_KINDS) as LineKind[];
  const ofKind = Map.groupBy(lines, ({ kind }) => kind);
  const of = <T>(total: (own: readonly ReadLine[]) => T) =>
    Object.fromEntries(kinds.map((kind) => [kind, total(ofKind.get(kind) ?? [])])) as Record<LineKind, T>;
  return {
    counts: of((own) => own.length),
    sums: of((own) => own.reduce((sum, { amount }) => sum + amount, 0n).toString()),
  };
}

function invalid(field: string, message: string): Problem {
  return new Problem('validation_failed', `${field}: ${message}`, { errors: [{ field, message }] });
}
