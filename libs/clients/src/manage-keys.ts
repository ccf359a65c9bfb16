import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, MoreThan } from 'typeorm';
import { type Actor, recordAudit } from '#libs/audit';
import { inTransaction, newId, Problem, SETTINGS, type Settings } from '#libs/platform';
import { ApiKey } from './api-key.entity.js';
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
import { hashOfKey, newKeyText } from './hash-of-key.js';
import { type ListPart, noSuchClient, refuseBootstrap } from './manage-clients.js';
import type { Scope } from './scopes.js';

export interface NewKey {
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
}

export interface Rotation {
  /** How long both keys work. */
  readonly overlapMs: number;
  /** When the new key ends; null: it works for as long as the old one was made to. */
  readonly expiresAt: Date | null;
}

/** A key as it was made. Its text is nowhere else, and is never told again. */
export interface MadeKey {
  readonly key: ApiKey;
  readonly text: string;
}

/** Makes, replaces and ends API keys. */
@Injectable()
export class ManageKeys {
  constructor(
    private readonly dataSource: DataSource,
    private readonly authenticate: Authenticate,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'apiKeyPepper'>,
  ) {}

  /** @throws Problem `not_found` or `managed_by_configuration` */
  async create(clientId: string, { scopes, expiresAt }: NewKey, by: Actor): Promise<MadeKey> {
    await this.assertOpen(clientId);
    const { id, text, secretHash } = this.make();
    await inTransaction(this.dataSource, async (tx) => {
      await tx.insert(ApiKey, { id, clientId, secretHash, scopes: [...scopes], expiresAt });
      await recordAudit(tx, by, { action: 'key.create', subjectId: id, details: { clientId, scopes, expiresAt } });
    });
    return { key: await this.byId(id), text };
  }

  /**
   * Oldest first, also those that have ended.
   *
   * @throws Problem `not_found`
   */
  async list(clientId: string, { limit, after }: ListPart): Promise<ApiKey[]> {
    if (!(await this.dataSource.getRepository(Client).existsBy({ id: clientId }))) throw noSuchClient();
    const where = { clientId, ...(after !== null && { id: MoreThan(after) }) };
    return this.dataSource.getRepository(ApiKey).find({ where, order: { id: 'ASC' }, take: limit });
  }

  /**
   * Makes a key with the same scopes in the place of one, which ends after the overlap. A key is replaced once, so no more
   * than two work for one purpose.
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
   * Ends a key for good: here at once, on other replicas within 5 s. One that was revoked before stays as it is.
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
