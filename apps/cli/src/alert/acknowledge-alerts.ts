import { Option, SubCommand } from 'nest-commander';
import { AcknowledgeAlerts, ALERT_KINDS, type AlertKind } from '#libs/payouts';
import { UsageError } from '../core/errors.js';
import { type ChangeOptions, ChangingCommand } from '../core/salur-command.js';
import { readId, readText, readTime, readWord } from '../input/input.js';
import { timeText } from '../output/words.js';
import { alertBody } from './alert-body.js';

const LONGEST_REASON = 500;

interface Options extends ChangeOptions {
  readonly reason?: string;
  readonly before?: Date;
  readonly kind?: AlertKind;
}

@SubCommand({
  name: 'ack',
  arguments: '[alert-id]',
  description:
    'acknowledge an alert, or with --before many: a person has seen it. Nothing else changes; it is recorded in the audit trail',
})
export class AcknowledgeAlertsCommand extends ChangingCommand {
  @Option({ flags: '--reason <text>', description: 'what was found; recorded in the audit trail' })
  readReason(text: string): string {
    return readText('--reason', text, LONGEST_REASON);
  }

  @Option({ flags: '--before <time>', description: 'all alerts that were raised before this time, instead of one' })
  readBefore(text: string): Date {
    return readTime('--before', text);
  }

  @Option({ flags: '--kind <kind>', description: 'with --before: only alerts of this kind' })
  readKind(text: string): AlertKind {
    return readWord('--kind', text, ALERT_KINDS);
  }

  override async run([text]: string[], options: Options): Promise<void> {
    const { before, kind, reason = null, format } = options;
    if ((text === undefined) === (before === undefined))
      throw new UsageError('name one alert by its id, or several by --before <time>');
    if (kind !== undefined && before === undefined) throw new UsageError('--kind needs --before <time>');
    const id = text === undefined ? null : readId('<alert-id>', text);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      if (id !== null) {
        const alert = await get(AcknowledgeAlerts).one(id, reason, by);
        const words = `Alert ${id} (${alert.kind}) is acknowledged, by ${alert.acknowledgedBy}.`;
        return this.printOne(format, alertBody(alert), words);
      }
      const time = before as Date;
      const count = await get(AcknowledgeAlerts).before(time, kind ?? null, reason, by);
      const words = `${count} alerts from before ${timeText(time)} WIB are acknowledged, by ${by.name}.`;
      return this.printOne(format, { acknowledged: count }, words);
    });
  }
}
