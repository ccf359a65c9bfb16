import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/**
 * A text by which a callback or a statement of a provider may name an attempt, written before the transfer leaves: `<kind>:<text>` in the
 * provider's own kinds, and `secret:<hex SHA-256>` for the secret in an address of its own.
 */
@Entity('attempt_key')
export class AttemptKey {
  @PrimaryColumn('text')
  readonly provider: string;

  @PrimaryColumn('text')
  readonly key: string;

  @ForeignKey('Attempt', { name: 'attempt_key_attempt_fkey' })
  @PrimaryColumn('uuid')
  readonly attemptId: string;
}
