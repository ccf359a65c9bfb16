import { FindStatements } from '#libs/reconciliation';
import { hours, type Paid, Reconciliation } from '../support/reconciliation.js';
import { importFile, type Row } from '../support/statements.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

let books: Reconciliation;
beforeAll(async () => {
  books = await Reconciliation.open();
});
afterAll(() => books.close());

/** A time in Jakarta in its parts: `2026-11-21 14:05:07.250`. */
const jakarta = (time: Date) => new Date(time.getTime() + 7 * 3_600_000).toISOString().replace('T', ' ').slice(0, 23);
const dayFirst = (text: string) => text.replace(/^(\d+)-(\d+)-(\d+)/, '$3/$2/$1');

/** How a file of the same rows can be written. */
interface Form {
  readonly header: string;
  readonly cells: (row: Row) => readonly string[];
  readonly delimiter?: string;
  readonly numbers?: 'indonesian';
  readonly reversed?: true;
}

const id = ({ names }: Row) => names.disburseId ?? '';
const withTime = (time: (row: Row) => string): Form => ({
  header: 'date,disburseId,type,amount',
  cells: (row) => [time(row), id(row), row.type, `${row.amount}`],
});

const FORMS: Readonly<Record<string, Form>> = {
  'as it was downloaded': withTime(({ bookedAt }) => jakarta(bookedAt).slice(0, 19)),
  'with milliseconds and a zone': withTime(({ bookedAt }) => bookedAt.toISOString()),
  'with another zone': withTime(
    ({ bookedAt }) => `${new Date(bookedAt.getTime() + 9 * 3_600_000).toISOString().slice(0, 19)}+09:00`,
  ),
  'as a spreadsheet saves it, without seconds': {
    header: 'Waktu;Jenis;Nominal;Disburse ID',
    cells: (row) => [dayFirst(jakarta(row.bookedAt)).slice(0, 16), row.type, grouped(row.amount), id(row)],
    delimiter: ';',
    numbers: 'indonesian',
  },
  'with :00 for every second': withTime(({ bookedAt }) => `${jakarta(bookedAt).slice(0, 16)}:00`),
  'without a clock': withTime(({ bookedAt }) => jakarta(bookedAt).slice(0, 10)),
  'with midnight for every clock': withTime(({ bookedAt }) => `${jakarta(bookedAt).slice(0, 10)} 00:00:00`),
  'in another order': { ...withTime(({ bookedAt }) => jakarta(bookedAt).slice(0, 19)), reversed: true },
};

const grouped = (value: bigint) => `${value.toString().replace(/\B(?=(\d{3})+$)/g, '.')},00`;

function textOf({ header, cells, delimiter = ',', reversed }: Form, rows: readonly Row[]): string {
  const lines = (reversed ? rows.toReversed() : rows).map((row) => cells(row).join(delimiter));
  return `${[header, ...lines].join('\n')}\n`;
}

let file = 0;
/** Each file has another period, so that none is the same again. A file without a clock has whole days. */
const take = (form: Form, rows: readonly Row[], clientId?: string) => {
  file += 1;
  return importFile(books.domain, {
    from: hours(-24),
    to: new Date(hours(24).getTime() + file * SECOND_MS),
    text: textOf(form, rows),
    numbers: form.numbers ?? 'plain',
    ...(clientId !== undefined && { clientId }),
  });
};

/** Payments that all lie in one minute or another, never at its start. */
const paidAt = (offsetMs: number) => books.paid({ sentAt: new Date(hours(0).getTime() + offsetMs) });
const somePaid = (count = 4) =>
  Promise.all(Array.from({ length: count }, (_, index) => paidAt(index * 7 * MINUTE_MS + 7_250)));
const downloaded = FORMS['as it was downloaded'] as Form;

const reportedOf = async (payouts: readonly Paid[]) =>
  (await Promise.all(payouts.map(({ id: payoutId }) => books.differencesOf(payoutId)))).flat();

