import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROVIDERS } from './registry.js';

const here = dirname(fileURLToPath(import.meta.url));
const libs = join(here, '../..');
/** Folders of this library that are no provider. */
const NOT_PROVIDERS = ['kit', 'port', 'testing'];

describe('the registry', () => {
  it('has every provider folder, and nothing else', () => {
    const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const providers = folders.map(({ name }) => name).filter((name) => !NOT_PROVIDERS.includes(name));
    expect(PROVIDERS.map(({ name }) => name).toSorted()).toEqual(providers.toSorted());
  });

  it('has rails whose names begin with their provider, each once', () => {
    const names = PROVIDERS.flatMap(({ name, rails }) => rails.map((rail) => [name, rail.name] as const));
    for (const [provider, rail] of names) expect(rail).toMatch(new RegExp(`^${provider}\\.[a-z0-9_]+$`));
    expect(new Set(names.map(([, rail]) => rail)).size).toBe(names.length);
  });

  it('is the only place where code outside a folder names its provider', () => {
    const files = readdirSync(libs, { recursive: true, withFileTypes: true })
      .filter(
        (entry) =>
          entry.isFile() &&
          entry.name.endsWith('.ts') &&
          !entry.name.endsWith('-spec.ts') &&
          !entry.name.endsWith('.spec.ts'),
      )
      .map((entry) => join(entry.parentPath, entry.name))
      // Code of tests, as specs are.
      .filter((file) => !file.includes('/testing/'))
      // What is printed from the API's document names what the document names.
      .filter((file) => file !== join(here, 'registry.ts') && !file.includes('/generated/'));
    const leaks = PROVIDERS.flatMap(({ name }) =>
      files
        .filter((file) => !file.startsWith(join(here, name)))
        .filter((file) => withoutComments(readFileSync(file, 'utf8')).toLowerCase().includes(name))
        .map((file) => `${name} in ${relative(libs, file)}`),
    );
    expect(leaks).toEqual([]);
  });
});

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
