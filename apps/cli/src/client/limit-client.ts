import { SubCommand } from 'nest-commander';
import { ManageClients } from '#libs/clients';
import { Domain } from '../core/domain.js';
import { UsageError } from '../core/errors.js';
import { note } from '../output/print.js';
import { printOne } from '../output/print-list.js';
import { clientBody, clientWords } from './client-body.js';
import { findClient } from './find-client.js';
import { LimitingCommand, type LimitOptions, limitOf } from './limit-options.js';

@SubCommand({
  name: 'limits',
  arguments: '<client>',
  description: 'set what a client may create in a day of Jakarta; what is not said stays',
})
export class LimitClient extends LimitingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  override async run([nameOrId]: [string], options: LimitOptions): Promise<void> {
    const { dailyAmount, dailyCount } = options;
    if (dailyAmount === undefined && dailyCount === undefined) {
      throw new UsageError('say which limit: --daily-amount, --daily-count or both; none takes one away');
    }
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const { client } = await findClient(get, nameOrId);
      const limits = {
        amount: limitOf(dailyAmount, client.dailyAmountLimit),
        count: limitOf(dailyCount, client.dailyCountLimit),
      };
      const changed = await get(ManageClients).change(client.id, { limits }, by);
      note(`Set by ${by.name}; it holds for every payout from now on.`);
      await printOne(options.format, clientBody(changed), clientWords(changed));
    });
  }
}
