import fc from 'fast-check';
import { type Cell, csvOf } from './csv.js';

const csvLine = (cells: readonly Cell[]) => csvOf([cells]);

/** A reader by the grammar of RFC 4180, as a spreadsheet with some separator has it. */
function readLine(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let index = 0; index < line.length; index++) {
    const character = line[index] as string;
    if (quoted && character === '"' && line[index + 1] === '"') {
      cell += '"';
      index++;
    } else if (character === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (!quoted && (character === separator || line.startsWith('\r\n', index))) {
      cells.push(cell);
      cell = '';
      if (character !== separator) break;
    } else cell += character;
  }
  return cells;
}

describe('a line of CSV', () => {
  it('is separated by commas, quoted where it must be, and ends with CR LF', () => {
    const cells = ['plain', 'a,b', 'say "yes"', 'two\r\nlines', 'with space', null, 50_000n, -7];
    expect(csvLine(cells)).toBe('plain,"a,b","say ""yes""","two\r\nlines","with space",,50000,-7\r\n');
  });

  it.each(['=1+1', '+62811', '-2', '@x', '\tx', '\rx', '\nx', ' =1', '"=1"', "'=1", '＝1', "=cmd|' /C calc'!A0"])(
    'lets no spreadsheet take the text %j for a formula (S15)',
    (text) => {
      const [cell] = readLine(csvLine([text]), ',');
      expect(cell).toBe(`'${text}`);
    },
  );

  it('leaves numbers numbers, whatever their sign (S15)', () => {
    expect(csvLine([-2, 1_000_000_000_000n, '-2'])).toBe(`-2,1000000000000,"'-2"\r\n`);
  });

  it('begins no cell with a formula where cells are separated by semicolons or tabs either (S15)', () => {
    for (const text of ['a;=1+1', 'a\t@x', 'a;"=1"', 'a; =1', ';;+1']) {
      for (const separator of [';', '\t']) {
        const line = csvLine(['0199f0c0', text, 'end']);
        for (const cell of readLine(line, separator)) expect(cell).not.toMatch(/^["\s]*[=+\-@]/);
      }
    }
  });

  it('is read back as it was written, but for the apostrophes in front of formulas (S15)', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab=+-@,;"\' \t\r\n') });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        const read = readLine(csvLine(texts), ',');
        expect(read.map((cell) => cell.replaceAll("'", ''))).toEqual(texts.map((cell) => cell.replaceAll("'", '')));
        for (const separator of [',', ';', '\t']) {
          for (const cell of readLine(csvLine(['0199f0c0', ...texts]), separator)) {
            expect(cell).not.toMatch(/^["\s]*[=+\-@]/);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
