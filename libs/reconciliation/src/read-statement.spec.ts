import { errorsOf, type ReadOptions, read } from './testing/read-text.js';

const HEADER = 'date,disburseId,custRefNumber,type,amount,fee';
const LINE = '2026-11-21 14:05:00,0000123,000000000123,transfer,50000.00,';

describe('a statement', () => {
  it('is read row by row: kind, amount, transfer and time', async () => {
    const { lines } = await read(`${HEADER}\r\n${LINE}\r\n2026-11-21 15:00:00,,4711,refund,-2000,2500\r\n`);
    expect(lines).toEqual([
      {
        number: 2,
        kind: 'paid',
        keys: ['disburseId:123', 'custRefNumber:123'],
        amount: 50_000n,
        fee: null,
        bookedAt: new Date('2026-11-21T07:05:00Z'),
        bookedTo: 'second',
      },
      expect.objectContaining({
        number: 3,
        kind: 'returned',
        keys: ['custRefNumber:4711'],
        amount: 2_000n,
        fee: 2_500n,
      }),
    ]);
  });

  it('gives the same result however it is split into chunks, and is identified by its bytes', async () => {
    const text = `${HEADER}\n${LINE}\n${LINE.replace('transfer', '"transfer"')}\n`;
    const readings = await Promise.all([1, 2, 3, 64, 10_000].map((pieceBytes) => read(text, { pieceBytes })));
    for (const reading of readings) expect(reading).toEqual(readings[0]);
    expect(readings[0]?.lines).toHaveLength(2);
    expect((await read(`${text}\n`)).sha256).not.toBe(readings[0]?.sha256);
  });

  it('may have its columns in any order, among other columns that are not stored', async () => {
    const { lines } = await read(
      `Account Holder,AMOUNT,Status,Disburse ID,Transaction Date\nSiti Rahayu,50000,SUCCESS,123,2026-11-21\n`,
    );
    expect(lines).toMatchObject([{ kind: 'paid', keys: ['disburseId:123'], amount: 50_000n }]);
    expect(JSON.stringify(lines, (_key, value) => (typeof value === 'bigint' ? `${value}` : value))).not.toContain(
      'Siti',
    );
  });

  it.each([
    [
      'semicolons and Indonesian numbers',
      'tanggal;disburseId;jenis;nominal\n21/11/2026 14:05;123;transfer;"1.000.000,00"\n',
      'indonesian',
    ],
    ['tabs', 'date\tdisburseId\ttype\tamount\n2026-11-21\t123\ttransfer\t1000000\n', 'plain'],
    [
      'a byte order mark and quotes',
      '\uFEFF"date","disburseId","type","amount"\n"2026-11-21","123","transfer","1,000,000"\n',
      'english',
    ],
    [
      'empty lines and no end of the last one',
      '\n\ndate,disburseId,type,amount\n\n2026-11-21,123,transfer,1000000',
      'plain',
    ],
  ] as const)('may have %s', async (_, text, numbers) => {
    expect((await read(text, { numbers })).lines).toMatchObject([{ keys: ['disburseId:123'], amount: 1_000_000n }]);
  });

  it('may use other column names if `columns` maps them', async () => {
    const text = 'When,What,How much,Ref\n2026-11-21,transfer,50000,123\n';
    expect(await errorsOf(text)).toEqual([
      'header: date is missing; map other column names with `columns`, such as amount=Nominal',
      expect.stringMatching(/^header: type is missing/),
      expect.stringMatching(/^header: amount is missing/),
      expect.stringMatching(/^header: neither disburseId nor custRefNumber is there/),
    ]);
    const columns = { date: 'when', type: 'What', amount: 'HOW MUCH', disburseId: 'ref' };
    expect((await read(text, { columns })).lines).toHaveLength(1);
    expect(await errorsOf(text, { columns: { ...columns, amount: 'Total', sum: 'x' } })).toEqual([
      expect.stringMatching(
        /^columns: there is no column sum; known columns: disburseId, custRefNumber, date, type, amount, fee, debit, /,
      ),
      expect.stringMatching(/^header: amount is missing/),
    ]);
  });

  it('with a column twice in its header is rejected', async () => {
    expect(await errorsOf('date,disburseId,type,jenis,amount\n')).toEqual([
      expect.stringMatching(/^header: type occurs 2 times/),
    ]);
  });

  it('of a period without payouts has only a header', async () => {
    expect((await read(`${HEADER}\n`)).lines).toEqual([]);
    expect(await errorsOf('')).toEqual(['header: the file is empty: it has no header']);
  });

  it('reports the line and column of the first twenty errors', async () => {
    const bad = [
      '2026-11-21,1,mystery,5,',
      '2026-11-21,1,transfer,5.5,',
      '2026-11-31,1,transfer,5,',
      '2026-11-21,1,transfer,5,x',
      '2026-11-22,1,transfer,5,',
    ];
    const header = 'date,disburseId,type,amount,fee';
    expect(await errorsOf([header, ...bad].join('\n'))).toEqual([
      expect.stringMatching(/^line 2, type: is not a known type/),
      expect.stringMatching(/^line 3, amount: is not an amount/),
      expect.stringMatching(/^line 4, date: is not a time such as/),
      expect.stringMatching(/^line 5, fee: is not an amount/),
      expect.stringMatching(/^line 6, date: is outside the period/),
    ]);
    expect(await errorsOf([header, ...Array.from({ length: 500 }, () => bad[0])].join('\n'))).toHaveLength(20);
  });

  it.each([
    ['a row with a cell too many', `${HEADER}\n${LINE},x\n`, 'line 2: has a different number of cells than the header'],
    ['a quote in the wrong place', `${HEADER}\n${LINE.replace('transfer', 'tra"nsfer')}\n`, 'line 2: is not CSV'],
    ['a quote without end', `${HEADER}\n"${LINE}\n`, /^line \d+: is not CSV$/],
    ['a row without end', `${HEADER}\n${'9'.repeat(20_000)}`, /^line \d+: is not CSV$/],
    [
      'bytes that are no text',
      Buffer.concat([Buffer.from(HEADER), Buffer.from([10, 0x8d, 0x81])]),
      'body: is not UTF-8: save it as CSV UTF-8',
    ],
    [
      'half a character at its end',
      Buffer.concat([Buffer.from(`${HEADER}\n`), Buffer.from([0xe2, 0x82])]),
      'body: is not UTF-8: save it as CSV UTF-8',
    ],
  ])('with %s is rejected without repeating its content', async (_, text, message) => {
    const errors = await errorsOf(text);
    expect(errors).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)]);
  });

  it('is read without blocking the process', async () => {
    const rows = `${HEADER}\n${`${LINE}\n`.repeat(50_000)}`;
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await read(rows, { pieceBytes: 65_536 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(20);
  });
});

