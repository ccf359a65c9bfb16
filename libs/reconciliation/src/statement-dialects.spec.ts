import { errorsOf, type ReadOptions, read } from './testing/read-text.js';

const HEADER = 'date,disburseId,type,amount,note';
const ROW = '2026-11-21,123,transfer,50000,';
const BAD = '2026-11-21,124,mystery,50000,';

/** The lines of a file by number and name, whatever the pieces in which it comes. */
async function linesOf(text: string | Uint8Array, options?: ReadOptions): Promise<string[]> {
  const [inBytes, ...others] = await Promise.all(
    [1, 2, 7, 100_000].map(async (pieceBytes) => {
      const { lines } = await read(text, { pieceBytes, ...options });
      return lines.map(({ number, kind, keys, amount }) => `${number} ${kind} ${keys} ${amount}`);
    }),
  );
  for (const other of others) expect(other).toEqual(inBytes);
  return inBytes as string[];
}

describe('a line that is no row', () => {
  it.each([
    ['empty rows', [HEADER, ',,,,', ROW, ',,,,', '', ' , ,,,'], 3],
    ['an empty row above the header', [',,,,', HEADER, ROW], 3],
    ['a stated delimiter', ['sep=,', HEADER, ROW], 3],
    ['a quoted and padded stated delimiter', ['"sep=,",,,,', HEADER, ROW], 3],
    ['lines above the header', ['Laporan Transaksi', 'Periode,21/11/2026 - 21/11/2026', '', HEADER, ROW], 5],
    ['padded lines above the header', ['Laporan Transaksi,,,,', ',,,,', HEADER, ROW], 4],
    ['a total', [HEADER, ROW, 'Total,,,50000,'], 2],
    ['a short total', [HEADER, ROW, 'Grand Total: ,50000'], 2],
    ['a total in the type', [HEADER, ROW, ',,TOTAL,50000,'], 2],
    ['a total of rows', [HEADER, ROW, 'Total 1 transaksi,,,50000,', ',,,Jumlah Transaksi: 1,', 'Saldo akhir,,,7,'], 2],
    ['the header of the next page', [HEADER, ROW, HEADER], 2],
    ['a comma at the end of rows', [HEADER, `${ROW},`], 2],
    ['a comma at the end of the header', [`${HEADER},`, ROW], 2],
    ['commas at the end of all', [`${HEADER},,`, `${ROW},,`], 2],
  ])('is left out: %s', async (_, lines, number) => {
    expect(await linesOf(lines.join('\n'))).toEqual([`${number} paid disburseId:123 50000`]);
    expect(await linesOf(`${lines.join('\r\n')}\r\n`)).toEqual([`${number} paid disburseId:123 50000`]);
  });

  it.each([
    ['a row without its time', ',123,transfer,50000,', /^line 3, date: is not a time/],
    ['a row without all but its amount', ',,transfer,50000,', /^line 3, date: is not a time/],
    ['a row that was cut', '2026-11-21,12', /^line 3: has a different number of cells .*download it again/],
    ['a footer', 'Dicetak oleh sistem', /^line 3: has a different number of cells .*remove it from the file/],
    ['a padded footer', 'Dicetak oleh sistem,,,,', /^line 3, type: /],
    ['a cell too many', `${ROW},x`, /^line 3: has a different number of cells/],
    ['a payment to Total', '2026-11-21,124,mystery,50000,Total', /^line 3, type: is not a known type/],
  ])('is not guessed: %s', async (_, line, message) => {
    const errors = await errorsOf([HEADER, ROW, line].join('\n'));
    expect(errors[0]).toMatch(message);
  });
});

