import { Option, SubCommand } from 'nest-commander';
import { ALERT_KINDS, type Alert, type AlertKind, OverseePayouts } from '#libs/payouts';
import { ListingCommand, type ListOptions } from '../core/salur-command.js';
import { readId, readTime, readWord } from '../input/input.js';
import { collect, type Part, readParts } from '../output/output.js';
import { ALERT_COLUMNS, alertBody } from './alert-body.js';

interface Options extends ListOptions {
  readonly kind?: AlertKind;
  readonly payout?: string;
  readonly from?: Date;
  readonly all?: boolean;
}

@SubCommand({
  name: 'list',
  description: 'list the alerts that no person has acknowledged, newest first; docs/RUNBOOK.md says what to do',
})
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

  @Option({ flags: '--all', description: 'then also the acknowledged ones' })
  readAll(): boolean {
    return true;
  }

  override async run(_: string[], { format, limit, kind, payout: payoutId, from, all }: Options): Promise<void> {
    await this.domain.use(async (get) => {
      const read = (acknowledged: boolean, most: number) =>
        collect(
          readParts(
            most,
            (count, before) => get(OverseePayouts).alerts({ kind, payoutId, from, acknowledged }, count, before),
            ({ id }) => id,
          ),
        );
      const open = await read(false, limit);
      const listed = all && !open.more ? await withAcknowledged(open, limit, read) : open;
      await this.printList(format, listed, { columns: ALERT_COLUMNS, body: alertBody });
    });
  }
}

async function withAcknowledged(
  open: Part<Alert>,
  limit: number,
  read: (acknowledged: boolean, most: number) => Promise<Part<Alert>>,
): Promise<Part<Alert>> {
  const left = limit - open.items.length;
  const { items, more } = await read(true, Math.max(left, 1));
  if (left === 0) return { items: open.items, more: items.length > 0 };
  return { items: [...open.items, ...items], more };
}
