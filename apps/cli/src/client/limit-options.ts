import { Option } from 'nest-commander';
import { type ChangeOptions, ChangingCommand } from '../core/salur-command.js';
import { readLimit } from '../input/read-number.js';

export interface LimitOptions extends ChangeOptions {
  readonly dailyAmount?: bigint | 'none';
  readonly dailyCount?: bigint | 'none';
}

const MOST_PAYOUTS = 1_000_000_000n;

/** A command that sets what a client may create in a day of Jakarta. */
export abstract class LimitingCommand extends ChangingCommand {
  @Option({
    flags: '--daily-amount <rupiah>',
    description: 'whole rupiah that it may create payouts for in a day, or none',
  })
  readDailyAmount(text: string): bigint | 'none' {
    return readLimit('--daily-amount', text);
  }

  @Option({ flags: '--daily-count <payouts>', description: 'how many payouts it may create in a day, or none' })
  readDailyCount(text: string): bigint | 'none' {
    return readLimit('--daily-count', text, MOST_PAYOUTS);
  }
}

/** What an option asks for; null: none. @param before what holds when nothing is asked for */
export function limitOf(wished: bigint | 'none' | undefined, before: bigint | null): bigint | null {
  if (wished === undefined) return before;
  return wished === 'none' ? null : wished;
}
