import { Option, SubCommand } from 'nest-commander';
import { CloseDifference, DIFFERENCE_KINDS, FindStatements } from '#libs/reconciliation';
import { UsageError } from '../core/errors.js';
import { DangerousCommand, type DangerousOptions } from '../core/salur-command.js';
import { readId, readText } from '../input/input.js';
import { differenceBody } from './difference-body.js';

const LONGEST_REASON = 500;

interface Options extends DangerousOptions {
  readonly reason?: string;
}

@SubCommand({
  name: 'close',
  arguments: '<difference-id>',
  description:
    'close a difference that may stay, with the reason; it opens again only when its evidence grows. Differences close by themselves once both sides agree',
})
export class CloseDifferenceCommand extends DangerousCommand {
  @Option({ flags: '--reason <text>', description: 'why it may stay; recorded in the audit trail' })
  readReason(text: string): string {
    return readText('--reason', text, LONGEST_REASON);
  }

  override async run([text]: [string], options: Options): Promise<void> {
    const id = readId('<difference-id>', text);
    const { reason } = options;
    if (reason === undefined) throw new UsageError('--reason is required: state why the difference may stay');
    this.assertCanBeAsked(options);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const difference = await get(FindStatements).difference('operator', id);
      const { kind, payoutId, provider, status } = difference;
      const what = `${kind} of ${payoutId === null ? provider : `payout ${payoutId}`}`;
      const question = `Close ${what}? ${DIFFERENCE_KINDS[kind].means} It opens again only when its evidence grows.`;
      if (status === 'open') await this.ask(question, options);
      const closed = await get(CloseDifference).close(difference, reason, by);
      await this.printOne(
        options.format,
        differenceBody(closed),
        `Difference ${id} (${what}) is closed, by ${by.name}.`,
      );
    });
  }
}
