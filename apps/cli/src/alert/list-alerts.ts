import { Option, SubCommand } from 'nest-commander';
import { ALERT_KINDS, type Alert, type AlertKind, OverseePayouts } from '#libs/payouts';
import { ListingCommand, type ListOptions } from '../core/salur-command.js';
import { readId, readTime, readWord } from '../input/input.js';
import { type Column, collect, readParts } from '../output/output.js';
import { timeText } from '../output/words.js';

interface Options extends ListOptions {
  readonly kind?: AlertKind;
  readonly payout?: string;
  readonly from?: Date;
}

const COLUMNS: readonly Column<Alert>[] = [
  { title: 'AT (WIB)', of: ({ at }) => timeText(at) },
  { title: 'KIND', of: ({ kind }) => kind },
  { title: 'PAYOUT', of: ({ payoutId }) => payoutId },
  { title: 'MESSAGE', of: ({ message }) => message },
];

@SubCommand({ name: 'list', description: 'list what needs an operator, newest first; docs/RUNBOOK.md says what to do' })
export class ListAlerts extends ListingCommand {
  @Option({ flags: '--kind <kind>', description: ALERT_KINDS.join(', ') })
  readKind(text: string): AlertKind {
    return readWord('--kind', text, ALERT_KINDS);
  }

  @Option({ flags: '--payout <id>', description: 'only alerts about this payout' })
  readPayout(text: string): string {
    return readId('--payout', text);
  }

  @Option({ flags: '--from <time>', description: 'only alerts since this time' })
  readFrom(text: string): Date {
    return readTime('--from', text);
  }

  override async run(_: string[], { format, limit, kind, payout: payoutId, from }: Options): Promise<void> {
    await this.domain.use(async (get) => {
      const filter = { kind, payoutId, from };
      const parts = readParts(
        limit,
        (most, before) => get(OverseePayouts).alerts(filter, most, before),
        ({ id }) => id,
      );
      await this.printList(format, await collect(parts), { columns: COLUMNS, body: alertBody });
    });
  }
}

/** An alert for programs. */
export function alertBody({ id, at, kind, payoutId, message, detail }: Alert) {
  return { id, at: at.toISOString(), kind, payoutId, message, detail };
}
