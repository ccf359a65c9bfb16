import { Command, Option } from 'nest-commander';
import { ErasePersonalData } from '#libs/payouts';
import { SETTINGS, type Settings } from '#libs/platform';
import { Domain } from './core/domain.js';
import { wrong } from './core/errors.js';
import { DangerousCommand, type DangerousOptions } from './core/salur-command.js';
import { readDuration } from './input/read-time.js';
import { printOne } from './output/print-list.js';

const DAY_MS = 86_400_000;
/** While a payout may still come back, who was paid has to be known. */
const SHORTEST_MS = 30 * DAY_MS;
const LONGEST_MS = 36_500 * DAY_MS;

interface Options extends DangerousOptions {
  readonly olderThan?: number;
}

@Command({
  name: 'purge',
  description:
    'erase personal data of payouts that ended long ago; amounts, statuses and hashes stay. The service does so by itself, hourly',
})
export class Purge extends DangerousCommand {
  constructor(private readonly domain: Domain) {
    super();
  }

  @Option({
    flags: '--older-than <duration>',
    description: 'ended so long ago, at least 30d; PERSONAL_DATA_KEPT when not said',
  })
  readOlderThan(text: string): number {
    const olderThanMs = readDuration('--older-than', text, LONGEST_MS);
    if (olderThanMs < SHORTEST_MS) throw wrong('--older-than', 'send at least 30d: a payout may come back until then');
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
      await this.ask(`Erase who was paid by payouts that ${before}? This cannot be taken back.`, options);
      const erased = await get(ErasePersonalData).order(keptMs, by);
      const words = `Erased: ${erased.payouts} payouts that ${before}, ${erased.callbacks} callbacks that were about none.`;
      await printOne(options.format, erased, words);
    });
  }
}
