import { Option, SubCommand } from 'nest-commander';
import { CloseDifference, DIFFERENCE_KINDS, FindStatements } from '#libs/reconciliation';
import { Domain } from '../core/domain.js';
import { UsageError } from '../core/errors.js';
import { DangerousCommand, type DangerousOptions } from '../core/salur-command.js';
import { readId, readText } from '../input/read-text.js';
import { printOne } from '../output/print-list.js';
import { differenceBody } from './difference-body.js';

const LONGEST_REASON = 500;

interface Options extends DangerousOptions {
  readonly reason?: string;
}

@SubCommand({
  name: 'close',
  arguments: '<difference-id>',
  description:
    'say why a difference may stay; it is not reported again. Those that both sides agree about close by themselves',
})
export class CloseDifferenceCommand extends DangerousCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  @Option({ flags: '--reason <text>', description: 'why it may stay; kept in the audit trail' })
  readReason(text: string): string {
    return readText('--reason', text, LONGEST_REASON);
  }

  override async run([text]: [string], options: Options): Promise<void> {
    const id = readId('<difference-id>', text);
    const { reason } = options;
    if (reason === undefined) throw new UsageError('say why it may stay by --reason');
    this.assertCanBeAsked(options);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const difference = await get(FindStatements).difference('operator', id);
      const { kind, payoutId, provider, status } = difference;
      const what = `${kind} of ${payoutId === null ? provider : `payout ${payoutId}`}`;
      const question = `Close ${what}? ${DIFFERENCE_KINDS[kind].means} It is not reported again.`;
      if (status === 'open') await this.ask(question, options);
      const closed = await get(CloseDifference).close(difference, reason, by);
      await printOne(options.format, differenceBody(closed), `Difference ${id} (${what}) is closed, by ${by.name}.`);
    });
  }
}
