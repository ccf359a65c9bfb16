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
      const [{ waiting }] = await dataSource.query(
        `select (select count(*)::int from outbox_snapshot) + (select count(*)::int from outbox where snapshot is not null) as waiting`,
      );
      const left = columns.reduce((sum, column) => sum + column.left, 0) + (waiting as number);
      const words =
        left === 0
          ? `Everything is encrypted with key ${subjectId}: remove the older keys from DATA_KEYS.`
          : `${left} values are still encrypted with older keys: their rows were locked, or webhooks wait. Run this again.`;
      await this.printOne(options.format, { sealingKey: vault.sealingKey, left, columns }, words);
      if (left > 0) throw new Refused('Keep the older keys in DATA_KEYS');
    });
  }
}

function wordsOf({ table, column, reEncrypted, left }: ReEncrypted): string {
  return `${table}.${column}: ${reEncrypted} re-encrypted${left === 0 ? '' : `, ${left} left`}`;
}
