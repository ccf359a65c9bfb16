import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AuditSubject } from './actions.js';
import { AuditEntry } from './audit.entities.js';
import { LinkEntries } from './link-entries.js';
import { type AuditReport, type VerifyOptions, verifyAuditTrail } from './verify-trail.js';

/** Which entries to list; an absent field matches all. */
export interface AuditFilter {
  readonly actor?: string;
  readonly subjectType?: AuditSubject;
  readonly subjectId?: string;
  readonly from?: Date;
  readonly to?: Date;
}

/** Reads and verifies the audit trail of all clients. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly dataSource: DataSource,
    private readonly linkEntries: LinkEntries,
  ) {}

  /** Newest first; `before` is the id of the last entry of the previous page. */
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

  /** Links the entries that have no link yet, then verifies the whole chain. */
  async verify(options: VerifyOptions = {}): Promise<AuditReport> {
    await this.linkEntries.link();
    return verifyAuditTrail(this.dataSource, options);
  }
}

/**
 * An id begins with the clock time of the process that created it, so a time range is also an id range. The clocks of our
 * processes differ by less than an hour. Without the id range, finding an old day would read every later entry.
 */
const ID_NEAR = (time: string, sign: '+' | '-') =>
  `(lpad(to_hex((extract(epoch from cast(${time} as timestamptz) ${sign} interval '1 hour') * 1000)::bigint), 12, '0')
    || repeat('0', 20))::uuid`;
