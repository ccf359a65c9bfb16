import { Option, SubCommand } from 'nest-commander';
import { ManageClients } from '#libs/clients';
import { Domain } from '../core/domain.js';
import { readAddress, readText } from '../input/read-text.js';
import { note } from '../output/print.js';
import { printOne } from '../output/print-list.js';
import { clientBody, clientWords } from './client-body.js';
import { LimitingCommand, type LimitOptions, limitOf } from './limit-options.js';

const LONGEST_NAME = 100;

interface Options extends LimitOptions {
  readonly address?: readonly string[];
}

@SubCommand({ name: 'create', arguments: '<name>', description: 'make a client; it needs a key as well' })
export class CreateClient extends LimitingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  @Option({
    flags: '--address <address>',
    description: 'an IP address or network its keys may be used from; repeatable',
  })
  readAddress(text: string, before: readonly string[] = []): readonly string[] {
    return [...before, readAddress('--address', text)];
  }

  override async run([text]: [string], options: Options): Promise<void> {
    const name = readText('<name>', text, LONGEST_NAME);
    const by = this.actorOf(options);
    const { dailyAmount, dailyCount, address: allowedAddresses = [] } = options;
    await this.domain.use(async (get) => {
      const limits = { amount: limitOf(dailyAmount, null), count: limitOf(dailyCount, null) };
      const made = await get(ManageClients).create({ name, limits, allowedAddresses }, by);
      note(`Made by ${by.name}.`);
      await printOne(options.format, clientBody(made), clientWords(made));
    });
  }
}