describe('lines above the header', () => {
  const wide = ['Merchant,PT Salur,Account,Jakarta', 'a,b,c,d', HEADER, ROW];

  it('that can be rows are refused with the remedy, which works', async () => {
    const errors = await errorsOf(wide.join('\n'));
    expect(errors[0]).toMatch(/^header: line 3 has the names of the columns.* `skip` 2$/);
    expect(await linesOf(wide.join('\n'), { skip: 2 })).toEqual(['4 paid disburseId:123 50000']);
  });

  it('are skipped by number, empty and overlong ones too', async () => {
    const text = ['x'.repeat(40_000), '', '"open', 'a;b;c;d', HEADER.replaceAll(',', ';'), ROW.replaceAll(',', ';')];
    expect(await linesOf(text.join('\r\n'), { skip: 4 })).toEqual(['6 paid disburseId:123 50000']);
    expect(await errorsOf(`${HEADER}\n${ROW}`, { skip: 9 })).toEqual(['header: the file is empty: it has no header']);
  });

  it('are read before the rest of the file, which can arrive slowly', async () => {
    async function* content() {
      yield Buffer.from('Laporan\ndate,amount\n1,2\n');
      await new Promise(() => undefined);
    }
    expect((await errorsOf('', { content: content() }))[0]).toMatch(/^header: type is missing/);
  });

  it('and no header at all are an error about the line that most likely is the header', async () => {
    const errors = await errorsOf('Laporan\nwhen,what,sum,ref\n1,2,3,4\n');
    expect(errors).toHaveLength(4);
    expect(errors.at(-1)).toMatch(/^header: neither disburseId nor custRefNumber is there.*`skip`$/);
  });
});

describe('the number of a line in an error', () => {
  it.each([
    ['', [HEADER, ROW, BAD], 3],
    ['below empty lines', ['', HEADER, '', '', ROW, ',,,,', BAD], 7],
    ['below lines above the header', ['sep=,', 'Laporan', '', HEADER, BAD], 5],
    ['below a row of many lines', [HEADER, `${ROW}"a\n\nb"`, BAD], 5],
    ['of a row of many lines', [HEADER, ROW, `${BAD}"a\n\nb"`], 3],
  ])('is the one of the file %s', async (_, lines, number) => {
    const expected = [expect.stringMatching(new RegExp(`^line ${number}, type: `))];
    expect(await errorsOf(lines.join('\n'))).toEqual(expected);
    expect(await errorsOf(lines.join('\n').replaceAll('\n', '\r\n'))).toEqual(expected);
    expect(await errorsOf(lines.join('\n').replaceAll('\n', '\r'))).toEqual(expected);
  });
});

describe('the encoding of a file', () => {
  const text = `${HEADER}\r\n${ROW}M\u00fcller \u2019\u20ac\r\n${ROW.replace('123', '124')}\r\n`;
  const both = ['2 paid disburseId:123 50000', '3 paid disburseId:124 50000'];
  const wide = Buffer.from(text, 'utf16le');
  const narrow = Buffer.from(text.replace('\u2019', '\x92').replace('\u20ac', '\x80'), 'latin1');

  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide])],
    ['UTF-16 without a mark', wide],
    ['UTF-16 with the other byte first', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(wide).swap16()])],
    ['Windows-1252', narrow],
    [
      'Windows-1252 in the last character',
      Buffer.concat([Buffer.from(`${text.slice(0, text.indexOf('M'))}`), narrow.subarray(narrow.indexOf('M'))]),
    ],
  ])('is recognised: %s', async (_, bytes) => {
    expect(await linesOf(bytes)).toEqual(both);
  });

  it('leaves a header with letters of its own legible', async () => {
    const bytes = Buffer.from('date,disburseId,type,Betr\xe4ge\n2026-11-21,1,transfer,5\n', 'latin1');
    expect(await linesOf(bytes, { columns: { amount: 'Betr\u00e4ge' } })).toEqual(['2 paid disburseId:1 5']);
  });

  it.each([
    [
      'UTF-8 and Windows-1252 in one file',
      Buffer.concat([Buffer.from(`${HEADER}\n${ROW}\u00fc\n`), Buffer.from([0xfc])]),
    ],
    ['a byte that no encoding has', Buffer.concat([Buffer.from(`${HEADER}\n${ROW}`), Buffer.from([0x81, 0x0a])])],
    ['half a UTF-16 character', Buffer.concat([Buffer.from([0xff, 0xfe]), wide.subarray(0, -1)])],
  ])('is not guessed: %s', async (_, bytes) => {
    for (const pieceBytes of [1, 3, 10_000])
      expect(await errorsOf(bytes, { pieceBytes })).toEqual(['body: is not UTF-8: save it as CSV UTF-8']);
  });
});

