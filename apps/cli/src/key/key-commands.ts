import { Option, SubCommand } from 'nest-commander';
import type { Actor } from '#libs/audit';
import { ALL_SCOPES, type ApiKey, type MadeKey, ManageKeys, type Scope } from '#libs/clients';
import { findClient } from '../client/client.js';
import { UsageError } from '../core/errors.js';
import {
  type ChangeOptions,
  ChangingCommand,
  DangerousCommand,
  type DangerousOptions,
  group,
  ListingCommand,
  type ListOptions,
} from '../core/salur-command.js';
import { readDuration, readId, readText, readTimeToCome, readWord } from '../input/input.js';
import { type Column, collect, readParts, toJson } from '../output/output.js';
import { isoOrNull, timeText } from '../output/words.js';

const DAY_MS = 86_400_000;
const LONGEST_OVERLAP_MS = 30 * DAY_MS;

/** A key without its secret, for programs, in the words of the REST API. */
function keyBody(key: ApiKey) {
  return {
    id: key.id,
    clientId: key.clientId,
    name: key.name,
    scopes: key.scopes,
    createdAt: key.createdAt.toISOString(),
    expiresAt: isoOrNull(key.expiresAt),
    revokedAt: isoOrNull(key.revokedAt),
    lastUsedAt: isoOrNull(key.lastUsedAt),
    replacesKeyId: key.replacesKeyId,
  };
}

const KEY_COLUMNS: readonly Column<ApiKey>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'NAME', of: ({ name }) => name },
  { title: 'STATE', of: (key) => stateText(key, new Date()) },
  { title: 'SCOPES', of: ({ scopes }) => scopes.join(' ') },
  { title: 'CREATED (WIB)', of: ({ createdAt }) => timeText(createdAt) },
  { title: 'LAST USED (WIB)', of: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : timeText(lastUsedAt)) },
  { title: 'REPLACES', of: ({ replacesKeyId }) => replacesKeyId },
];

/** Whether a key works, for people. */
function stateText({ revokedAt, expiresAt }: ApiKey, now: Date): string {
  if (revokedAt !== null) return `revoked ${timeText(revokedAt)}`;
  if (expiresAt === null) return 'works';
  return `${expiresAt > now ? 'works until' : 'expired'} ${timeText(expiresAt)}`;
}

interface KeyMakingOptions extends ChangeOptions {
  readonly quiet?: boolean;
  readonly expiresAt?: Date;
}

/** A command that creates a key and prints its secret, only this once. */
abstract class KeyMakingCommand extends ChangingCommand {
  @Option({ flags: '--quiet', description: 'print the key and nothing else' })
  readQuiet(): boolean {
    return true;
  }

  @Option({ flags: '--expires-at <time>', description: 'when it expires: a time with its zone, or 90d for in 90 days' })
  readExpiresAt(text: string): Date {
    return readTimeToCome('--expires-at', text);
  }

  /** The key itself goes to standard output alone, so that it can be piped into a secret store. */
  protected async printKey({ key, text }: MadeKey, by: Actor, { quiet, format }: KeyMakingOptions): Promise<void> {
    if (!quiet) {
      const state = stateText(key, new Date());
      this.terminal.note(`API key ${key.id}, created by ${by.name}: ${key.scopes.join(' ')}; it ${state}.`);
      this.terminal.note('It is printed only this once and stored nowhere:');
    }
    await this.terminal.print(format === 'json' ? `${toJson({ ...keyBody(key), key: text })}\n` : `${text}\n`);
  }
}

interface CreateOptions extends KeyMakingOptions {
  readonly name?: string;
  readonly scope?: readonly Scope[];
}

@SubCommand({ name: 'create', arguments: '<client>', description: 'create a key of a client and print it, only once' })
class CreateKey extends KeyMakingCommand {
  @Option({ flags: '--name <name>', description: 'the person or service that has it, as the history shows it' })
  readName(text: string): string {
    return readText('--name', text, 64);
  }

  @Option({ flags: '--scope <scope>', description: `what it may do; repeatable: ${ALL_SCOPES.join(', ')}` })
  readScope(text: string, before: readonly Scope[] = []): readonly Scope[] {
    return [...new Set([...before, readWord('--scope', text, ALL_SCOPES)])];
  }

  override async run([nameOrId]: [string], options: CreateOptions): Promise<void> {
    const { name = null, scope: scopes = [], expiresAt = null } = options;
    if (scopes.length === 0) throw new UsageError(`--scope is required: ${ALL_SCOPES.join(', ')}`);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const { client } = await findClient(get, nameOrId);
      await this.printKey(await get(ManageKeys).create(client.id, { name, scopes, expiresAt }, by), by, options);
    });
  }
}

@SubCommand({
  name: 'list',
  arguments: '<client>',
  description: 'list the keys of a client, oldest first, ended ones too',
})
class ListKeys extends ListingCommand {
  override async run([nameOrId]: [string], { format, limit }: ListOptions): Promise<void> {
    await this.domain.use(async (get) => {
      const { client } = await findClient(get, nameOrId);
      const parts = readParts(
        limit,
        (most, after) => get(ManageKeys).list(client.id, { limit: most, after }),
        ({ id }) => id,
      );
      await this.printList(format, await collect(parts), { columns: KEY_COLUMNS, body: keyBody });
    });
  }
}

interface RotateOptions extends KeyMakingOptions {
  /** Milliseconds. */
  readonly overlap?: number;
}

@SubCommand({
  name: 'rotate',
  arguments: '<key-id>',
  description: 'create a key that replaces another, with the same scopes, and print it, only once',
})
class RotateKey extends KeyMakingCommand {
  @Option({ flags: '--overlap <duration>', description: 'how long the old key still works; default a day' })
  readOverlap(text: string): number {
    return readDuration('--overlap', text, LONGEST_OVERLAP_MS);
  }

  override async run([text]: [string], options: RotateOptions): Promise<void> {
    const id = readId('<key-id>', text);
    const by = this.actorOf(options);
    const { overlap: overlapMs = DAY_MS, expiresAt = null } = options;
    await this.domain.use(async (get) => {
      await this.printKey(await get(ManageKeys).rotate(id, { overlapMs, expiresAt }, by), by, options);
    });
  }
}

@SubCommand({ name: 'revoke', arguments: '<key-id>', description: 'end a key for good, within 5 s' })
class RevokeKey extends DangerousCommand {
  override async run([text]: [string], options: DangerousOptions): Promise<void> {
    const id = readId('<key-id>', text);
    this.assertCanBeAsked(options);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      await this.ask(`Revoke the key ${id}? Its users lose access at once. This cannot be undone.`, options);
      const revoked = await get(ManageKeys).revoke(id, by);
      const words = `Key ${id} is revoked, by ${by.name}; every replica rejects it within 5 s.`;
      await this.printOne(options.format, keyBody(revoked), words);
    });
  }
}

export const KEY_COMMANDS = group('key', 'the API keys of clients', [CreateKey, ListKeys, RotateKey, RevokeKey]);
