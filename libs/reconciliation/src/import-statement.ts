import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, newId, Problem } from '#libs/platform';
import { PROVIDERS, type StatementLayout } from '#libs/providers';
import { ComparePayouts, tellOnce } from './compare-payouts.js';
import { type FoundDifference, keepDifferences } from './differences.queries.js';
import {
  closeRecognised,
  compareCovered,
  compareNamed,
  findSame,
  insertLines,
  matchAgain,
  type NewLine,
  sayImported,
} from './import-statement.queries.js';
import { LINE_KINDS, type LineKind } from './line-kinds.js';
import { type ReadLine, type ReadStatement, readStatement, type StatementFile } from './read-statement.js';
import { Statement } from './statement.entity.js';

/** Few enough for the statement timeout on a busy machine, and for others who wait for the same rows. */
const LINES_PER_PART = 2_000;
const ATTEMPTS_PER_PART = 5_000;
/** The newest lines that no transfer was found for, to be looked at again with each import. */
const MATCHED_AGAIN = 5_000;

export interface StatementToImport extends StatementFile {
  readonly provider: string;
}

export interface Imported {
  readonly statement: Statement;
  /** The very file was imported before, for the same time: nothing was changed. */
  readonly isKnown: boolean;
}

/** Providers whose statements can be imported. */
export const STATEMENT_PROVIDERS: readonly string[] = PROVIDERS.filter(({ statement }) => statement).map(
  ({ name }) => name,
);

/** Takes a provider's statement in, and compares our payouts with it. */
@Injectable()
export class ImportStatement {
  constructor(
    private readonly dataSource: DataSource,
    private readonly comparison: ComparePayouts,
  ) {}

  /**
   * Keeps the lines part by part, each part with what is to be compared because of it. When this process dies in the middle,
   * the statement is not there yet, and the same file goes on where it ended; what is not compared then is compared by a loop.
   *
   * @throws Problem `validation_failed`, `payload_too_large`
   */
  async run(file: StatementToImport, by: Actor): Promise<Imported> {
    const layout = layoutOf(file.provider);
    if (file.coversFrom >= file.coversTo) throw invalid('to', 'must be later than `from`');
    // What is still to happen would be missed.
    if (file.coversTo.getTime() > Date.now()) throw invalid('to', 'must not be in the future');
    const read = await readStatement(file, layout);
    const statement = await this.begin(file, read, by);
    if (statement.importedAt !== null) return { statement, isKnown: true };

    let told = false;
    for (let first = 0; first < read.lines.length; first += LINES_PER_PART) {
      const part = read.lines.slice(first, first + LINES_PER_PART);
      told = (await this.inTransaction((tx) => keepPart(tx, statement, part, told))) || told;
    }
    await this.inTransaction((tx) => recognise(tx, statement.provider));
    await this.compareAllCovered(statement);
    const isFirst = await this.inTransaction((tx) => this.end(tx, statement, by));
    await this.comparison.run({ statement, told });
    return { statement: await this.read(statement.id), isKnown: !isFirst };
  }

  /** The statement as somebody began to import it, maybe just now. */
  private async begin(file: StatementToImport, { sha256, lines }: ReadStatement, by: Actor): Promise<Statement> {
    const { provider, coversFrom, coversTo } = file;
    const said = { provider, coversFrom, coversTo, sha256, clientId: by.clientId };
    const news = {
      id: newId(),
      lineCount: lines.length,
      repeatedCount: 0,
      counts: countsOf(lines),
      importedBy: by.name,
    };
    return this.inTransaction(async (tx) => {
      await tx
        .createQueryBuilder()
        .insert()
        .into(Statement)
        .values({ ...said, ...news })
        .orIgnore()
        .execute();
      return findSame(tx, said);
    });
  }

  private async compareAllCovered(statement: Statement): Promise<void> {
    let last: string | null = null;
    do {
      const after: string | null = last;
      ({ last } = await this.inTransaction((tx) => compareCovered(tx, statement, after, ATTEMPTS_PER_PART)));
    } while (last !== null);
  }

  private async end(tx: EntityManager, statement: Statement, by: Actor): Promise<boolean> {
    const { id, provider, coversFrom, coversTo, sha256, lineCount } = statement;
    if (!(await sayImported(tx, id))) return false;
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

function layoutOf(provider: string): StatementLayout {
  const layout = PROVIDERS.find(({ name }) => name === provider)?.statement;
  if (layout === undefined) throw invalid('provider', `must be one of ${STATEMENT_PROVIDERS.join(', ')}`);
  return layout;
}

/** A line that no earlier statement has; its payout is null when nobody knows the transfer. */
interface News {
  readonly line: NewLine;
  readonly payoutId: string | null;
}

/** @returns whether somebody was told of it */
async function keepPart(tx: EntityManager, statement: Statement, lines: readonly ReadLine[], told: boolean) {
  const part = lines.map((line) => ({ ...line, id: newId() }));
  const byId = new Map(part.map((line) => [line.id, line]));
  const kept = await insertLines(tx, statement, part);
  const news = kept.map(({ id, payoutId }) => ({ line: byId.get(id) as NewLine, payoutId }));
  const opened = await keepDifferences(tx, unknownOf(statement, news));
  await compareNamed(
    tx,
    news.flatMap(({ payoutId }) => payoutId ?? []),
  );
  return tellOnce(tx, { statement, told }, opened);
}

/** Transfers of older lines that are known by now. */
async function recognise(tx: EntityManager, provider: string): Promise<void> {
  const payoutIds = await matchAgain(tx, provider, MATCHED_AGAIN);
  await closeRecognised(tx, provider);
  await compareNamed(tx, payoutIds);
}

/** Payments and returns of transfers that nobody knows. What a provider says that it refused is no money. */
function unknownOf({ id, provider, clientId }: Statement, news: readonly News[]): FoundDifference[] {
  return news
    .filter(({ line, payoutId }) => payoutId === null && (line.kind === 'paid' || line.kind === 'returned'))
    .map(({ line }) => ({
      kind: 'unknown_line',
      provider,
      clientId,
      payoutId: null,
      lineId: line.id,
      statementId: id,
      expected: {},
      found: { kind: line.kind, amount: line.amount.toString(), line: line.number, names: line.keys.join(' ') },
    }));
}

function countsOf(lines: readonly ReadLine[]): Record<LineKind, number> {
  const kinds = Object.keys(LINE_KINDS) as LineKind[];
  const ofKind = Map.groupBy(lines, ({ kind }) => kind);
  return Object.fromEntries(kinds.map((kind) => [kind, ofKind.get(kind)?.length ?? 0])) as Record<LineKind, number>;
}

function invalid(field: string, message: string): Problem {
  return new Problem('validation_failed', `${field}: ${message}`, { errors: [{ field, message }] });
}
