import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AuditSubject } from './actions.js';
import { AuditEntry } from './audit-entry.entity.js';

/** Which entries to list; absent means any. */
export interface AuditFilter {
  readonly actor?: string;
  readonly subjectType?: AuditSubject;
  readonly subjectId?: string;
  readonly from?: Date;
  readonly to?: Date;
}

/** Reads the audit trail, of all clients. */
@Injectable()
export class FindEntries {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first; `before` is the id of the last entry of the page before. */
  list(filter: AuditFilter, limit: number, before: string | null): Promise<AuditEntry[]> {
    const { actor, subjectType, subjectId, from, to } = filter;
    const query = this.dataSource.getRepository(AuditEntry).createQueryBuilder('entry');
    if (before !== null) query.andWhere('entry.id < :before', { before });
    if (actor !== undefined) query.andWhere('entry.actor = :actor', { actor });
    if (subjectType !== undefined) query.andWhere('entry.subject_type = :subjectType', { subjectType });
    if (subjectId !== undefined) query.andWhere('entry.subject_id = :subjectId', { subjectId });
    if (from !== undefined) query.andWhere(`entry.at >= :from and entry.id >= ${ID_NEAR(':from', '-')}`, { from });
    if (to !== undefined) query.andWhere(`entry.at < :to and entry.id < ${ID_NEAR(':to', '+')}`, { to });
    return query.orderBy('entry.id', 'DESC').limit(limit).getMany();
  }
}

/**
 * Ids begin with the time of the process that made them, so a time bounds them too; an hour is more than clocks of ours
 * differ. Without it, finding an old day would mean reading all that came after it.
 */
const ID_NEAR = (time: string, sign: '+' | '-') =>
  `(lpad(to_hex((extract(epoch from cast(${time} as timestamptz) ${sign} interval '1 hour') * 1000)::bigint), 12, '0')
    || repeat('0', 20))::uuid`;
