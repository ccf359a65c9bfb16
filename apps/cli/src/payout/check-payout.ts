import { SubCommand } from 'nest-commander';
import { CheckNow, OverseePayouts, type Payout } from '#libs/payouts';
import { RailDirectory } from '#libs/rails';
import { Domain } from '../core/domain.js';
import { Refused } from '../core/errors.js';
import { type ChangeOptions, ChangingCommand } from '../core/salur-command.js';
import { readId } from '../input/read-text.js';
import { printOne } from '../output/print-list.js';
import { exchangeText } from './exchange-text.js';
import { payoutBody } from './payout-body.js';
import { statusText } from './payout-columns.js';
import { shown } from './shown-payout.js';

@SubCommand({
  name: 'check',
  arguments: '<payout-id>',
  description: 'have the provider asked now, from here; needs its credentials in the environment',
})
export class CheckPayoutCommand extends ChangingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  override async run([text]: [string], options: ChangeOptions): Promise<void> {
    const id = readId('<payout-id>', text);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const payouts = get(OverseePayouts);
      const payout = await payouts.byId(id);
      // Without them nobody could be asked, and that would be recorded as an answer that says nothing.
      if (get(RailDirectory).rail(payout.rail) === undefined) {
        throw new Refused(`${payout.rail} has no credentials here: run this with the environment of the service`);
      }
      const asked = (await payouts.record(id)).exchanges.length;
      const checked = await get(CheckNow).check(payout, by);
      const told = (await payouts.record(id)).exchanges.slice(asked);
      const heard = told.map((exchange) => `${exchange.provider} was asked: ${exchangeText(exchange)}.\n`).join('');
      const words = heard === '' ? `${whyNobody(payout, checked)}\n` : heard;
      await printOne(
        options.format,
        payoutBody(shown(get, checked), null),
        `${words}Payout ${id} is ${statusText(checked)}.`,
      );
    });
  }
}

/** Why nobody was asked. */
function whyNobody(before: Payout, after: Payout): string {
  if (before.status === 'transferring') return 'Nobody was asked: its transfer is being sent, and answers by itself.';
  if (before.fence === after.fence) return 'Nobody was asked from here: another process works on it at this moment.';
  return `Nobody can be asked: ${before.provider} has no status check for it, and its callbacks decide.`;
}