describe('the direction of a row', () => {
  const kindsOf = async (text: string, options?: ReadOptions) =>
    (await read(text, options)).lines.map(({ kind, amount }) => `${kind} ${amount}`);
  const table = (header: string, rows: readonly string[]) =>
    [`date,disburseId,${header}`, ...rows.map((row) => `2026-11-21,123,${row}`)].join('\n');

  it.each([
    ['a minus on a payment', 'type,amount', ['transfer,50000', 'transfer,-50000'], /^line 3, amount: .*`minus`/],
    ['a minus behind', 'type,amount', ['transfer,50000-'], /^line 2, amount: .*`minus`/],
    ['brackets', 'type,amount', ['transfer,(50000)'], /^line 2, amount: .*`minus`/],
    ['a payment of nothing', 'type,amount', ['transfer,0.00'], /^line 2, amount: is 0, which is no movement/],
    ['a return of nothing', 'type,amount', ['refund,0'], /^line 2, amount: is 0, which is no movement/],
    ['both sides', 'type,debit,credit', ['transfer,5,5'], /^line 2, credit: has an amount, and so has debit/],
    ['neither side', 'type,debit,credit', ['transfer,0,-'], /^line 2, debit: is empty or 0/],
    ['a minus in a side', 'type,debit,credit', ['transfer,-5,0'], /^line 2, debit: has a minus/],
    ['a refund that left', 'type,debit,credit', ['refund,5,0'], /^line 2, debit: contradicts the type/],
    ['no number in a side', 'type,debit,credit', ['transfer,5,x'], /^line 2, credit: is not an amount/],
    ['another amount', 'type,amount,debit,credit', ['transfer,6,5,0'], /^line 2, amount: is not the amount of debit/],
    ['no direction', 'type,amount,D/K', ['transfer,5,'], /^line 2, direction: is not a direction/],
    ['a direction and a minus', 'type,amount,D/K', ['transfer,-5,D'], /^line 2, amount: .*`minus`/],
    ['one side', 'type,debit', ['transfer,5'], /^header: amount is missing/],
  ])('with %s is refused with the remedy', async (_, header, rows, message) => {
    expect(await errorsOf(table(header, rows))).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    ['out', ['transfer,-50000', 'transfer,50000', 'refund,7'], ['paid 50000', 'returned 50000', 'returned 7']],
    ['back', ['transfer,50000', 'transfer,-50000', 'refund,-7'], ['paid 50000', 'returned 50000', 'returned 7']],
  ] as const)('is what the import states of a minus: %s', async (minus, rows, kinds) => {
    expect(await kindsOf(table('type,amount', rows), { minus })).toEqual(kinds);
  });

  it('is the side on which the amount stands; the 0 on the other side is no movement', async () => {
    const text = [
      'tanggal;disburseId;jenis;Debet;Kredit',
      '21/11/2026;1;transfer;50.000,00;0,00',
      '21/11/2026;1;transfer;0,00;50.000,00',
      '21/11/2026;2;refund;;7.000,00',
      '21/11/2026;;biaya;2.500,00;-',
      '21/11/2026;;deposit;0,00;1.000.000,00',
    ].join('\n');
    const kinds = ['paid 50000', 'returned 50000', 'returned 7000', 'fee 2500', 'other 1000000'];
    expect(await kindsOf(text, { numbers: 'indonesian' })).toEqual(kinds);
    // The name of one side does not hide the other one.
    expect(await kindsOf(text, { numbers: 'indonesian', columns: { amount: 'Debet' } })).toEqual(kinds);
    expect(await errorsOf(text, { numbers: 'indonesian', columns: { debit: 'Debet', credit: 'Other' } })).toEqual([
      expect.stringMatching(/^header: credit is missing/),
      expect.stringMatching(/^columns: name debit and credit both/),
      expect.stringMatching(/^header: amount is missing/),
    ]);
  });

  it('is what a column beside the amount says', async () => {
    const rows = ['transfer,5,D', 'transfer,5,K', 'success,5,CR', 'refund,5,Kredit', 'fee,5,', 'failed,0,D'];
    expect(await kindsOf(table('type,amount,D/K', rows))).toEqual([
      ...['paid 5', 'returned 5', 'returned 5', 'returned 5', 'fee 5', 'refused 0'],
    ]);
  });
});

