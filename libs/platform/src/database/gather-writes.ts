import { sqlStateOf } from './transaction.js';

/**
 * At most two writes are in flight; new rows wait meanwhile and go into the next write. Under load few commits carry many
 * rows; when idle a row is written immediately. No timer is involved.
 */
const WRITES_IN_FLIGHT = 2;
/** Keeps a statement well below the statement timeout. */
const ROWS_PER_WRITE = 200;
const DEADLOCK_ATTEMPTS = 3;

interface Waiting<Row, Written> {
  readonly row: Row;
  readonly resolve: (written: Written) => void;
  readonly reject: (error: unknown) => void;
}

/** Writes rows to the database, combining those that arrive at the same time. */
export class GatherWrites<Row, Written> {
  private waiting: Waiting<Row, Written>[] = [];
  private writesInFlight = 0;
  /** Called once no write is waiting or in flight. */
  private whenSettled: (() => void)[] = [];

  /**
   * @param insert writes rows in one committed statement; returns, once the commit is acknowledged, the result of each row in
   *   order
   * @param ofWhom a name for each row: when more rows wait than go into a write, each name has its share of it. Not given: first come, first served
   */
  constructor(
    private readonly insert: (rows: readonly Row[]) => Promise<readonly Written[]>,
    private readonly ofWhom?: (row: Row) => string,
  ) {}

  /** Resolves when the row's commit is acknowledged. */
  write(row: Row): Promise<Written> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ row, resolve, reject });
      this.writeNext();
    });
  }

  /** Resolves when no write is waiting or in flight. */
  settled(): Promise<void> {
    if (this.isSettled) return Promise.resolve();
    return new Promise((resolve) => void this.whenSettled.push(resolve));
  }

  private get isSettled(): boolean {
    return this.writesInFlight === 0 && this.waiting.length === 0;
  }

  private writeNext(): void {
    if (this.writesInFlight >= WRITES_IN_FLIGHT || this.waiting.length === 0) return;
    const batch = this.takeBatch();
    this.writesInFlight += 1;
    void this.writeTogether(batch).finally(() => {
      this.writesInFlight -= 1;
      this.writeNext();
      if (this.isSettled) for (const settle of this.whenSettled.splice(0)) settle();
    });
  }

  private takeBatch(): Waiting<Row, Written>[] {
    const { ofWhom } = this;
    if (ofWhom === undefined || this.waiting.length <= ROWS_PER_WRITE) return this.waiting.splice(0, ROWS_PER_WRITE);
    const turns = new Map<string, number>();
    const inTurn = this.waiting.map((each) => {
      const name = ofWhom(each.row);
      const turn = turns.get(name) ?? 0;
      turns.set(name, turn + 1);
      return { each, turn };
    });
    // Stable, so that the rows of a name keep their order.
    inTurn.sort((one, other) => one.turn - other.turn);
    const batch = inTurn.slice(0, ROWS_PER_WRITE).map(({ each }) => each);
    const taken = new Set(batch);
    this.waiting = this.waiting.filter((each) => !taken.has(each));
    return batch;
  }

  private async writeTogether(batch: readonly Waiting<Row, Written>[]): Promise<void> {
    try {
      const written = await this.insert(batch.map(({ row }) => row));
      batch.forEach(({ resolve }, index) => {
        resolve(written[index] as Written);
      });
    } catch (error) {
      // The server has rolled back the whole batch. One bad row must not fail the others, so each is written alone.
      if (batch.length > 1 && sqlStateOf(error) !== null) await this.writeOneByOne(batch);
      else for (const { reject } of batch) reject(error);
    }
  }

  private async writeOneByOne(batch: readonly Waiting<Row, Written>[]): Promise<void> {
    for (const { row, resolve, reject } of batch) {
      try {
        resolve(await this.writeWithRetries(row));
      } catch (error) {
        reject(error);
      }
    }
  }

  private async writeWithRetries(row: Row): Promise<Written> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const [written] = await this.insert([row]);
        return written as Written;
      } catch (error) {
        if (sqlStateOf(error) !== '40P01' || attempt >= DEADLOCK_ATTEMPTS) throw error;
      }
    }
  }
}