describe('the delimiter', () => {
  it.each([
    ['sep=;', 'sep=;\ndate;disburseId;type;amount\n2026-11-21;123;transfer;50000\n', 3],
    [
      'the header, whatever stands above it',
      'PT A, B, C, D, E\n\ndate;disburseId;type;amount\n2026-11-21;123;transfer;50000\n',
      4,
    ],
    ['a bar', 'date|disburseId|type|amount\n2026-11-21|123|transfer|50000\n', 2],
  ])('is the one of %s', async (_, text, number) => {
    expect(await linesOf(text, { skip: number === 4 ? 1 : 0 })).toEqual([`${number} paid disburseId:123 50000`]);
  });

  it('is the one of a header with other names below a sentence', async () => {
    const text = 'Laporan, Jakarta\nWaktu;No;Jenis;Nilai\n2026-11-21;123;transfer;50000\n';
    const columns = { disburseId: 'No', amount: 'Nilai' };
    expect(await linesOf(text, { columns })).toEqual(['3 paid disburseId:123 50000']);
  });
});

describe('the order of day and month', () => {
  const year = { coversFrom: new Date('2025-12-31T17:00:00Z'), coversTo: new Date('2026-12-31T17:00:00Z') };
  const october = { coversFrom: new Date('2026-09-30T17:00:00Z'), coversTo: new Date('2026-10-31T17:00:00Z') };
  const fileOf = (...dates: readonly string[]) =>
    [HEADER, ...dates.map((date) => `${date},123,transfer,50000,`)].join('\n');
  const daysOf = async (text: string, options: ReadOptions) =>
    (await read(text, options)).lines.map(({ bookedAt }) => bookedAt.toISOString().slice(0, 10));

  it('is the one in which all dates are possible and lie in the period', async () => {
    expect(await daysOf(fileOf('10/05/2026 08:00', '10/21/2026 08:00'), year)).toEqual(['2026-10-05', '2026-10-21']);
    expect(await daysOf(fileOf('10/05/2026 08:00', '21/10/2026 08:00'), year)).toEqual(['2026-05-10', '2026-10-21']);
    expect(await daysOf(fileOf('10/05/2026 08:00'), october)).toEqual(['2026-10-05']);
  });

  it('is the stated one', async () => {
    const text = fileOf('10/05/2026 08:00', '2026-03-04 08:00');
    expect(await daysOf(text, { ...year, dates: 'mdy' })).toEqual(['2026-10-05', '2026-03-04']);
    expect(await daysOf(text, { ...year, dates: 'dmy' })).toEqual(['2026-05-10', '2026-03-04']);
    expect(await errorsOf(text, { ...year, dates: 'ymd' })).toEqual([
      expect.stringMatching(/^line 2, date: .*`dates`/),
    ]);
    expect(await errorsOf(fileOf('21/10/2026'), { ...year, dates: 'mdy' })).toEqual([
      expect.stringMatching(/^line 2, date: is not a time/),
    ]);
  });

  it('is not guessed: a file and a period that allow both refuse the file with the remedy', async () => {
    expect(await errorsOf(fileOf('10/10/2026', '10/05/2026', '11/05/2026'), year)).toEqual([
      expect.stringMatching(/^dates: line 3 can be read with the day or with the month first.*`dates`/),
    ]);
  });

  it('does not hide which rows are wrong', async () => {
    expect(await errorsOf(fileOf('10/05/2026', '11/21/2026', '10/22/2026', '99/99/2026'), october)).toEqual([
      expect.stringMatching(/^line 3, date: is outside the period/),
      expect.stringMatching(/^line 5, date: is not a time/),
    ]);
  });
});