describe('the identifier of a transfer', () => {
  const rowsOf = (...rows: readonly string[]) => [HEADER, ...rows.map((row) => `2026-11-21,${row}`)].join('\n');

  it.each([
    ['an apostrophe', "'0000123,,transfer,5,"],
    ['a formula', '="0000123",,transfer,5,'],
    ['a quoted formula', '"=""0000123""",,transfer,5,'],
    ['a zero fraction', '123.0,-,transfer,5,'],
  ])('is restored from %s', async (_, row) => {
    for (const pieceBytes of [1, 7, 10_000]) {
      const { lines } = await read(rowsOf(row), { pieceBytes });
      expect(lines.map(({ keys }) => keys)).toEqual([['disburseId:123']]);
    }
  });

  it.each([
    ['2.87944E+10,1,transfer,5,', 'disburseId'],
    ['1,2.87944E+10,refund,5,', 'custRefNumber'],
    ['#N/A,1,failed,5,', 'disburseId'],
    ['#REF!,,pending,5,', 'disburseId'],
    ['-,-,transfer,5,', 'disburseId'],
    [',,transfer,5,', 'disburseId'],
    ['28.794.400,,transfer,5,', 'disburseId'],
  ])('is not guessed: %s refuses the file with line, column and remedy', async (row, column) => {
    expect(await errorsOf(rowsOf('1,,transfer,5,', row, '2,,transfer,5,'))).toEqual([
      expect.stringMatching(new RegExp(`^line 3, ${column}: .*format the column as text`)),
    ]);
  });

  it('is needed by no row about fees and other movements', async () => {
    const { lines } = await read(rowsOf(',,fee,2500,', '-,#N/A,deposit,5,', 'VA 8077,,top up,5,'));
    expect(lines.map(({ keys }) => keys)).toEqual([[], [], []]);
  });

  it('is not repeated by an error', async () => {
    expect((await errorsOf(rowsOf('2.87944E+10,,transfer,5,'))).join()).not.toContain('2.8');
  });
});

describe('a file with a type and a status', () => {
  const text = (...rows: readonly string[]) =>
    ['date,disburseId,Jenis,Status,amount', ...rows.map((row) => `2026-11-21,123,${row},5`)].join('\n');
  const kindsOf = async (file: string, options?: ReadOptions) =>
    (await read(file, options)).lines.map(({ kind }) => kind);

  it.each([
    ['both by their headers', {}],
    ['the type by name', { type: 'Jenis' }],
    ['the status by name', { status: 'Status' }],
    ['both by name', { type: 'Jenis', status: 'Status' }],
    ['the status by the name of the type', { type: 'Status' }],
  ])('is read by %s', async (_, columns) => {
    const kinds = await kindsOf(text('transfer,Success', 'transfer,Failed', 'refund,Success'), { columns });
    expect(kinds).toEqual(['paid', 'refused', 'returned']);
  });

  it('is refused by the line of a combination that is not known', async () => {
    expect(await errorsOf(text('transfer,Success', 'transfer,', 'refund,Failed', 'gift,Success'))).toEqual([
      expect.stringMatching(/^line 3, status: is not a known status/),
      expect.stringMatching(/^line 4, status: contradicts the type/),
      expect.stringMatching(/^line 5, type: is not a known type/),
    ]);
  });

  it('is read by all columns with a status', async () => {
    const file = 'date,disburseId,type,status,Transfer Status,amount\n2026-11-21,1,transfer,success,gagal,5\n';
    expect(await kindsOf(file)).toEqual(['refused']);
    expect(await kindsOf(file, { columns: { type: 'Status' } })).toEqual(['refused']);
  });
});

describe('a statement of DOKU', () => {
  it('names transfers by our reference, otherwise by the one of DOKU', async () => {
    const text =
      'date,partnerReferenceNo,referenceNo,type,amount\n2026-11-21,0ab,DK1,transfer,5\n2026-11-21,,DK2,transfer,5\n';
    expect((await read(text, { provider: 'doku' })).lines.map(({ keys }) => keys)).toEqual([
      ['sendTrxId:0ab', 'transactionId:DK1'],
      ['transactionId:DK2'],
    ]);
  });
});
