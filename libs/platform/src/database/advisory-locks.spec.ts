import { globSync, readFileSync } from 'node:fs';
import { ADVISORY_LOCKS } from './transaction.js';

describe('the advisory locks', () => {
  it('have different numbers', () => {
    const numbers = Object.values(ADVISORY_LOCKS);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('are used only by name, each in one place', () => {
    const files = globSync('{libs,apps,tools}/**/*.ts').filter((file) => !file.endsWith('spec.ts'));
    const takings = files
      .map((file) => readFileSync(file, 'utf8'))
      .filter((text) => /pg_(?:try_)?advisory/.test(text))
      .map((text) => /\[\s*ADVISORY_LOCKS\.(\w+),?\s*\]/.exec(text)?.[1]);
    expect(takings.sort()).toEqual(Object.keys(ADVISORY_LOCKS).sort());
  });
});
