import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolOf } from '#libs/platform';
import { NOTE_KEY_USE } from './find-key.queries.js';

/** How long uses gather before they are written. */
const GATHER_MS = 10_000;

/**
 * Notes when keys were last used, beside the requests and never in their way: uses gather in memory and are written
 * together. They are of the process that answers, so that process writes them, and no loop of a worker.
 */
@Injectable()
export class NoteKeyUse implements BeforeApplicationShutdown {
  private readonly logger = new Logger(NoteKeyUse.name);
  private used = new Set<string>();
  private planned: NodeJS.Timeout | null = null;

  constructor(private readonly dataSource: DataSource) {}

  note(keyId: string): void {
    this.used.add(keyId);
    this.planned ??= setTimeout(() => void this.flush(), GATHER_MS).unref();
  }

  /** Writes what has gathered. What cannot be written stays for the next time. */
  async flush(): Promise<void> {
    if (this.planned !== null) clearTimeout(this.planned);
    this.planned = null;
    const keyIds = [...this.used];
    if (keyIds.length === 0) return;
    this.used = new Set();
    try {
      await poolOf(this.dataSource).query({ ...NOTE_KEY_USE, values: [keyIds] });
    } catch (error) {
      this.logger.warn({ msg: 'the last use of keys could not be noted yet', err: error });
      for (const keyId of keyIds) this.used.add(keyId);
    }
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.flush();
  }
}
