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
  compareUnsettled,
  findSame,
  insertLines,
  matchAgain,
  type NewLine,
  takeStatements,
} from './import-statement.queries.js';
import { LINE_KINDS, type LineKind } from './line-kinds.js';
import { type ReadLine, type ReadStatement, readStatement, type StatementFile } from './read-statement.js';
import { Statement } from './statement.entity.js';

const LINES_PER_INSERT = 2_000;
const ATTEMPTS_PER_PART = 10_000;
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
   * The lines are kept in one transaction, or none of them. What is compared afterwards is compared by a loop if this process
   * dies meanwhile.
   *
   * @throws Problem `validation_failed`, `payload_too_large`
   */
  async run(file: StatementToImport, by: Actor): Promise<Imported> {
    const layout = layoutOf(file.provider);
    if (file.coversFrom >= file.coversTo) throw invalid('to', 'must be later than `from`');
    // What is still to happen would be missed.
    if (file.coversTo.getTime() > Date.now()) throw invalid('to', 'must not be in the future');
    const read = await readStatement(file, layout);
    const kept = await inTransaction(this.dataSource, (tx) => this.keep(tx, file, read, by));
    if (!kept.isKnown) await this.comparison.run({ statementId: kept.statement.id, told: kept.told });
    return kept;
  }

  private async keep(tx: EntityManager, file: StatementToImport, { sha256, lines }: ReadStatement, by: Actor) {
    await takeStatements(tx);
    const { provider, coversFrom, coversTo } = file;
    const said = { provider, clientId: by.clientId, coversFrom, coversTo };
    const same = await findSame(tx, { ...said, sha256 });
    if (same !== null) return { statement: same, isKnown: true, told: false };
    const statement = { id: newId(), ...said };
    const news = await keepLines(tx, statement, lines);
    await tx.insert(Statement, {
      ...statement,
      sha256,
      lineCount: lines.length,
      repeatedCount: lines.length - news.size,
      counts: countsOf(lines),
      importedBy: by.name,
    });
    const recognised = await matchAgain(tx, provider, MATCHED_AGAIN);
    await closeRecognised(tx, provider);
    const opened = await keepDifferences(tx, unknownOf(statement, news));
    const told = await tellOnce(tx, { statementId: statement.id, told: false }, opened);
    const details = { provider, from: coversFrom, to: coversTo, sha256, lines: lines.length };
    await recordAudit(tx, by, { action: 'statement.import', subjectId: statement.id, details });
    // Last, because payouts that move wait for these rows.
    await compareAbout(tx, statement, [...recognised, ...payoutsOf(news)]);
    return { statement: await tx.findOneByOrFail(Statement, { id: statement.id }), isKnown: false, told };
  }
}

function layoutOf(provider: string): StatementLayout {
  const layout = PROVIDERS.find(({ name }) => name === provider)?.statement;
  if (layout === undefined) throw invalid('provider', `must be one of ${STATEMENT_PROVIDERS.join(', ')}`);
  return layout;
}

type NewStatement = Pick<Statement, 'id' | 'provider' | 'clientId' | 'coversFrom' | 'coversTo'>;

/** A line that no earlier statement has; its payout is null when nobody knows the transfer. */
type News = ReadonlyMap<string, { readonly line: NewLine; readonly payoutId: string | null }>;

async function keepLines(tx: EntityManager, statement: NewStatement, lines: readonly ReadLine[]): Promise<News> {
  const news = new Map<string, { line: NewLine; payoutId: string | null }>();
  for (let first = 0; first < lines.length; first += LINES_PER_INSERT) {
    const part = lines.slice(first, first + LINES_PER_INSERT).map((line) => ({ ...line, id: newId() }));
    const byId = new Map(part.map((line) => [line.id, line]));
    for (const { id, payoutId } of await insertLines(tx, statement, part)) {
      news.set(id, { line: byId.get(id) as NewLine, payoutId });
    }
  }
  return news;
}

function payoutsOf(news: News): string[] {
  return [...news.values()].flatMap(({ payoutId }) => payoutId ?? []);
}

/** Payments and returns of transfers that nobody knows. What a provider says that it refused is no money. */
function unknownOf({ id, provider, clientId }: NewStatement, news: News): FoundDifference[] {
  return [...news.values()]
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

async function compareAbout(tx: EntityManager, statement: NewStatement, payoutIds: readonly string[]): Promise<void> {
  let last: string | null = null;
  do ({ last } = await compareCovered(tx, statement, last, ATTEMPTS_PER_PART));
  while (last !== null);
  await compareNamed(tx, payoutIds);
  await compareUnsettled(tx);
}

function invalid(field: string, message: string): Problem {
  return new Problem('validation_failed', `${field}: ${message}`, { errors: [{ field, message }] });
}
