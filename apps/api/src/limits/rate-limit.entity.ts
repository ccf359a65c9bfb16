import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the allowance of a key is used, on all replicas together. */
@Entity('rate_limit')
export class RateLimit {
  /** `client <id>`, `address <address>` or `all clients`. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'rate_limit_pkey' })
  readonly key: string;

  /** When the allowance will be whole again if nothing more comes. A row whose time is over says nothing. */
  @Column('timestamptz')
  readonly usedUntil: Date;
}
