import { Command, Option } from 'nest-commander';
import { Refused } from '../core/errors.js';
import { type CommonOptions, SalurCommand } from '../core/salur-command.js';
import { judgeStatus } from './judge-status.js';
import { ReadStatus } from './read-status.js';
import { statusBody, statusText } from './status-text.js';

interface Options extends CommonOptions {
  readonly json?: boolean;
}

@Command({
  name: 'status',
  description:
    'show the service as a whole: database, workers, providers, what waits, alerts; exit code 1 when a person should look',
})
export class ShowStatus extends SalurCommand {
  @Option({ flags: '--json', description: 'the same as --format json' })
  readJson(): boolean {
    return true;
  }

  override async run(_: string[], { format, json }: Options): Promise<void> {
    const causes = await this.domain.use(async (get) => {
      const status = await get(ReadStatus).read();
      const found = judgeStatus(status);
      await this.printOne(json ? 'json' : format, statusBody(status, found), statusText(status, found));
      return found;
    });
    if (causes.length > 0) throw new Refused(`a person should look: ${causes.map(({ code }) => code).join(', ')}`);
  }
}
