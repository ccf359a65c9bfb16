/** Payments and returns of transfers that Salur has never recorded. */
import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from '#libs/platform';
import type { DifferenceKind } from './difference-kinds.js';
import { closeGone, type FoundDifference, saveDifferences } from './differences.queries.js';
import { type MovementLine, movementsOf, unitOf } from './movements.js';
import type { Statement } from './statement.entity.js';

/** A line of an unknown transfer. A line about a refused transfer moves no money and is none. */
export interface UnknownLine extends MovementLine {
  readonly id: string;
  readonly number: number;
  readonly keys: readonly string[];
  readonly isWithdrawn: boolean;
}

/** A transfer usually has one line, or a few. */
const KEYS_PER_PART = 2_000;
const DIFFERENCES_PER_PART = 2_000;

/** A statement whose unknown lines are to be judged. */
export type StatementToJudge = Pick<Statement, 'id' | 'provider' | 'clientId'>;

/**
 * Opens a difference for each movement of the unknown transfers that a statement names, and closes those that no statement shows any
 * more. Only lines of statements about the same payouts count. Every part is short; all of it can be repeated.
 *
 * @param alert raises an alert about the kinds of differences that were opened now, unless one was raised; in their transaction
 * @returns whether an alert was raised
 */
export async function judgeUnknownLines(
  dataSource: DataSource,
  statement: StatementToJudge,
  alert: (tx: EntityManager, opened: readonly DifferenceKind[], alerted: boolean) => Promise<boolean>,
): Promise<boolean> {
  let alerted = false;
  const allKeys = await readUnknownKeys(dataSource.manager, statement.id);
  for (const keys of partsOf([...new Set(allKeys)], KEYS_PER_PART)) {
    const lines = await readUnknownLines(dataSource.manager, statement, keys);
    const found = differencesOf(lines, statement);
    const named = new Set(found.map(({ lineId }) => lineId));
    const unnamed = lines.filter(({ id }) => !named.has(id)).map(({ id }) => id);
    for (const part of partsOf(unnamed, DIFFERENCES_PER_PART))
      await inTransaction(dataSource, (tx) => closeGone(tx, part));
    for (const part of partsOf(found, DIFFERENCES_PER_PART)) {
      const isAlert = await inTransaction(dataSource, async (tx) =>
        alert(tx, await saveDifferences(tx, part), alerted),
      );
      alerted ||= isAlert;
    }
  }
  return alerted;
}

/** What a statement calls the transfers that Salur does not know. */
async function readUnknownKeys(tx: EntityManager, statementId: string): Promise<string[]> {
  const lines: { keys: string[] }[] = await tx.query(
    `select keys from statement_line where statement_id = $1 and payout_id is null and kind in ('paid', 'returned') order by id`,
    [statementId],
  );
  return lines.flatMap(({ keys }) => keys);
}

/** The items in parts of at most so many. */
export function partsOf<T>(items: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, part) =>
    items.slice(part * most, (part + 1) * most),
  );
}

/**
 * One difference for each movement. The n-th movement of a transfer is named by the n-th line that ever showed one, so that it is the
 * same difference when a statement with the same line is imported or withdrawn.
 *
 * @param lines in the order in which they were stored
 */
export function differencesOf(
  lines: readonly UnknownLine[],
  { provider, clientId }: Pick<Statement, 'provider' | 'clientId'>,
): FoundDifference[] {
  const alike = Map.groupBy(lines, ({ transfer, kind, amount }) => `${transfer} ${kind} ${amount}`);
  return [...alike.values()].flatMap((group) => {
    const names = movementsOf(group);
    return movementsOf(group.filter(({ isWithdrawn }) => !isWithdrawn)).map((line, place) => ({
      kind: 'unknown_line' as const,
      provider,
      clientId,
      payoutId: null,
      lineId: (names[place] as UnknownLine).id,
      statementId: line.statementId,
      expected: {},
      found: { kind: line.kind, amount: line.amount.toString(), line: line.number, names: line.keys.join(' ') },
    }));
  });
}

interface RawLine extends Pick<UnknownLine, 'id' | 'statementId' | 'number' | 'keys' | 'isWithdrawn' | 'bookedAt'> {
  readonly kind: string;
  readonly amount: string;
  readonly bookedTo: UnknownLine['bookedTo'] | null;
}

async function readUnknownLines(
  tx: EntityManager,
  { provider, clientId }: Pick<Statement, 'provider' | 'clientId'>,
  keys: readonly string[],
): Promise<UnknownLine[]> {
  const lines: RawLine[] = await tx.query(
    `select line.id, line.statement_id as "statementId", line.number, line.kind, line.keys, line.amount, line.booked_at as "bookedAt",
       line.booked_to as "bookedTo", statement.withdrawn_at is not null as "isWithdrawn"
     from statement_line line join statement on statement.id = line.statement_id
     where line.provider = $1 and line.payout_id is null and line.kind in ('paid', 'returned') and line.keys && $3::text[]
       and statement.client_id is not distinct from $2
     order by line.id`,
    [provider, clientId, keys],
  );
  const transferOf = transfersOf(lines.map((line) => line.keys));
  return lines.map(({ amount, bookedTo, ...line }) => ({
    ...line,
    amount: BigInt(amount),
    bookedTo: bookedTo ?? unitOf(line.bookedAt),
    transfer: transferOf(line.keys),
  }));
}

/** Lines name the same transfer when they share a key: a file may have one of a provider's two columns, or both. */
export function transfersOf(keysOfLines: readonly (readonly string[])[]): (keys: readonly string[]) => string {
  const parents = new Map<string, string>();
  const rootOf = (key: string): string => {
    let root = key;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    // The way is shorter the next time.
    for (let at = key; at !== root; ) {
      const next = parents.get(at) as string;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  for (const [first, ...others] of keysOfLines)
    for (const other of others) {
      const [one, root] = [rootOf(first as string), rootOf(other)];
      if (one !== root) parents.set(one, root);
    }
  return ([first]) => rootOf(first as string);
}
