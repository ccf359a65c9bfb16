import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Whether a provider responds, as all processes together know it. */
@Entity('provider_circuit')
@Check('provider_circuit_silences_are_counted', 'silences >= 0')
export class ProviderCircuit {
  @PrimaryColumn('text')
  readonly provider: string;

  /** Consecutive calls without a response. */
  @Column('integer')
  readonly silences: number;

  /** Since when the provider counts as away; null: the circuit is closed. */
  @Column('timestamptz', { nullable: true })
  readonly openedAt: Date | null;

  /** From when one payout may test the provider again. */
  @Column('timestamptz', { nullable: true })
  readonly halfOpenAt: Date | null;

  /** At most 10 s too old. */
  @Column('timestamptz', { nullable: true })
  readonly lastAnswerAt: Date | null;

  @Column('timestamptz', { nullable: true })
  readonly lastSilenceAt: Date | null;
}
