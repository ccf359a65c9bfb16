import { existsSync, readFileSync } from 'node:fs';

const DOCUMENT = 'docs/SECURITY.md';

interface Row {
  readonly number: string;
  readonly held: string;
  readonly files: readonly string[];
}

const rows: Row[] = readFileSync(DOCUMENT, 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, number = '', held = '', proof = ''] = line.split('|').map((cell) => cell.trim());
    const files = [...proof.matchAll(/`([^`]+)`/g)].map(([, file]) => file as string);
    return /^[SF]\d+$/.test(number) ? [{ number, held, files }] : [];
  });

/** The numbers in the titles of a file: `(S12)`, `(S12, F65)`. */
function numbersIn(file: string): ReadonlySet<string> {
  const marks = readFileSync(file, 'utf8').match(/\((?:[SF]\d+(?:, )?)+\)/g) ?? [];
  return new Set(marks.flatMap((mark) => mark.match(/[SF]\d+/g) ?? []));
}

const range = (letter: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${letter}${from + index}`);

describe(DOCUMENT, () => {
  it('has every number of the list once, in order', () => {
    expect(rows.map(({ number }) => number)).toEqual([...range('S', 1, 40), ...range('F', 63, 71)]);
  });

  it('states for each what holds and which test proves it', () => {
    for (const { held } of rows) expect(held).toMatch(/\w/);
    expect(rows.filter(({ files }) => files.length === 0).map(({ number }) => number)).toEqual([]);
  });

  it('names tests that are there and have the number in a title', () => {
    const missing = rows.flatMap(({ number, files }) =>
      files.flatMap((file) => {
        if (!/\.(spec|db-spec|e2e-spec|chaos-spec)\.ts$/.test(file)) return [`${number}: ${file} is no file of tests`];
        if (!existsSync(file)) return [`${number}: ${file} is not there`];
        return numbersIn(file).has(number) ? [] : [`${number}: no title in ${file} ends with (${number})`];
      }),
    );
    expect(missing).toEqual([]);
  });
});
