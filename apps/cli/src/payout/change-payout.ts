import { Option, SubCommand } from 'nest-commander';
import { CancelPayout, CheckNow, ConfirmPayout, OverseePayouts, type Payout, ResolvePayout } from '#libs/payouts';
import { RailDirectory } from '#libs/rails';
import { Refused, UsageError } from '../core/errors.js';
import { type ChangeOptions, ChangingCommand, DangerousCommand, type DangerousOptions } from '../core/salur-command.js';
import { readId, readText } from '../input/input.js';
import { rupiahText } from '../output/words.js';
import { destinationText, payoutBody, statusText } from './payout-body.js';
import { shown } from './shown-payout.js';
import { exchangeText } from './timeline.js';

const LONGEST_REASON = 500;
const LONGEST_EVIDENCE = 2_000;

interface ConfirmOptions extends ChangeOptions {
  readonly reason?: string;
}

@SubCommand({ name: 'confirm', arguments: '<payout-id>', description: 'release a payout that waits for confirmation' })
export class ConfirmPayoutCommand extends ChangingCommand {
  @Option({ flags: '--reason <text>', description: 'why; recorded in the history and the audit trail' })
  readReason(text: string): string {
    return readText('--reason', text, LONGEST_REASON);
  }

  override async run([text]: [string], options: ConfirmOptions): Promise<void> {
    const id = readId('<payout-id>', text);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const confirmed = await get(ConfirmPayout).confirm(await get(OverseePayouts).byId(id), by, options.reason);
      const words = `Payout ${id} is confirmed, by ${by.name}; a worker sends it. See: salur payout show ${id}`;
      await this.printOne(options.format, payoutBody(await shown(get, confirmed), null), words);
    });
  }
}

@SubCommand({ name: 'cancel', arguments: '<payout-id>', description: 'cancel a payout that was not sent' })
export class CancelPayoutCommand extends ChangingCommand {
  override async run([text]: [string], options: ChangeOptions): Promise<void> {
    const id = readId('<payout-id>', text);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const cancelled = await get(CancelPayout).cancel(await get(OverseePayouts).byId(id), by);
      const words = `Payout ${id} is cancelled, by ${by.name}.`;
      await this.printOne(options.format, payoutBody(await shown(get, cancelled), null), words);
    });
  }
}

@SubCommand({
  name: 'check',
  arguments: '<payout-id>',
  description: 'ask the provider now, from here; needs its credentials in the environment',
})
export class CheckPayoutCommand extends ChangingCommand {
  override async run([text]: [string], options: ChangeOptions): Promise<void> {
    const id = readId('<payout-id>', text);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const payouts = get(OverseePayouts);
      const payout = await payouts.byId(id);
      // Without them the check would be recorded as one without information.
      if (get(RailDirectory).rail(payout.rail) === undefined) {
        throw new Refused(`${payout.rail} has no credentials here: run this with the environment of the service`);
      }
      const before = (await payouts.record(id)).exchanges.length;
      const checked = await get(CheckNow).check(payout, by);
      const exchanges = (await payouts.record(id)).exchanges.slice(before);
      const asked = exchanges.map((exchange) => `Asked ${exchange.provider}: ${exchangeText(exchange)}.\n`).join('');
      const words = asked === '' ? `${whyNotAsked(payout, checked)}\n` : asked;
      const now = await shown(get, checked);
      const text = `${words}Payout ${id} is ${statusText(now)}.`;
      await this.printOne(options.format, payoutBody(now, null), text);
    });
  }
}

function whyNotAsked(before: Payout, after: Payout): string {
  if (before.status === 'transferring') return 'Not asked: its transfer is being sent, and its response is the answer.';
  if (before.fence === after.fence) return 'Not asked from here: another process works on it at this moment.';
  return `Not asked: ${before.provider} has no status check for it, and its callbacks decide.`;
}

interface ResolveOptions extends DangerousOptions {
  readonly paid?: boolean;
  readonly failed?: boolean;
  readonly reason?: string;
  readonly evidence?: string;
}

@SubCommand({
  name: 'resolve',
  arguments: '<payout-id>',
  description: 'end a payout in review: --paid or --failed, with the reason; needs proof',
})
export class ResolvePayoutCommand extends DangerousCommand {
  @Option({ flags: '--paid', description: 'the receiver has the money' })
  readPaid(): boolean {
    return true;
  }

  @Option({ flags: '--failed', description: 'no money moved; the client may pay again' })
  readFailed(): boolean {
    return true;
  }

  @Option({ flags: '--reason <text>', description: 'why this is certain; recorded in the history' })
  readReason(text: string): string {
    return readText('--reason', text, LONGEST_REASON);
  }

  @Option({ flags: '--evidence <text>', description: 'what proves it: a row of a statement, a ticket' })
  readEvidence(text: string): string {
    return readText('--evidence', text, LONGEST_EVIDENCE);
  }

  override async run([text]: [string], options: ResolveOptions): Promise<void> {
    const id = readId('<payout-id>', text);
    const { paid = false, failed = false, reason, evidence = null } = options;
    if (paid === failed) throw new UsageError('add either --paid or --failed');
    if (reason === undefined) throw new UsageError('--reason is required: state why this is certain');
    this.assertCanBeAsked(options);
    const by = this.actorOf(options);
    const resolution = paid ? 'paid' : 'failed';
    await this.domain.use(async (get) => {
      const payout = await get(OverseePayouts).byId(id);
      const what = `${rupiahText(payout.amount)} to ${destinationText(await shown(get, payout))} (${payout.reference})`;
      const danger = paid ? '' : ' If it was paid after all, the client may pay it twice.';
      if (payout.status === 'review') await this.ask(`Resolve ${what} as ${resolution}?${danger}`, options);
      const resolved = await get(ResolvePayout).resolve(payout, { resolution, reason, evidence }, by);
      const words =
        resolved.status === 'review'
          ? `Payout ${id} needs two operators: ${by.name} proposes ${resolution}, and a second operator has to submit the same resolution.`
          : `Payout ${id} is ${resolved.status}: resolved as ${resolution} by ${by.name}.`;
      await this.printOne(options.format, payoutBody(await shown(get, resolved), null), words);
    });
  }
}
