import { SubCommand } from 'nest-commander';
import { EditCalendar } from '#libs/rails';
import { UsageError } from '../core/errors.js';
import { type ChangeOptions, ChangingCommand, group } from '../core/salur-command.js';

function readYear(text: string | undefined): number {
  if (text === undefined || !/^20\d\d$/.test(text)) throw new UsageError('<year>: send a year from 2000 to 2099');
  return Number(text);
}

@SubCommand({
  name: 'complete',
  arguments: '<year>',
  description: 'say that all holidays and joint leave of a year are declared: the daily reminder ends',
})
class CompleteYear extends ChangingCommand {
  override async run([text]: string[], options: ChangeOptions): Promise<void> {
    const year = readYear(text);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const changed = await get(EditCalendar).complete(year, by);
      const words = changed ? `The calendar of ${year} is complete, says ${by.name}.` : `It was complete before.`;
      await this.printOne(options.format, { year, complete: true, changed }, words);
    });
  }
}

@SubCommand({ name: 'reopen', arguments: '<year>', description: 'take back that a year is complete' })
class ReopenYear extends ChangingCommand {
  override async run([text]: string[], options: ChangeOptions): Promise<void> {
    const year = readYear(text);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const changed = await get(EditCalendar).reopen(year, by);
      const words = changed ? `The calendar of ${year} is open again.` : `No person had said that it is complete.`;
      await this.printOne(options.format, { year, complete: false, changed }, words);
    });
  }
}

/** `salur calendar` */
export const CALENDAR_COMMANDS = group('calendar', 'the days on which banks settle', [CompleteYear, ReopenYear]);
