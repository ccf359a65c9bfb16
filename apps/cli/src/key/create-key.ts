import { Option, SubCommand } from 'nest-commander';
import { ALL_SCOPES, ManageKeys, type Scope } from '#libs/clients';
import { findClient } from '../client/find-client.js';
import { Domain } from '../core/domain.js';
import { UsageError } from '../core/errors.js';
import { readWord } from '../input/read-word.js';
import { KeyMakingCommand, type KeyMakingOptions } from './key-making-command.js';

interface Options extends KeyMakingOptions {
  readonly scope?: readonly Scope[];
}

@SubCommand({ name: 'create', arguments: '<client>', description: 'make a key of a client and show it, this once' })
export class CreateKey extends KeyMakingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  @Option({ flags: '--scope <scope>', description: `what it may do; repeatable: ${ALL_SCOPES.join(', ')}` })
  readScope(text: string, before: readonly Scope[] = []): readonly Scope[] {
    return [...new Set([...before, readWord('--scope', text, ALL_SCOPES)])];
  }

  override async run([nameOrId]: [string], options: Options): Promise<void> {
    const { scope: scopes = [], expiresAt = null } = options;
    if (scopes.length === 0) throw new UsageError(`say what it may do by --scope: ${ALL_SCOPES.join(', ')}`);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const { client } = await findClient(get, nameOrId);
      await this.tell(await get(ManageKeys).create(client.id, { scopes, expiresAt }, by), by, options);
    });
  }
}
