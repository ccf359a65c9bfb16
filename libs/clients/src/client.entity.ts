import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** An internal service that calls the REST API. */
@Entity('client')
@Unique('client_name_is_unique', ['name'])
export class Client {
  @PrimaryColumn('uuid')
  readonly id: string;

  @Column('text')
  readonly name: string;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt: Date;
}
