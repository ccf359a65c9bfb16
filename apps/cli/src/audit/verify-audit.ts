import { Option, SubCommand } from 'nest-commander';
import { type AuditHead, type AuditReport, AuditTrail, readAnchor } from '#libs/audit';
import { Domain } from '../core/domain.js';
import { Refused, wrong } from '../core/errors.js';
import { type CommonOptions, SalurCommand } from '../core/salur-command.js';
import { printOne } from '../output/print-list.js';

interface Options extends CommonOptions {
  readonly anchor?: readonly AuditHead[];
}

@SubCommand({
  name: 'verify',
  description: 'prove that the audit trail is what was written; ends with 1 when it is not',
})
export class VerifyAudit extends SalurCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  @Option({
    flags: '--anchor <seq:hash>',
    description:
      'where the log once said that the trail ends; without one, an end that was cut off is not seen. Repeatable',
  })
  readAnchor(text: string, before: readonly AuditHead[] = []): readonly AuditHead[] {
    try {
      return [...before, readAnchor(text)];
    } catch (error) {
      throw wrong('--anchor', (error as RangeError).message);
    }
  }

  override async run(_: string[], { format, anchor: anchors = [] }: Options): Promise<void> {
    await this.domain.use(async (get) => {
      const report = await get(AuditTrail).verify({ anchors });
      await printOne(format, report, wordsOf(report, anchors.length));
      const count = report.problems.length + report.moreProblems;
      if (count > 0)
        throw new Refused(
          `The audit trail does not verify: ${count} ${count === 1 ? 'problem' : 'problems'}; see docs/RUNBOOK.md`,
        );
    });
  }
}

function wordsOf({ entries, links, head, problems, moreProblems }: AuditReport, anchors: number): string {
  const found = problems.map(({ kind, seq, entryId }) => {
    const about = [seq === null ? '' : ` link ${seq}`, entryId === null ? '' : ` entry ${entryId}`].join('');
    return `  ${kind}:${about}`;
  });
  const more = moreProblems === 0 ? [] : [`  and ${moreProblems} more`];
  const until = anchors === 0 ? '; its end rests on nothing outside of this database (see --anchor)' : '';
  return [`${entries} entries, ${links} links; it ends at ${head.seq}:${head.hash}${until}.`, ...found, ...more].join(
    '\n',
  );
}
