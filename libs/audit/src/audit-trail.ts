import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LinkEntries } from './link-entries.js';
import { type AuditReport, type VerifyWishes, verifyAuditTrail } from './verify-trail.js';

/** The audit trail as a whole. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly dataSource: DataSource,
    private readonly linkEntries: LinkEntries,
  ) {}

  /** Links what can be linked, and says whether the trail is still what was written. */
  async verify(wishes: VerifyWishes = {}): Promise<AuditReport> {
    await this.linkEntries.run();
    return verifyAuditTrail(this.dataSource, wishes);
  }
}
