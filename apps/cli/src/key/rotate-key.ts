import { Option, SubCommand } from 'nest-commander';
import { ManageKeys } from '#libs/clients';
import { Domain } from '../core/domain.js';
import { readId } from '../input/read-text.js';
import { readDuration } from '../input/read-time.js';
import { KeyMakingCommand, type KeyMakingOptions } from './key-making-command.js';

const DAY_MS = 86_400_000;
const LONGEST_OVERLAP_MS = 30 * DAY_MS;

interface Options extends KeyMakingOptions {
  /** Milliseconds. */
  readonly overlap?: number;
}

@SubCommand({
  name: 'rotate',
  arguments: '<key-id>',
  description: 'make a key in the place of another, with the same scopes, and show it, this once',
})
export class RotateKey extends KeyMakingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  @Option({ flags: '--overlap <duration>', description: 'how long the old key still works; a day when not said' })
  readOverlap(text: string): number {
    return readDuration('--overlap', text, LONGEST_OVERLAP_MS);
  }

  override async run([text]: [string], options: Options): Promise<void> {
    const id = readId('<key-id>', text);
    const by = this.actorOf(options);
    const { overlap: overlapMs = DAY_MS, expiresAt = null } = options;
    await this.domain.use(async (get) => {
      await this.tell(await get(ManageKeys).rotate(id, { overlapMs, expiresAt }, by), by, options);
    });
  }
}
