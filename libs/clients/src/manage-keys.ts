import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, MoreThan } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, newId, Problem, SETTINGS, type Settings } from '#libs/platform';
import type { Scope } from './access.js';
import { ApiKey, hashOfKey, newKeyText } from './api-key.entity.js';
import { Authenticate } from './authenticate.js';
import { Client } from './client.entity.js';
import {
  END_AFTER_OVERLAP,
  FIND_REPLACEMENT,
  INSERT_REPLACEMENT,
  LOCK_KEY,
  type LockedKeyRow,
  REVOKE_KEY,
} from './clients.queries.js';
import { type ListPart, noSuchClient, refuseBootstrap } from './manage-clients.js';

export interface NewKey {
  /** For people; null: none. */
  readonly name: string | null;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
}

export interface Rotation {
  /** How long both keys are valid. */
  readonly overlapMs: number;
  /** When the new key expires; null: it lives as long as the old one was meant to. */
  readonly expiresAt: Date | null;
}

/** A new key. Its text is stored nowhere and never returned again. */
export interface MadeKey {
  readonly key: ApiKey;
  readonly text: string;
}

/** Creates, rotates and revokes API keys. */
@Injectable()
export class ManageKeys {
  constructor(
    private readonly dataSource: DataSource,
    private readonly authenticate: Authenticate,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'apiKeyPepper'>,
  ) {}

  /** @throws Problem `not_found` or `managed_by_configuration` */
  async create(clientId: string, { name, scopes, expiresAt }: NewKey, by: Actor): Promise<MadeKey> {
    await this.assertOpen(clientId);
    const { id, text, secretHash } = this.make();
    await inTransaction(this.dataSource, async (tx) => {
      await tx.insert(ApiKey, { id, clientId, name, secretHash, scopes: [...scopes], expiresAt });
      await recordAudit(tx, by, { action: 'key.create', subjectId: id, details: { clientId, scopes, expiresAt } });
    });
    return { key: await this.byId(id), text };
  }

  /**
   * Oldest first, including expired and revoked keys.
   *
   * @throws Problem `not_found`
   */
  async list(clientId: string, { limit, after }: ListPart): Promise<ApiKey[]> {
    if (!(await this.dataSource.getRepository(Client).existsBy({ id: clientId }))) throw noSuchClient();
    const where = { clientId, ...(after !== null && { id: MoreThan(after) }) };
    return this.dataSource.getRepository(ApiKey).find({ where, order: { id: 'ASC' }, take: limit });
  }

  /**
   * Creates a key with the same scopes to replace one that expires after the overlap. A key is replaced once, so at most two
   * are valid at a time.
   *
   * @throws Problem `not_found`, `key_not_rotatable` or `managed_by_configuration`
   */
  async rotate(id: string, { overlapMs, expiresAt }: Rotation, by: Actor): Promise<MadeKey> {
    const made = this.make();
    await inTransaction(this.dataSource, async (tx) => {
      const reason = await whyNotRotatable(tx, await lock(tx, id));
      if (reason !== null) throw new Problem('key_not_rotatable', reason);
      await tx.query(INSERT_REPLACEMENT, [id, made.id, made.secretHash, expiresAt]);
      await tx.query(END_AFTER_OVERLAP, [id, overlapMs]);
      const details = { replacedBy: made.id, overlapMs, expiresAt };
      await recordAudit(tx, by, { action: 'key.rotate', subjectId: id, details });
    });
    this.authenticate.forget();
    return { key: await this.byId(made.id), text: made.text };
  }

  /**
   * Revokes a key: effective in this process immediately, on other replicas within 5 s. A key that is already revoked stays
   * unchanged.
   *
   * @throws Problem `not_found` or `managed_by_configuration`
   */
  async revoke(id: string, by: Actor): Promise<ApiKey> {
    await inTransaction(this.dataSource, async (tx) => {
      const { revoked, client_id: clientId } = await lock(tx, id);
      if (revoked) return;
      await tx.query(REVOKE_KEY, [id]);
      await recordAudit(tx, by, { action: 'key.revoke', subjectId: id, details: { clientId } });
    });
    this.authenticate.forget();
    return this.byId(id);
  }

  private make() {
    const id = newId();
    const text = newKeyText(id);
    return { id, text, secretHash: hashOfKey(text, this.settings.apiKeyPepper) };
  }

  private byId(id: string): Promise<ApiKey> {
    return this.dataSource.getRepository(ApiKey).findOneByOrFail({ id });
  }

  private async assertOpen(clientId: string): Promise<void> {
    const client = await this.dataSource.getRepository(Client).findOneBy({ id: clientId });
    if (client === null) throw noSuchClient();
    refuseBootstrap(client.name);
  }
}

async function lock(tx: EntityManager, id: string): Promise<LockedKeyRow> {
  const [key]: LockedKeyRow[] = await tx.query(LOCK_KEY, [id]);
  if (key === undefined) throw new Problem('not_found', 'There is no such key');
  refuseBootstrap(key.client_name);
  return key;
}

async function whyNotRotatable(tx: EntityManager, { id, revoked, expired }: LockedKeyRow): Promise<string | null> {
  if (revoked) return 'The key is revoked';
  if (expired) return 'The key has expired';
  const [replacement]: { id: string }[] = await tx.query(FIND_REPLACEMENT, [id]);
  return replacement === undefined ? null : `The key was rotated before: ${replacement.id} took its place`;
}
