import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { firstIdOf } from '#libs/platform';
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
    if (from !== undefined)
      query.andWhere(
        `entry.at >= :from and entry.id >= ${firstIdOf(`cast(:from as timestamptz) - interval '1 hour'`)}`,
        { from },
      );
    if (to !== undefined)
      query.andWhere(`entry.at < :to and entry.id < ${firstIdOf(`cast(:to as timestamptz) + interval '1 hour'`)}`, {
        to,
      });
    return query.orderBy('entry.id', 'DESC').limit(limit).getMany();
  }

  /** Links the entries that have no link yet, then verifies the whole chain. */
  async verify(options: VerifyOptions = {}): Promise<AuditReport> {
    await this.linkEntries.link();
    return verifyAuditTrail(this.dataSource, options);
  }
}
