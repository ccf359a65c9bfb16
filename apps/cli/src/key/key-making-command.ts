import { Option } from 'nest-commander';
import type { Actor } from '#libs/audit';
import type { MadeKey } from '#libs/clients';
import { type ChangeOptions, ChangingCommand } from '../core/salur-command.js';
import { readTimeToCome } from '../input/read-time.js';
import { toJson } from '../output/json.js';
import { note, print } from '../output/print.js';
import { keyBody, stateText } from './key-body.js';

export interface KeyMakingOptions extends ChangeOptions {
  readonly quiet?: boolean;
  readonly expiresAt?: Date;
}

/** A command that makes a key and tells its secret, this once. */
export abstract class KeyMakingCommand extends ChangingCommand {
  @Option({ flags: '--quiet', description: 'print the key and nothing else' })
  readQuiet(): boolean {
    return true;
  }

  @Option({ flags: '--expires-at <time>', description: 'when it ends: a time with its zone, or 90d for in 90 days' })
  readExpiresAt(text: string): Date {
    return readTimeToCome('--expires-at', text);
  }

  /** The key itself goes to standard output alone, so that it can be piped into a secret store. */
  protected async tell({ key, text }: MadeKey, by: Actor, { quiet, format }: KeyMakingOptions): Promise<void> {
    if (!quiet) {
      note(`API key ${key.id}, made by ${by.name}: ${key.scopes.join(' ')}; it ${stateText(key, new Date())}.`);
      note('It is shown this once and kept nowhere:');
    }
    await print(format === 'json' ? `${toJson({ ...keyBody(key), key: text })}\n` : `${text}\n`);
  }
}
