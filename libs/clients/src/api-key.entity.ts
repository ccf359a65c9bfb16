import { createHmac, randomBytes } from 'node:crypto';
import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A client's credential; only a hash of the secret is stored. */
@Entity('api_key')
@Unique('api_key_secret_hash_is_unique', ['secretHash'])
@Unique('api_key_replaces_once', ['replacesKeyId'])
@Index('api_key_by_client', ['clientId', 'id'])
export class ApiKey {
  @PrimaryColumn('uuid')
  readonly id: string;

  @ForeignKey('Client', { name: 'api_key_client_fkey' })
  @Column('uuid')
  readonly clientId: string;

  /** For people, such as the name of the person or service that has it; null: it was given none. */
  @Column('text', { nullable: true })
  readonly name: string | null;

  /** See {@link hashOfKey}. */
  @Column('bytea')
  readonly secretHash: Buffer;

  @Column('text', { array: true })
  readonly scopes: string[];

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;

  /** By the database's clock; null: the key works until it is revoked. */
  @Column('timestamptz', { nullable: true })
  readonly expiresAt: Date | null;

  @Column('timestamptz', { nullable: true })
  readonly revokedAt: Date | null;

  /** Accurate to about a minute. */
  @Column('timestamptz', { nullable: true })
  readonly lastUsedAt: Date | null;

  /** The key that this one replaced by rotation. */
  @ForeignKey('ApiKey', { name: 'api_key_replaces_fkey' })
  @Column('uuid', { nullable: true })
  readonly replacesKeyId: string | null;
}

/**
 * The stored form of a key: HMAC-SHA256 with a pepper that is not in the database. A copy of the database therefore
 * authenticates no caller, and does not allow guesses to be tested. Keys are random and long, so a slow hash would add nothing.
 *
 * @param pepper `API_KEY_PEPPER`; changing it invalidates every existing key
 */
export function hashOfKey(key: string, pepper: string): Buffer {
  return createHmac('sha256', pepper).update(key).digest();
}

const SECRET_BYTES = 32;

/** A new key: `salur_<id>_<secret>`. The prefix identifies it to people and to scanners for leaked secrets. */
export function newKeyText(id: string): string {
  return `salur_${id.replaceAll('-', '')}_${randomBytes(SECRET_BYTES).toString('hex')}`;
}
