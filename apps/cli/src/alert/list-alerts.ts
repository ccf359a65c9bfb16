import { Option, SubCommand } from 'nest-commander';
import { ALERT_KINDS, type Alert, type AlertKind, OverseePayouts } from '#libs/payouts';
import { Domain } from '../core/domain.js';
import { ListingCommand, type ListOptions } from '../core/listing-command.js';
import { readId } from '../input/read-text.js';
import { readTime } from '../input/read-time.js';
import { readWord } from '../input/read-word.js';
import { collect, printList, readParts } from '../output/print-list.js';
import type { Column } from '../output/table.js';
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

@SubCommand({ name: 'list', description: 'what a person has to see, newest first; docs/RUNBOOK.md says what to do' })
export class ListAlerts extends ListingCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  @Option({ flags: '--kind <kind>', description: ALERT_KINDS.join(', ') })
  readKind(text: string): AlertKind {
    return readWord('--kind', text, ALERT_KINDS);
  }

  @Option({ flags: '--payout <id>', description: 'only alerts about this payout' })
  readPayout(text: string): string {
    return readId('--payout', text);
  }

  @Option({ flags: '--from <time>', description: 'only alerts since then' })
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
      await printList(format, await collect(parts), { columns: COLUMNS, body: alertBody });
    });
  }
}

/** An alert for programs. */
export function alertBody({ id, at, kind, payoutId, message, detail }: Alert) {
  return { id, at: at.toISOString(), kind, payoutId, message, detail };
}
