import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { GatherWrites, poolOf } from '#libs/platform';
import { type CallbackRow, STORE_CALLBACKS, storeParameters } from './store-callbacks.queries.js';

/**
 * `unknown_secret`: no transfer has the secret of the address. `busy`: too many are being stored already. Nothing was stored
 * after these.
 */
export type Stored = 'new' | 'duplicate' | 'unknown_secret' | 'busy';

/** So many callbacks may wait for their commit in one process. Each holds its body: 32 MB at the very most. */
export const MOST_AT_ONCE = 1_000;

/** Stores callbacks, gathering those that arrive together. Answers only after the commit is acknowledged. */
@Injectable()
export class StoreCallbacks implements OnApplicationShutdown {
  private readonly writes: GatherWrites<CallbackRow, Exclude<Stored, 'busy'>>;
  private atOnce = 0;

  constructor(dataSource: DataSource) {
    const pool = poolOf(dataSource);
    this.writes = new GatherWrites(async (rows) => {
      const groups = groupSame(rows);
      const { rows: stored } = await pool.query<StoredRow>({
        ...STORE_CALLBACKS,
        values: storeParameters([...groups.values()]),
      });
      const idOf = new Map(stored.map((row) => [identityOf(asStored(row)), row.id]));
      return rows.map((row) => {
        const id = idOf.get(identityOf(row));
        if (id === undefined) return 'unknown_secret';
        return id === row.id ? 'new' : 'duplicate';
      });
    });
  }

  async store(row: CallbackRow): Promise<Stored> {
    if (this.atOnce >= MOST_AT_ONCE) return 'busy';
    this.atOnce += 1;
    try {
      return await this.writes.write(row);
    } finally {
      this.atOnce -= 1;
    }
  }

  onApplicationShutdown(): Promise<void> {
    return this.writes.settled();
  }
}

interface StoredRow {
  readonly id: string;
  readonly provider: string;
  readonly path: string;
  readonly body_sha256: Buffer;
  readonly secret_sha256: string;
}

function asStored(row: StoredRow) {
  return { ...row, bodySha256: row.body_sha256, secretSha256: row.secret_sha256 };
}

type Identity = Pick<CallbackRow, 'provider' | 'path' | 'bodySha256' | 'secretSha256'>;

/** What makes two callbacks the same one, repeated. */
function identityOf({ provider, path, bodySha256, secretSha256 }: Identity): string {
  return `${provider}/${path}/${secretSha256} ${bodySha256.toString('hex')}`;
}

/** One statement cannot touch a row twice, so repetitions within a batch are counted here. */
function groupSame(rows: readonly CallbackRow[]): Map<string, { row: CallbackRow; repeats: number }> {
  const groups = new Map<string, { row: CallbackRow; repeats: number }>();
  for (const row of rows) {
    const identity = identityOf(row);
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, { row, repeats: 0 });
    else group.repeats += 1;
  }
  return groups;
}
