import { sqlStateOf } from './transaction.js';

/**
 * Two writes are in flight at most: while they are, new rows gather and go together with the next one. Under load that
 * makes few commits carry many rows; when idle a row is written at once. No timer is involved.
 */
const WRITES_IN_FLIGHT = 2;
/** Keeps one statement short enough for the statement timeout and fair to the others. */
const ROWS_PER_WRITE = 200;
const DEADLOCK_TRIES = 3;

interface Waiting<Row, Written> {
  readonly row: Row;
  readonly resolve: (written: Written) => void;
  readonly reject: (error: unknown) => void;
}

/** Writes rows to the database, gathering those that come together. */
export class GatherWrites<Row, Written> {
  private readonly waiting: Waiting<Row, Written>[] = [];
  private writesInFlight = 0;

  /**
   * @param insert writes rows in one statement and commits it; answers, once the commit is acknowledged, what became of
   *   each row, in their order
   */
  constructor(private readonly insert: (rows: readonly Row[]) => Promise<readonly Written[]>) {}

  /** Resolves after the commit of the row is acknowledged. */
  write(row: Row): Promise<Written> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ row, resolve, reject });
      this.writeNext();
    });
  }

  /** Resolves when nothing waits and nothing is in flight. */
  async settled(): Promise<void> {
    while (this.writesInFlight > 0 || this.waiting.length > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  private writeNext(): void {
    if (this.writesInFlight >= WRITES_IN_FLIGHT || this.waiting.length === 0) return;
    const batch = this.waiting.splice(0, ROWS_PER_WRITE);
    this.writesInFlight += 1;
    void this.writeTogether(batch).finally(() => {
      this.writesInFlight -= 1;
      this.writeNext();
    });
  }

  private async writeTogether(batch: readonly Waiting<Row, Written>[]): Promise<void> {
    try {
      const written = await this.insert(batch.map(({ row }) => row));
      batch.forEach(({ resolve }, index) => {
        resolve(written[index] as Written);
      });
    } catch (error) {
      // The server has rolled the whole batch back; one bad row must not fail its neighbours, so each goes alone.
      if (batch.length > 1 && sqlStateOf(error) !== null) await this.writeOneByOne(batch);
      else for (const { reject } of batch) reject(error);
    }
  }

  private async writeOneByOne(batch: readonly Waiting<Row, Written>[]): Promise<void> {
    for (const { row, resolve, reject } of batch) {
      try {
        resolve(await this.writeAgainAfterDeadlock(row));
      } catch (error) {
        reject(error);
      }
    }
  }

  private async writeAgainAfterDeadlock(row: Row): Promise<Written> {
    for (let tryNumber = 1; ; tryNumber += 1) {
      try {
        const [written] = await this.insert([row]);
        return written as Written;
      } catch (error) {
        if (sqlStateOf(error) !== '40P01' || tryNumber >= DEADLOCK_TRIES) throw error;
      }
    }
  }
}
