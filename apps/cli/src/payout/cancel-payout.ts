import { SubCommand } from 'nest-commander';
import { CancelPayout, OverseePayouts } from '#libs/payouts';
import { Domain } from '../core/domain.js';
import { type ChangeOptions, ChangingCommand } from '../core/salur-command.js';
import { readId } from '../input/read-text.js';
import { printOne } from '../output/print-list.js';
import { payoutBody } from './payout-body.js';
import { shown } from './shown-payout.js';

@SubCommand({ name: 'cancel', arguments: '<payout-id>', description: 'call a payout off that is not on its way' })
export class CancelPayoutCommand extends ChangingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  override async run([text]: [string], options: ChangeOptions): Promise<void> {
    const id = readId('<payout-id>', text);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const cancelled = await get(CancelPayout).cancel(await get(OverseePayouts).byId(id), by);
      await printOne(
        options.format,
        payoutBody(shown(get, cancelled), null),
        `Payout ${id} is cancelled, by ${by.name}.`,
      );
    });
  }
}
