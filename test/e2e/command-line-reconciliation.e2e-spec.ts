import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PayoutStatus } from '#libs/payouts';
import { type Api, startApi } from '../../apps/api/src/testing/start-api.js';
import { ageAttempts } from '../support/age-attempts.js';
import { type AppRole, newAppRole } from '../support/app-role.js';
import { CommandLine, type Done } from '../support/command-line.js';
import { newPayout } from '../support/new-payout.js';

const HOUR_MS = 3_600_000;
/** The time that the statements of these tests cover: a day that ended just now, and payouts of five hours ago in it. */
const FROM = new Date(Date.now() - 24 * HOUR_MS).toISOString();
const TO = new Date(Date.now() - 1_000).toISOString();
const BOOKED = new Date(Date.now() - 5 * HOUR_MS).toISOString();
const COVERS = ['--from', FROM, '--to', TO];

let api: Api;
let role: AppRole;
let salur: CommandLine;
let folder: string;
beforeAll(async () => {
  api = await startApi();
  // As in a container of the service.
  role = await newAppRole(api.databaseUrl);
  salur = new CommandLine({ NODE_ENV: 'test', DATABASE_URL: role.url, SALUR_OPERATOR: 'fatima' });
  folder = mkdtempSync(path.join(tmpdir(), 'salur-statements-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await api.close();
  await role.drop();
});

interface ShownDifference {
  readonly id: string;
  readonly kind: string;
  readonly payoutId: string | null;
  readonly status: string;
}
interface ShownStatement {
  readonly id: string;
  readonly imported: boolean;
  readonly differences: readonly ShownDifference[];
}

/** A payout of five hours ago whose transfer Duitku knows by a number. */
async function oldPayout(status: PayoutStatus, disburseId: string, reference = `INV-${disburseId}`): Promise<string> {
  const id = await newPayout(api.dataSource, { status, reference });
  await ageAttempts(api.databaseUrl, id, '5 hours');
  await api.dataSource.query(
    `insert into attempt_key (provider, key, attempt_id) select 'duitku', $2, id from attempt where payout_id = $1`,
    [id, `disburseId:${disburseId}`],
  );
  if (status === 'succeeded')
    await api.dataSource.query(`update payout set completed_at = now() - interval '5 hours' where id = $1`, [id]);
  return id;
}

/** A file of Duitku. @param rows number, kind and amount of each */
function writeFile(name: string, rows: readonly (readonly [id: string, type: string, amount: string])[]): string {
  const lines = rows.map(([id, type, amount]) => `${BOOKED},${id},${type},${amount}`);
  return write(name, ['date,disburseId,type,amount', ...lines].join('\r\n'));
}

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const importFile = (file: string, ...options: string[]) =>
  salur.run('statement', 'import', 'duitku', file, ...COVERS, ...options);

async function statusOf(payoutId: string): Promise<string> {
  const [payout] = await api.dataSource.query(`select status from payout where id = $1`, [payoutId]);
  return payout.status;
}

async function countOf(table: 'statement' | 'statement_line' | 'difference'): Promise<number> {
  const count = {
    statement: 'select from statement',
    statement_line: 'select from statement_line',
    difference: 'select from difference',
  };
  return (await api.dataSource.query(count[table])).length;
}

/** What operators did, as the trail has it, newest last. */
async function trail(): Promise<{ action: string; actor: string; subject: string; reason: string | null }[]> {
  return api.dataSource.query(
    `select action, actor, subject_id as subject, reason from audit_entry where actor like 'operator:%' order by at, id`,
  );
}

describe('salur statement', () => {
  it('imports a file, and prints its content, its differences and the remedy; it moves no payout', async () => {
    const agrees = await oldPayout('succeeded', '101');
    const failed = await oldPayout('failed', '102');
    const missing = await oldPayout('succeeded', '103');
    const file = writeFile('first.csv', [
      ['101', 'transfer', '50000'],
      ['102', 'transfer', '50000.00'],
      ['999', 'transfer', '70000'],
      ['', 'biaya', '2500'],
    ]);
    const { code, stdout, stderr } = await importFile(file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^error: A statement differs .*\n$/) });
    expect(stdout).toMatch(
      /^Imported by operator:fatima: statement of duitku, .* WIB, as [0-9a-f-]{36}\.\n4 rows: 3 paid, 1 fee\.\n/,
    );
    expect(stdout).toMatch(
      new RegExp(`paid_unexpectedly +duitku +${failed} +open +status failed, amount Rp50,000 +1 paid`),
    );
    expect(stdout).toMatch(new RegExp(`missing_line +duitku +${missing} +open +status succeeded`));
    expect(stdout).toMatch(
      /unknown_line +duitku +open +nothing +a row of kind paid, amount Rp70,000, line 4, names disburseId:9/,
    );
    expect(stdout).toContain('Do not pay it again before the provider answers.');
    expect(stdout).toMatch(
      /\n +THE STATEMENT HAS +PAYOUTS OF THE PERIOD\npaid +3 Rp170,000 +2 Rp100,000\nreturned +0 Rp0 +0 Rp0\n/,
    );
    expect(stdout).toContain('open: missing_line 1 Rp50,000, paid_unexpectedly 1 Rp50,000, unknown_line 1 Rp70,000\n');
    expect(stdout).not.toContain(agrees);
    expect(await Promise.all([agrees, failed, missing].map(statusOf))).toEqual(['succeeded', 'failed', 'succeeded']);
    const [{ id }] = await api.dataSource.query(`select id from statement`);
    expect(await trail()).toEqual([
      { action: 'statement.import', actor: 'operator:fatima', subject: id, reason: null },
    ]);

    const again = await importFile(file, '--as', 'budi');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toMatch(/^Nothing was changed: operator:fatima imported this file at .* WIB: /);
    expect(again.stdout).toContain('missing_line');
    expect([await countOf('statement'), await countOf('statement_line'), await countOf('difference')]).toEqual([
      1, 4, 3,
    ]);
    expect(await trail()).toHaveLength(1);

    const body = await salur.json<ShownStatement>('statement', 'import', 'duitku', file, ...COVERS);
    expect(body).toMatchObject({
      id,
      imported: false,
      from: FROM,
      to: TO,
      lines: 4,
      repeatedLines: 0,
      linesByKind: { paid: 3, fee: 1 },
    });
    expect(body.differences.map(({ kind }) => kind).sort()).toEqual([
      'missing_line',
      'paid_unexpectedly',
      'unknown_line',
    ]);
  });

  it('reads files of other makes: their headers, words, numbers and signs between cells, and from standard input', async () => {
    const id = await oldPayout('succeeded', '201');
    const text = `Waktu;No. Transaksi;Jenis;Nilai\n${BOOKED};201;Berhasil;Rp 50.000,00\n`;
    const options = ['--numbers', 'indonesian', '--column', 'disburseId=No. Transaksi', '--column', 'amount=nilai'];
    const { code, stdout } = await salur.runOn(text, 'statement', 'import', 'duitku', '-', ...COVERS, ...options);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('1 row: 1 paid.\n') });
    const [line] = await api.dataSource.query(`select amount, payout_id from statement_line where payout_id = $1`, [
      id,
    ]);
    expect(line).toEqual({ amount: '50000', payout_id: id });

    const more = writeFile('more.csv', [
      ['201', 'transfer', '50000'],
      ['', 'deposit', '1'],
    ]);
    const repeated = await importFile(more);
    expect(repeated.stdout).toContain('2 rows: 1 paid, 1 other; 1 of them is in earlier statements too.');
    expect(repeated.stdout).toContain('It has no open difference.');
  });

  it('stores nothing of a file that cannot be read, and names lines and columns by its options', async () => {
    const before = [await countOf('statement'), await countOf('statement_line')];
    const wrongCells = write(
      'wrong.csv',
      `date,disburseId,type,amount\n${BOOKED},1,transfer,1.000.000\n2019-01-01,2,transfer,5\n${BOOKED},3,maybe,5\n`,
    );
    const expected: readonly (readonly [done: Promise<Done>, words: string])[] = [
      [
        importFile(wrongCells),
        'nothing was imported:\n  line 2, amount: is not an amount of whole rupiah in the style of --numbers\n  line 3, date: is outside the period that the statement covers: correct --from and --to\n  line 4, type: is not a known type',
      ],
      [
        importFile(write('bare.csv', 'a,b\n1,2\n')),
        '  header: amount is missing; map other column names with --column, such as amount=Nominal',
      ],
      [
        importFile(wrongCells, '--column', 'shoe=Size'),
        '  --column: there is no column shoe; known columns: disburseId, custRefNumber, date, type, amount, fee',
      ],
      [importFile(wrongCells, '--column', 'amount'), '--column: send the name of a column and its header'],
      [importFile(wrongCells, '--column', 'amount=a', '--column', 'amount=b'), '--column: amount is named twice'],
      [importFile(wrongCells, '--numbers', 'roman'), '--numbers: send plain or indonesian or english'],
      [importFile(wrongCells, '--minus', 'left'), '--minus: send out or back'],
      [importFile(wrongCells, '--dates', 'american'), '--dates: send dmy or mdy or ymd'],
      [importFile(wrongCells, '--skip', '-1'), '--skip: send a whole number from 0 to 999'],
      [
        importFile(write('signs.csv', `date,disburseId,type,amount\n${BOOKED},1,transfer,-5\n`)),
        '  line 2, amount: has a minus, which marks a payment in some files and a return in others: state with --minus',
      ],
      [
        importFile(write('wide.csv', `a,b,c,d\ndate,disburseId,type,amount\n${BOOKED},1,transfer,5\n`)),
        '  header: line 2 has the names of the columns, and lines above it can be rows: leave them out with --skip 1',
      ],
      [importFile(path.join(folder, 'none.csv')), 'none.csv cannot be opened (ENOENT)'],
      [importFile(folder), 'is a folder'],
      [salur.run('statement', 'import', 'acme', wrongCells, ...COVERS), '<provider>: send duitku or doku'],
      [salur.run('statement', 'import', 'duitku', wrongCells, '--from', FROM), '--from and --to are required'],
      [
        salur.run('statement', 'import', 'duitku', wrongCells, '--from', TO, '--to', FROM),
        '  --to: must be later than --from',
      ],
      [
        salur.run('statement', 'import', 'duitku', wrongCells, '--from', FROM, '--to', '2099-01-01'),
        '  --to: must not be in the future',
      ],
    ];
    for (const [done, words] of expected)
      expect(await done).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
    expect([await countOf('statement'), await countOf('statement_line')]).toEqual(before);
  });

  it('previews a file: how it is understood and what it would add, and stores nothing', async () => {
    const before = [await countOf('statement'), await countOf('statement_line'), await countOf('difference')];
    const text = `Waktu;No. Transaksi;Jenis;Nominal\n${BOOKED};201;Berhasil;50000\n${BOOKED};778899;Berhasil;70000\n`;
    const file = write('preview.csv', text);
    const options = ['--column', 'disburseId=No. Transaksi', '--preview'];
    const { code, stdout } = await importFile(file, ...options);
    expect(code).toBe(0);
    for (const words of [
      /^Preview: nothing was stored\.\n/,
      /encoding +utf-8, semicolons between cells, the names of columns in line 1\n/,
      /columns +date \(Waktu\), disburseId \(No\. Transaksi\), type \(Jenis\), amount \(Nominal\)\n/,
      /rows +2: 2 paid Rp120,000\n/,
      /of these +1 in other statements too, 0 about payouts of other clients, 1 of transfers that Salur never recorded\n/,
      /\n +2 +\S+ \S+ +paid +Rp50,000 +disburseId:201\n/,
    ])
      expect(stdout).toMatch(words);
    const body = await salur.json('statement', 'import', 'duitku', file, ...COVERS, ...options);
    expect(body).toMatchObject({ preview: true, lines: 2, repeatedLines: 1, unknownLines: 1, importedAs: null });
    const unreadable = await importFile(file, '--preview');
    expect(unreadable).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('neither disburseId nor custRefNumber'),
    });
    expect([await countOf('statement'), await countOf('statement_line'), await countOf('difference')]).toEqual(before);
  });

  it('lists what was imported, and shows one with what is open about it', async () => {
    const { data } = await salur.json<{ data: ShownStatement[] }>('statement', 'list', '--provider', 'duitku');
    expect(data.length).toBeGreaterThan(1);
    expect(await salur.json('statement', 'list', '--provider', 'doku')).toEqual({ data: [], more: false });
    const csv = await salur.run('statement', 'list', '--format', 'csv');
    expect(csv.stdout.split('\r\n')[0]).toBe(
      'id,provider,from,to,lines,repeated_lines,paid,returned,refused,processing,fee,other,sha256,imported_by,imported_at,foreign_lines,withdrawn_at,withdrawn_by,withdrawn_because',
    );
    expect(csv.stdout.split('\r\n')).toHaveLength(data.length + 2);
    const first = data.at(-1)?.id as string;
    const shown = await salur.run('statement', 'show', first);
    expect(shown.stdout).toMatch(/imported +\S+ \S+ WIB by operator:fatima\n/);
    expect(shown.stdout).toContain('missing_line');
    expect(await salur.json('statement', 'show', first)).toMatchObject({
      id: first,
      from: FROM,
      to: TO,
      totals: { paid: { file: { count: 3, rupiah: 170_000 } } },
    });
  });
});

