import { Option, SubCommand } from 'nest-commander';
import { type AuditHead, type AuditReport, AuditTrail, readAnchor } from '#libs/audit';
import { Refused, wrong } from '../core/errors.js';
import { type CommonOptions, SalurCommand } from '../core/salur-command.js';

interface Options extends CommonOptions {
  readonly anchor?: readonly AuditHead[];
}

@SubCommand({
  name: 'verify',
  description: 'prove that the audit trail was not changed; exit code 1 when it was',
})
export class VerifyAudit extends SalurCommand {
  @Option({
    flags: '--anchor <seq:hash>',
    description: 'an end of the trail as the service logged it; without one, a cut-off end is not detected. Repeatable',
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
      await this.printOne(format, report, wordsOf(report, anchors.length));
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
  const until = anchors === 0 ? '; without --anchor nothing outside of this database vouches for its end' : '';
  return [`${entries} entries, ${links} links; it ends at ${head.seq}:${head.hash}${until}.`, ...found, ...more].join(
    '\n',
  );
}
