import { readFileSync } from 'node:fs';
import { LOOPS } from '#libs/worker';
import { LIMITS } from './table.js';

const section = (title: string) => LIMITS.find((each) => each.title === title)?.bounds ?? [];

describe('the table of limits', () => {
  it('has the bound of every loop, in their order of the document', () => {
    expect(
      section('Loops')
        .map(({ what }) => what)
        .sort(),
    ).toEqual(LOOPS.map(({ name }) => `\`${name}\``).sort());
  });

  it('is printed whole', () => {
    const printed = readFileSync('docs/guides/limits.md', 'utf8');
    for (const { title, bounds } of LIMITS) {
      expect(printed).toContain(`## ${title}\n`);
      for (const { what } of bounds) expect(printed).toContain(`| ${what} | `);
    }
  });
});