describe('salur statement withdraw', () => {
  it('leaves a statement out with a reason, on confirmation, and shows it as withdrawn', async () => {
    const payoutId = await oldPayout('failed', '401');
    const file = writeFile('withdrawn.csv', [['401', 'transfer', '50000']]);
    const { id } = await salur.json<ShownStatement>('statement', 'import', 'duitku', file, ...COVERS);
    const statusOfDifference = async () =>
      (
        await salur.json<{ data: ShownDifference[] }>('difference', 'list', '--payout', payoutId, '--status', 'all')
      ).data.map(({ kind, status }) => `${kind} ${status}`);
    expect(await statusOfDifference()).toEqual(['paid_unexpectedly open']);

    expect(await salur.run('statement', 'withdraw', id, '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--reason is required'),
    });
    const unasked = await salur.run('statement', 'withdraw', id, '--reason', 'x');
    expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await statusOfDifference()).toEqual(['paid_unexpectedly open']);

    const reason = 'the file of another account';
    const withdrawn = await salur.run('statement', 'withdraw', id, '--reason', reason, '--yes', '--as', 'siti');
    expect(withdrawn).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Withdrawn by operator:siti: statement of duitku'),
    });
    expect(await statusOfDifference()).toEqual(['paid_unexpectedly closed']);
    expect((await trail()).at(-1)).toEqual({
      action: 'statement.withdraw',
      actor: 'operator:siti',
      subject: id,
      reason,
    });
    const again = await salur.run('statement', 'withdraw', id, '--reason', reason, '--yes');
    expect(again).toMatchObject({
      code: 1,
      stderr: 'salur: The statement is already withdrawn (statement_withdrawn)\n',
    });
    const shown = await salur.run('statement', 'show', id);
    expect(shown.stdout).toMatch(/withdrawn \S+ \S+ WIB by operator:siti: the file of another account\n/);

    const imported = await salur.json<ShownStatement>('statement', 'import', 'duitku', file, ...COVERS);
    expect(imported).toMatchObject({ imported: true, withdrawnAt: null });
    expect(await statusOfDifference()).toEqual(['paid_unexpectedly open']);
  });
});

