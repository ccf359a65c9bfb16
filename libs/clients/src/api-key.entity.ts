import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A client's credential: only a hash of the secret is kept. */
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

  /** See `hash-of-key.ts`. */
  @Column('bytea')
  readonly secretHash: Buffer;

  @Column('text', { array: true })
  readonly scopes: string[];

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;

  /** It works until then, by the clock of the database; null: until it is revoked. */
  @Column('timestamptz', { nullable: true })
  readonly expiresAt: Date | null;

  @Column('timestamptz', { nullable: true })
  readonly revokedAt: Date | null;

  /** True to a minute or so. */
  @Column('timestamptz', { nullable: true })
  readonly lastUsedAt: Date | null;

  /** The key that this one was made to take the place of. */
  @ForeignKey('ApiKey', { name: 'api_key_replaces_fkey' })
  @Column('uuid', { nullable: true })
  readonly replacesKeyId: string | null;
}
