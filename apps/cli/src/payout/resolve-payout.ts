import { Option, SubCommand } from 'nest-commander';
import { OverseePayouts, ResolvePayout } from '#libs/payouts';
import { Domain } from '../core/domain.js';
import { UsageError } from '../core/errors.js';
import { DangerousCommand, type DangerousOptions } from '../core/salur-command.js';
import { readId, readText } from '../input/read-text.js';
import { printOne } from '../output/print-list.js';
import { rupiahText } from '../output/words.js';
import { destinationText, payoutBody } from './payout-body.js';
import { shown } from './shown-payout.js';

const LONGEST_REASON = 500;
const LONGEST_EVIDENCE = 2_000;

interface Options extends DangerousOptions {
  readonly paid?: boolean;
  readonly failed?: boolean;
  readonly reason?: string;
  readonly evidence?: string;
}

@SubCommand({
  name: 'resolve',
  arguments: '<payout-id>',
  description: 'say what became of a payout in review: --paid or --failed, with the reason; needs proof',
})
export class ResolvePayoutCommand extends DangerousCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  @Option({ flags: '--paid', description: 'the receiver has the money' })
  readPaid(): boolean {
    return true;
  }

  @Option({ flags: '--failed', description: 'no money moved; the client may pay again' })
  readFailed(): boolean {
    return true;
  }

  @Option({ flags: '--reason <text>', description: 'why you are sure; kept in the history' })
  readReason(text: string): string {
    return readText('--reason', text, LONGEST_REASON);
  }

  @Option({ flags: '--evidence <text>', description: 'what it rests on: a line of a statement, a ticket' })
  readEvidence(text: string): string {
    return readText('--evidence', text, LONGEST_EVIDENCE);
  }

  override async run([text]: [string], options: Options): Promise<void> {
    const id = readId('<payout-id>', text);
    const { paid = false, failed = false, reason, evidence = null } = options;
    if (paid === failed) throw new UsageError('say what became of it: either --paid or --failed');
    if (reason === undefined) throw new UsageError('say why you are sure by --reason');
    this.assertCanBeAsked(options);
    const by = this.actorOf(options);
    const resolution = paid ? 'paid' : 'failed';
    await this.domain.use(async (get) => {
      const payout = await get(OverseePayouts).byId(id);
      const what = `${rupiahText(payout.amount)} to ${destinationText(shown(get, payout))} (${payout.reference})`;
      const danger = paid ? '' : ' If it was paid after all, the client may pay it twice.';
      if (payout.status === 'review') await this.ask(`Resolve ${what} as ${resolution}?${danger}`, options);
      const resolved = await get(ResolvePayout).resolve(payout, { resolution, reason, evidence }, by);
      const words =
        resolved.status === 'review'
          ? `Payout ${id} takes two people: ${by.name} proposes ${resolution}, and somebody else has to say the same.`
          : `Payout ${id} is ${resolved.status}: resolved as ${resolution} by ${by.name}.`;
      await printOne(options.format, payoutBody(shown(get, resolved), null), words);
    });
  }
}
