import { Option } from 'nest-commander';
import { readCount } from '../input/read-number.js';
import { type CommonOptions, SalurCommand } from './salur-command.js';

export interface ListOptions extends CommonOptions {
  /** Infinity: all. */
  readonly limit: number;
}

export const DEFAULT_LIMIT = 50;

/** A command that prints a list. */
export abstract class ListingCommand extends SalurCommand {
  @Option({ flags: '--limit <count>', description: 'how many at most, or all', defaultValue: DEFAULT_LIMIT })
  readLimit(text: string): number {
    return readCount('--limit', text);
  }
}