describe('salur difference', () => {
  it('shows both sides and the remedy, also with the payout, until a person closes it with a reason', async () => {
    const payoutId = await oldPayout('review', '301', 'INV-301');
    await importFile(writeFile('third.csv', [['301', 'sukses', '50000']]));
    const { data } = await salur.json<{ data: ShownDifference[] }>('difference', 'list', '--payout', payoutId);
    expect(data).toMatchObject([{ kind: 'statement_ahead', payoutId, status: 'open', expected: { amount: 50_000 } }]);
    const id = data[0]?.id as string;

    const shown = await salur.run('difference', 'show', id);
    for (const words of [
      /^difference {2}\S+\nkind +statement_ahead\n/,
      new RegExp(`payout +${payoutId}, review, reference INV-301\n`),
      /transfer 1 +our number \d+, of \S+ \S+ WIB on duitku\.online\n/,
      /Salur has +status review, amount Rp50,000\nit has +1 paid, 0 returned, 0 refused, newest line 2\n/,
      /remedy +Check the payout, then resolve it/,
    ])
      expect(shown.stdout).toMatch(words);
    const payout = await salur.run('payout', 'show', payoutId);
    expect(payout.stdout).toMatch(
      new RegExp(`The statement of duitku differs \\(statement_ahead\\): .* See: salur difference show ${id}\\.\n`),
    );
    expect(payout.stdout).toMatch(
      /DIFFERENCE statement_ahead +Salur has status review, amount Rp50,000; the statement has 1 paid/,
    );

    expect(await salur.run('difference', 'close', id, '--yes')).toMatchObject({ code: 2 });
    const unasked = await salur.run('difference', 'close', id, '--reason', 'x');
    expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    const reason = '=1+1 written off';
    const closed = await salur.run('difference', 'close', id, '--reason', reason, '--yes', '--as', 'budi');
    expect(closed).toMatchObject({ code: 0, stdout: expect.stringContaining('is closed, by operator:budi.') });
    expect((await trail()).at(-1)).toEqual({
      action: 'difference.close',
      actor: 'operator:budi',
      subject: id,
      reason,
    });
    const again = await salur.run('difference', 'close', id, '--reason', reason, '--yes');
    expect(again).toMatchObject({ code: 1, stderr: 'salur: The difference is already closed (difference_closed)\n' });

    expect(await salur.json('difference', 'list', '--payout', payoutId)).toEqual({ data: [], more: false });
    const csv = await salur.run('difference', 'list', '--payout', payoutId, '--status', 'all', '--format', 'csv');
    expect(csv.stdout).toContain(`closed,"status review, amount Rp50,000"`);
    expect(csv.stdout).toContain(`,person,operator:budi,"'=1+1 written off"\r\n`);
    const after = await salur.run('payout', 'show', payoutId);
    expect(after.stdout).not.toContain('The statement of duitku differs');
    expect(after.stdout).toMatch(/DIFFERENCE statement_ahead +closed by a person, operator:budi: =1\+1 written off/);
    expect(await statusOf(payoutId)).toBe('review');
  });

  it('is found by kind, provider and statement, and not by unknown values', async () => {
    const list = async (...options: string[]) =>
      (await salur.json<{ data: ShownDifference[] }>('difference', 'list', ...options)).data.map(({ kind }) => kind);
    expect(await list('--kind', 'missing_line')).toEqual(['missing_line']);
    expect(await list('--provider', 'doku')).toEqual([]);
    expect(await list('--status', 'closed')).toEqual(['statement_ahead']);
    const [{ statement_id: statementId }] = await api.dataSource.query(
      `select statement_id from difference where kind = 'unknown_line'`,
    );
    expect((await list('--statement', statementId)).sort()).toEqual([
      'missing_line',
      'paid_unexpectedly',
      'unknown_line',
    ]);
    expect(await salur.run('difference', 'list', '--kind', 'paid_thrice')).toMatchObject({ code: 2 });
    const nowhere = '019aa1f2-7c1e-7b53-9a55-6f0d7f3c2b11';
    for (const what of ['difference', 'statement']) {
      const none = await salur.run(what, 'show', nowhere);
      expect(none).toMatchObject({ code: 1, stderr: `salur: There is no such ${what} (not_found)\n` });
    }
  });
});
