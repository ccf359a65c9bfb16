import { Command, Option } from 'nest-commander';
import { ErasePersonalData } from '#libs/payouts';
import { SETTINGS, type Settings } from '#libs/platform';
import { Refused, wrong } from './core/errors.js';
import { DangerousCommand, type DangerousOptions } from './core/salur-command.js';
import { readDuration } from './input/input.js';

const DAY_MS = 86_400_000;
/** While a payout may still be returned, its receiver has to be known. */
const SHORTEST_MS = 30 * DAY_MS;
const LONGEST_MS = 36_500 * DAY_MS;

interface Options extends DangerousOptions {
  readonly olderThan?: number;
}

@Command({
  name: 'erase',
  description:
    'erase personal data of payouts that ended long ago; amounts, statuses and hashes stay. The service does this hourly',
})
export class Erase extends DangerousCommand {
  @Option({
    flags: '--older-than <duration>',
    description: 'ended at least this long ago, 30d or more; default PERSONAL_DATA_KEPT',
  })
  readOlderThan(text: string): number {
    const olderThanMs = readDuration('--older-than', text, LONGEST_MS);
    if (olderThanMs < SHORTEST_MS)
      throw wrong('--older-than', 'send at least 30d: a payout may be returned until then');
    return olderThanMs;
  }

  override async run(_: string[], options: Options): Promise<void> {
    this.assertCanBeAsked(options);
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      // The settings are known by a symbol, which Nest takes as it takes a class.
      const { personalDataKeptMs } = get<Settings>(SETTINGS as never);
      const keptMs = options.olderThan ?? personalDataKeptMs;
      const before = `ended more than ${Math.floor(keptMs / DAY_MS)} days ago`;
      await this.ask(`Erase the personal data of payouts that ${before}? This cannot be undone.`, options);
      const erased = await get(ErasePersonalData).order(keptMs, by);
      const words = `Erased: ${erased.payouts} payouts that ${before}, ${erased.callbacks} callbacks that belong to no payout.`;
      const left = erased.failed === 0 ? '' : ` ${erased.failed} rows could not be erased: see salur alert list.`;
      await this.printOne(options.format, erased, `${words}${left}`);
      if (erased.failed > 0) throw new Refused('Some rows could not be erased');
    });
  }
}
