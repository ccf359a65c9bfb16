import { SubCommand } from 'nest-commander';
import { ConfirmPayout, OverseePayouts } from '#libs/payouts';
import { Domain } from '../core/domain.js';
import { type ChangeOptions, ChangingCommand } from '../core/salur-command.js';
import { readId } from '../input/read-text.js';
import { printOne } from '../output/print-list.js';
import { payoutBody } from './payout-body.js';
import { shown } from './shown-payout.js';

@SubCommand({ name: 'confirm', arguments: '<payout-id>', description: 'let a payout go that waits for a person' })
export class ConfirmPayoutCommand extends ChangingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  override async run([text]: [string], options: ChangeOptions): Promise<void> {
    const id = readId('<payout-id>', text);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      // No money leaves from here: this machine may be none that the provider lets in, and somebody may press Ctrl-C.
      const confirmed = await get(ConfirmPayout).confirm(await get(OverseePayouts).byId(id), by);
      const words = `Payout ${id} is confirmed, by ${by.name}; a worker sends it. See: salur payout show ${id}`;
      await printOne(options.format, payoutBody(shown(get, confirmed), null), words);
    });
  }
}
