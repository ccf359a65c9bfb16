import { SubCommand } from 'nest-commander';
import { DataSource } from 'typeorm';
import { recordAudit } from '#libs/audit';
import { inTransaction, type ReEncrypted, reEncryptData, Vault } from '#libs/platform';
import { Refused } from '../core/errors.js';
import { type ChangeOptions, ChangingCommand } from '../core/salur-command.js';

@SubCommand({
  name: 'rotate',
  description:
    're-encrypt with the first key of DATA_KEYS everything that an older key encrypted; the service may keep running',
})
export class RotateDataKeys extends ChangingCommand {
  override async run(_: string[], options: ChangeOptions): Promise<void> {
    const by = this.actorOf(options);
    await this.domain.use(async (get) => {
      const [dataSource, vault] = [get(DataSource), get(Vault)];
      const subjectId = String(vault.sealingKey);
      await inTransaction(dataSource, (tx) => recordAudit(tx, by, { action: 'data_keys.rotate', subjectId }));
      const columns = await reEncryptData(dataSource, vault, (done) => this.terminal.note(wordsOf(done)));
      const left = columns.reduce((sum, column) => sum + column.left, 0);
      const unreadable = columns.flatMap(({ table, column, unreadable: ids }) =>
        ids.map((id) => `${table}.${column} of ${id}`),
      );
      await this.printOne(
        options.format,
        { sealingKey: vault.sealingKey, left, unreadable: unreadable.length, columns },
        wordsOfAll(subjectId, left, unreadable),
      );
      if (unreadable.length > 0) throw new Refused(`${unreadable.length} values cannot be re-encrypted`);
      if (left > 0) throw new Refused('Keep the older keys in DATA_KEYS');
    });
  }
}

/** So many values are named that cannot be read; `--format json` names all. */
const MOST_NAMED = 100;

function wordsOfAll(sealingKey: string, left: number, unreadable: readonly string[]): string {
  const sentences = [];
  if (left > 0)
    sentences.push(`${left} values are still encrypted with older keys: their rows were locked. Run this again.`);
  if (unreadable.length > 0) {
    const named = unreadable
      .slice(0, MOST_NAMED)
      .map((each) => `\n  ${each}`)
      .join('');
    const more = unreadable.length > MOST_NAMED ? `\n  and ${unreadable.length - MOST_NAMED} more: --format json` : '';
    sentences.push(`${unreadable.length} values cannot be re-encrypted:${named}${more}`);
  }
  if (sentences.length > 0) return sentences.join('\n');
  return `Everything is encrypted with key ${sealingKey}: remove the older keys from DATA_KEYS.`;
}

function wordsOf({ table, column, reEncrypted, left, unreadable }: ReEncrypted): string {
  const rest = `${left === 0 ? '' : `, ${left} left`}${unreadable.length === 0 ? '' : `, ${unreadable.length} unreadable`}`;
  return `${table}.${column}: ${reEncrypted} re-encrypted${rest}`;
}
