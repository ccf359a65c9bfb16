import { closeSync, existsSync, fdatasync, openSync, readFileSync, truncateSync, write } from 'node:fs';
import { promisify } from 'node:util';

const writeBytes = promisify(write) as (fd: number, bytes: Buffer, offset: number) => Promise<{ bytesWritten: number }>;
const flushToDisk = promisify(fdatasync);

/**
 * An append-only file of JSON records, one a line. `append` resolves when the record is on the disk.
 * Records that arrive while a flush is under way share the next one, so many writers cost one flush.
 */
export class BooksFile {
  private waiting: string[] = [];
  private nextFlush: Promise<void> | null = null;
  private running: Promise<void> = Promise.resolve();
  private readonly fd: number;

  private constructor(path: string) {
    this.fd = openSync(path, 'a', 0o600);
  }

  /**
   * Opens or creates the file and returns what it already holds, oldest first.
   * @throws Error naming the line when a record before the last is damaged.
   */
  static open<R>(path: string): { file: BooksFile; records: R[] } {
    const records = existsSync(path) ? readRecords<R>(path) : [];
    return { file: new BooksFile(path), records };
  }

  append(record: object): Promise<void> {
    this.waiting.push(`${JSON.stringify(record)}\n`);
    this.nextFlush ??= this.running.then(() => this.flush());
    return this.nextFlush;
  }

  /** Waits for what was appended and closes the file. */
  async close(): Promise<void> {
    await this.nextFlush;
    await this.running;
    closeSync(this.fd);
  }

  private async flush(): Promise<void> {
    const bytes = Buffer.from(this.waiting.join(''));
    this.waiting = [];
    this.running = this.nextFlush ?? Promise.resolve();
    this.nextFlush = null;
    for (let offset = 0; offset < bytes.length; ) offset += (await writeBytes(this.fd, bytes, offset)).bytesWritten;
    await flushToDisk(this.fd);
  }
}

function readRecords<R>(path: string): R[] {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(0x0a) + 1;
  // A kill can tear the last line. Its response never left, so no client depends on it: drop it, or the next append would join it.
  if (end < bytes.length) truncateSync(path, end);
  const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
  return lines.map((line, index) => {
    try {
      return JSON.parse(line) as R;
    } catch {
      throw new Error(`books file ${path}: line ${index + 1} is not JSON; repair it or start with another file`);
    }
  });
}
