import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A client's credential: only a hash of the secret is kept. */
@Entity('api_key')
@Unique('api_key_secret_hash_is_unique', ['secretHash'])
export class ApiKey {
  @PrimaryColumn('uuid')
  readonly id: string;

  @ForeignKey('Client', { name: 'api_key_client_fkey' })
  @Column('uuid')
  readonly clientId: string;

  /** SHA-256 of the whole key. Keys are random and long, so a slow hash would protect nothing. */
  @Column('bytea')
  readonly secretHash: Buffer;

  @Column('text', { array: true })
  readonly scopes: string[];

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;

  @Column('timestamptz', { nullable: true })
  readonly revokedAt: Date | null;
}
