import { Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import { Problem } from '#libs/platform';
import { Difference, type DifferenceStatus } from './difference.entity.js';
import type { DifferenceKind } from './difference-kinds.js';
import { Statement } from './statement.entity.js';

/** Which statements to list; an absent field matches all. */
export interface StatementFilter {
  readonly provider?: string;
}

/** Which differences to list; an absent field matches all. */
export interface DifferenceFilter {
  readonly status?: DifferenceStatus;
  readonly kind?: DifferenceKind;
  readonly provider?: string;
  readonly payoutId?: string;
  readonly statementId?: string;
}

/** The reader: a client sees its own rows, an operator at the command line sees all. */
export type Reader = { readonly clientId: string } | 'operator';

/**
 * Reads statements and differences. A client sees the statements that it imported and the differences of its own payouts from
 * any statement. An unknown line is visible to the client that imported it.
 */
@Injectable()
export class FindStatements {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws Problem `not_found` */
  async statement(reader: Reader, id: string): Promise<Statement> {
    const statement = await this.imported(reader).andWhere('statement.id = :id', { id }).getOne();
    if (statement === null) throw new Problem('not_found', 'There is no such statement');
    return statement;
  }

  /** Newest first; `before` is the id of the last statement of the previous page. */
  statements(reader: Reader, { provider }: StatementFilter, limit: number, before: string | null) {
    const query = this.imported(reader);
    if (provider !== undefined) query.andWhere('statement.provider = :provider', { provider });
    return page(query, limit, before);
  }

  /** @throws Problem `not_found` */
  async difference(reader: Reader, id: string): Promise<Difference> {
    const query = this.dataSource.getRepository(Difference).createQueryBuilder('difference');
    const difference = await visible(query, reader).andWhere('difference.id = :id', { id }).getOne();
    if (difference === null) throw new Problem('not_found', 'There is no such difference');
    return difference;
  }

  /** Newest first; `before` is the id of the last difference of the previous page. */
  differences(reader: Reader, filter: DifferenceFilter, limit: number, before: string | null) {
    const query = visible(this.dataSource.getRepository(Difference).createQueryBuilder('difference'), reader);
    const { status, kind, provider, payoutId, statementId } = filter;
    if (status !== undefined) query.andWhere('difference.status = :status', { status });
    if (kind !== undefined) query.andWhere('difference.kind = :kind', { kind });
    if (provider !== undefined) query.andWhere('difference.provider = :provider', { provider });
    if (payoutId !== undefined) query.andWhere('difference.payoutId = :payoutId', { payoutId });
    if (statementId !== undefined) query.andWhere('difference.statementId = :statementId', { statementId });
    return page(query, limit, before);
  }

  private imported(reader: Reader): SelectQueryBuilder<Statement> {
    const query = this.dataSource.getRepository(Statement).createQueryBuilder('statement');
    return visible(query, reader).andWhere('statement.importedAt is not null');
  }
}

/** Both tables have this column, and the query joins no other table. */
function visible<T extends object>(query: SelectQueryBuilder<T>, reader: Reader): SelectQueryBuilder<T> {
  if (reader !== 'operator') query.andWhere('client_id = :clientId', { clientId: reader.clientId });
  return query;
}

function page<T extends object>(query: SelectQueryBuilder<T>, limit: number, before: string | null): Promise<T[]> {
  if (before !== null) query.andWhere('id < :before', { before });
  return query.orderBy('id', 'DESC').limit(limit).getMany();
}