describe('the same rows', () => {
  it.each(Object.keys(FORMS))(
    '%s add nothing to the file as it was downloaded, whichever comes first',
    async (name) => {
      const form = FORMS[name] as Form;
      for (const [first, second] of [
        [downloaded, form],
        [form, downloaded],
      ] as const) {
        const payouts = await somePaid();
        const rows = payouts.map(({ row }) => row);
        await take(first, rows);
        const { statement } = await take(second, rows);
        expect(statement).toMatchObject({ lineCount: 4, repeatedCount: 4 });
        expect(await reportedOf(payouts)).toEqual([]);
      }
    },
  );

  it('in every form after each other are one payment each', async () => {
    const payouts = await somePaid(10);
    for (const form of Object.values(FORMS)) {
      await take(
        form,
        payouts.map(({ row }) => row),
      );
      expect(await reportedOf(payouts)).toEqual([]);
    }
  });

  it('of unknown transfers are reported once', async () => {
    const rows = Array.from({ length: 10 }, (_, index) => ({
      names: { disburseId: `6600${index}` },
      type: 'transfer',
      amount: 1_000n,
      bookedAt: new Date(hours(0).getTime() + index * MINUTE_MS + 7_250),
    }));
    const before = await unknownCount();
    for (const form of Object.values(FORMS)) await take(form, rows);
    expect((await unknownCount()) - before).toBe(10);
    await take(downloaded, [...rows, { ...(rows[0] as Row), bookedAt: hours(2) }]);
    expect((await unknownCount()) - before).toBe(11);
  });
});

const unknownCount = async () =>
  (await books.domain.get(FindStatements).differences('operator', { kind: 'unknown_line' }, 1_000, null)).length;

describe('a second payment', () => {
  it.each([
    ['a second later, in the same file', 1 * SECOND_MS],
    ['hours later', 3 * 60 * MINUTE_MS],
  ])('%s is one more, also when the other files have no seconds', async (_what, laterMs) => {
    const payouts = await somePaid();
    const rows = payouts.map(({ row }) => row);
    const [twice] = payouts as [Paid];
    await take(FORMS['as a spreadsheet saves it, without seconds'] as Form, rows);
    await take(downloaded, [...rows, { ...twice.row, bookedAt: new Date(twice.row.bookedAt.getTime() + laterMs) }]);
    expect(await reportedOf(payouts)).toEqual(['paid_twice open']);
    expect(await books.differencesOf(twice.id)).toEqual(['paid_twice open']);
  });

  it('in another file is one more when both files have seconds, and none when one has only days', async () => {
    const [exact, coarse] = [await paidAt(7_250), await paidAt(7_250)];
    const later = (row: Row) => ({ ...row, bookedAt: new Date(row.bookedAt.getTime() + 90 * SECOND_MS) });
    await take(downloaded, [exact.row, coarse.row]);
    await take(downloaded, [later(exact.row)]);
    await take(FORMS['without a clock'] as Form, [later(coarse.row)]);
    expect(await books.differencesOf(exact.id)).toEqual(['paid_twice open']);
    expect(await books.differencesOf(coarse.id)).toEqual([]);
  });

  it('in a file without seconds is one more when the file has both', async () => {
    const payout = await paidAt(7_250);
    await take(downloaded, [payout.row]);
    await take(FORMS['as a spreadsheet saves it, without seconds'] as Form, [payout.row, payout.row]);
    expect(await books.differencesOf(payout.id)).toEqual(['paid_twice open']);
  });
});

describe('a line of the release before, which stored no unit of time,', () => {
  it('is the same movement as its row with seconds', async () => {
    const payout = await paidAt(7_250);
    const { statement } = await take(FORMS['as a spreadsheet saves it, without seconds'] as Form, [payout.row]);
    const { dataSource } = books.domain;
    await dataSource.query(`alter table statement_line disable trigger statement_line_is_fixed`);
    await dataSource.query(`update statement_line set booked_to = null where statement_id = $1`, [statement.id]);
    await dataSource.query(`alter table statement_line enable trigger statement_line_is_fixed`);
    await take(downloaded, [payout.row]);
    expect(await books.differencesOf(payout.id)).toEqual([]);
  });
});
