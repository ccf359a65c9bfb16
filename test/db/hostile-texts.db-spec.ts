import { RefreshBanks } from '#libs/rails';
import { FIT_TO_KEEP, HOSTILE_TEXTS } from '../../libs/providers/src/testing/hostile-texts.js';
import type { Domain } from '../support/domain.js';
import { SEALED } from '../support/new-payout.js';
import { openDomain } from '../support/open-domain.js';
import { ACCOUNT, type Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;
let domain: Domain;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ domain, sandbox, close } = await openDomain());
});
afterAll(() => close());

/** Short enough for the provider, which takes at most 255 characters back. */
const SHORT = HOSTILE_TEXTS.filter(([, text]) => text.length < 200);

let next = 8_800_000_000;

/** An account of its own whose owner the bank calls so. */
async function accountOf(name: string): Promise<string> {
  const account = String(next++);
  await sandbox.control('PUT', `accounts/${account}`, { name });
  return account;
}

/** Every text that is kept openly. */
async function keptTexts(): Promise<string[]> {
  const columns: { table: string; column: string }[] = await domain.dataSource.query(
    `select table_name as "table", column_name as "column" from information_schema.columns
     where table_schema = 'public' and data_type in ('text', 'character varying', 'jsonb', 'ARRAY')`,
  );
  const texts = await Promise.all(
    columns.map(({ table, column }) =>
      domain.dataSource.query(`select distinct ${column}::text as text from ${table} where ${column} is not null`),
    ),
  );
  return texts.flat().map(({ text }) => text);
}

describe('a name that a bank returns', () => {
  it.each(SHORT)('with %s stops no payout (S9) (F63)', async (_, text) => {
    const payout = await domain.pay(await accountOf(`BUDI${text}`));
    expect(payout).toMatchObject({ status: 'succeeded', proof: 'api_reply', providerReference: expect.any(String) });
    const name = SEALED.accountNameOf(payout);
    expect(name).toMatch(FIT_TO_KEEP);
    expect(name).toMatch(/^BUDI/);
  });

  it('of 10,000 characters ends in a clear refusal when the provider does not take it back (S9) (F63)', async () => {
    const action = { kind: 'echo', override: { accountName: 'X'.repeat(10_000) } };
    await sandbox.fault({ step: 'inquiry', action });
    const payout = await domain.pay(ACCOUNT.paid);
    expect(payout).toMatchObject({ status: 'failed', proof: 'api_reply' });
    expect(SEALED.accountNameOf(payout)).toBe('X'.repeat(255));
  });

  it('that differs only in invisible characters still matches the name that the client knows (S9)', async () => {
    const account = await accountOf('BUDI\u200b SANTOSO\u202c');
    const payout = await domain.pay(account, { accountHolderName: 'Budi Santoso' });
    expect(payout).toMatchObject({ status: 'succeeded', nameMatch: 'exact' });
    expect(SEALED.accountNameOf(payout)).toBe('BUDI SANTOSO');
  });
});

describe('a provider', () => {
  it.each(HOSTILE_TEXTS)(
    'whose message has %s gets its outcome recorded, and the payout ends (S9) (F63)',
    async (_, text) => {
      const action = { kind: 'code', code: '-120', description: `no${text}`, moves: false };
      await sandbox.fault({ step: 'transfer', action });
      const payout = await domain.pay(ACCOUNT.paid);
      expect(payout).toMatchObject({ status: 'failed', failureProviderCode: '-120' });
      expect(payout.failureMessage).toMatch(FIT_TO_KEEP);
    },
  );

  it.each(HOSTILE_TEXTS)(
    'whose ids have %s is asked again, and nothing is sent by them (S9) (F63)',
    async (_, text) => {
      const before = await sandbox.countOf('transfer');
      await sandbox.fault({ step: 'inquiry', action: { kind: 'echo', override: { disburseId: `1${text}` } } });
      const payout = await domain.create(ACCOUNT.paid);
      const paid = await domain.workUntil(payout.id, 'succeeded');
      expect(paid.providerReference).toMatch(/^\d+$/);
      expect(await sandbox.countOf('transfer')).toBe(before + 1);
    },
  );

  it('whose list has banks with such names and codes keeps its other banks (S9) (F63)', async () => {
    const banks = HOSTILE_TEXTS.flatMap(([, text], index) => [
      { bankCode: String(100 + index), bankName: `BANK${text}`, maxAmountTransfer: '50000000' },
      { bankCode: `2${text}`, bankName: 'BANK', maxAmountTransfer: '50000000' },
    ]);
    const body = JSON.stringify({ responseCode: '00', responseDesc: 'Success', Banks: banks });
    await sandbox.fault({ step: 'banks', action: { kind: 'raw', status: 200, body } });
    expect(await domain.get(RefreshBanks).refresh()).toBe(1);
    const rows = await domain.dataSource.query(`select bank_code, name from provider_bank order by bank_code`);
    expect(rows).toHaveLength(HOSTILE_TEXTS.length);
    for (const { name } of rows) expect(name).toMatch(FIT_TO_KEEP);
  });
});

describe('after all that', () => {
  it('no text in the database has invisible characters or is overlong (S9)', async () => {
    const texts = await keptTexts();
    expect(texts.length).toBeGreaterThan(100);
    for (const text of texts) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  });
});
