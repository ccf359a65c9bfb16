import { Option } from 'nest-commander';
import { ALL, readCount } from '../input/read-number.js';
import { readWord } from '../input/read-word.js';
import { DEFAULT_LIMIT } from './listing-command.js';
import { SalurCommand } from './salur-command.js';

export interface ExportOptions {
  readonly format: string;
  readonly limit?: number;
}

/** A command that prints a list, also as an export for spreadsheets, which then has all there is. */
export abstract class ExportingCommand extends SalurCommand {
  @Option({ flags: '--format <format>', description: 'table, json or csv', defaultValue: 'table' })
  override readFormat(text: string): string {
    return readWord('--format', text, ['table', 'json', 'csv']);
  }

  @Option({
    flags: '--limit <count>',
    description: `how many at most, or all; ${DEFAULT_LIMIT} when not said, for csv all`,
  })
  readLimit(text: string): number {
    return readCount('--limit', text);
  }

  /** @returns how many are wanted; Infinity: all */
  protected limitOf({ format, limit }: ExportOptions): number {
    return limit ?? (format === 'csv' ? ALL : DEFAULT_LIMIT);
  }
}
