import { Option, SubCommand } from 'nest-commander';
import type { Actor } from '#libs/audit';
import { type ClientChange, type ClientWithUse, ManageClients } from '#libs/clients';
import type { Get } from '../core/domain.js';
import { UsageError } from '../core/errors.js';
import {
  type ChangeOptions,
  ChangingCommand,
  type CommonOptions,
  DangerousCommand,
  type DangerousOptions,
  group,
  ListingCommand,
  type ListOptions,
  SalurCommand,
} from '../core/salur-command.js';
import { readAddress, readLimit, readText } from '../input/input.js';
import { collect, readParts } from '../output/output.js';
import { CLIENT_COLUMNS, clientBody, clientWords, findClient } from './client.js';

const LONGEST_NAME = 100;
const MOST_PAYOUTS = 1_000_000_000n;

interface LimitOptions extends ChangeOptions {
  readonly dailyAmount?: bigint | 'none';
  readonly dailyCount?: bigint | 'none';
}

/** A command that sets what a client may create in a day of Jakarta. */
abstract class LimitingCommand extends ChangingCommand {
  @Option({
    flags: '--daily-amount <rupiah>',
    description: 'whole rupiah that the client may create payouts for in a day, or none',
  })
  readDailyAmount(text: string): bigint | 'none' {
    return readLimit('--daily-amount', text);
  }

  @Option({ flags: '--daily-count <payouts>', description: 'how many payouts the client may create in a day, or none' })
  readDailyCount(text: string): bigint | 'none' {
    return readLimit('--daily-count', text, MOST_PAYOUTS);
  }
}

/** What an option sets; null: no limit. @param before what stays when the option is absent */
function limitOf(limit: bigint | 'none' | undefined, before: bigint | null): bigint | null {
  if (limit === undefined) return before;
  return limit === 'none' ? null : limit;
}

interface CreateOptions extends LimitOptions {
  readonly address?: readonly string[];
}

@SubCommand({ name: 'create', arguments: '<name>', description: 'create a client; it needs a key as well' })
class CreateClient extends LimitingCommand {
  @Option({
    flags: '--address <address>',
    description: 'an IP address or network that its keys may be used from; repeatable',
  })
  readAddress(text: string, before: readonly string[] = []): readonly string[] {
    return [...before, readAddress('--address', text)];
  }

  override async run([text]: [string], options: CreateOptions): Promise<void> {
    const name = readText('<name>', text, LONGEST_NAME);
    const by = this.actorOf(options);
    const { dailyAmount, dailyCount, address: allowedAddresses = [] } = options;
    await this.domain.use(async (get) => {
      const limits = { amount: limitOf(dailyAmount, null), count: limitOf(dailyCount, null) };
      const created = await get(ManageClients).create({ name, limits, allowedAddresses }, by);
      this.terminal.note(`Created by ${by.name}.`);
      await this.printOne(options.format, clientBody(created), clientWords(created));
    });
  }
}

@SubCommand({ name: 'list', description: 'list all clients, oldest first' })
class ListClients extends ListingCommand {
  override async run(_: string[], { format, limit }: ListOptions): Promise<void> {
    await this.domain.use(async (get) => {
      const clients = get(ManageClients);
      const parts = readParts(
        limit,
        (most, after) => clients.list({ limit: most, after }),
        ({ client }) => client.id,
      );
      await this.printList(format, await collect(parts), { columns: CLIENT_COLUMNS, body: clientBody });
    });
  }
}

@SubCommand({ name: 'show', arguments: '<client>', description: 'show one client, by its name or id' })
class ShowClient extends SalurCommand {
  override async run([nameOrId]: [string], { format }: CommonOptions): Promise<void> {
    await this.domain.use(async (get) => {
      const found = await findClient(get, nameOrId);
      await this.printOne(format, clientBody(found), clientWords(found));
    });
  }
}

@SubCommand({
  name: 'suspend',
  arguments: '<client>',
  description: 'reject requests with any of its keys, within 5 s; payouts accepted before continue',
})
class SuspendClient extends DangerousCommand {
  override async run([nameOrId]: [string], options: DangerousOptions): Promise<void> {
    this.assertCanBeAsked(options);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const { client } = await findClient(get, nameOrId);
      await this.ask(`Suspend the client ${client.name} (${client.id})? None of its keys will work.`, options);
      const suspended = await change(get, client.id, { suspended: true }, by);
      this.terminal.note(`Suspended by ${by.name}; every replica enforces it within 5 s.`);
      await this.printOne(options.format, clientBody(suspended), clientWords(suspended));
    });
  }
}

@SubCommand({ name: 'resume', arguments: '<client>', description: 'accept requests of a suspended client again' })
class ResumeClient extends ChangingCommand {
  override async run([nameOrId]: [string], options: ChangeOptions): Promise<void> {
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const { client } = await findClient(get, nameOrId);
      const resumed = await change(get, client.id, { suspended: false }, by);
      this.terminal.note(`Resumed by ${by.name}; every replica accepts its keys within 5 s.`);
      await this.printOne(options.format, clientBody(resumed), clientWords(resumed));
    });
  }
}

@SubCommand({
  name: 'limits',
  arguments: '<client>',
  description: 'set what a client may create in a day of Jakarta; a limit that is not given stays',
})
class LimitClient extends LimitingCommand {
  override async run([nameOrId]: [string], options: LimitOptions): Promise<void> {
    const { dailyAmount, dailyCount } = options;
    if (dailyAmount === undefined && dailyCount === undefined) {
      throw new UsageError('add --daily-amount, --daily-count or both; none removes a limit');
    }
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const { client } = await findClient(get, nameOrId);
      const limits = {
        amount: limitOf(dailyAmount, client.dailyAmountLimit),
        count: limitOf(dailyCount, client.dailyCountLimit),
      };
      const limited = await change(get, client.id, { limits }, by);
      this.terminal.note(`Set by ${by.name}; it applies to every payout from now on.`);
      await this.printOne(options.format, clientBody(limited), clientWords(limited));
    });
  }
}

function change(get: Get, id: string, changes: ClientChange, by: Actor): Promise<ClientWithUse> {
  return get(ManageClients).change(id, changes, by);
}

export const CLIENT_COMMANDS = group('client', 'the internal services that create payouts, and their limits', [
  CreateClient,
  ListClients,
  ShowClient,
  SuspendClient,
  ResumeClient,
  LimitClient,
]);
