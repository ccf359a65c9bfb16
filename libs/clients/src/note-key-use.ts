import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { poolOf } from '#libs/platform';
import { NOTE_KEY_USE } from './clients.queries.js';

/** How long uses are collected before they are written. */
const COLLECT_MS = 10_000;

/**
 * Stores when keys were last used, without delaying requests: uses are collected in memory and written together. The process
 * that answered the requests writes them, so this is not a loop of the worker.
 */
@Injectable()
export class NoteKeyUse implements BeforeApplicationShutdown {
  private readonly logger = new Logger(NoteKeyUse.name);
  private used = new Set<string>();
  private planned: NodeJS.Timeout | null = null;

  constructor(private readonly dataSource: DataSource) {}

  note(keyId: string): void {
    this.used.add(keyId);
    this.planned ??= setTimeout(() => void this.flush(), COLLECT_MS).unref();
  }

  /** Writes the collected uses. If that fails, they stay for the next attempt. */
  async flush(): Promise<void> {
    if (this.planned !== null) clearTimeout(this.planned);
    this.planned = null;
    const keyIds = [...this.used];
    if (keyIds.length === 0) return;
    this.used = new Set();
    try {
      await poolOf(this.dataSource).query({ ...NOTE_KEY_USE, values: [keyIds] });
    } catch (error) {
      this.logger.warn({ msg: 'the last use of API keys could not be stored; it is retried', err: error });
      for (const keyId of keyIds) this.used.add(keyId);
    }
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.flush();
  }
}
