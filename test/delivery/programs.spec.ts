import { readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';

const PROGRAMS = path.resolve('dist/programs');
const FILES = readdirSync(PROGRAMS).filter((name) => name.endsWith('.js'));

/** Where a stack of the program would say that this text is. */
function sourceOf(text: string) {
  for (const name of FILES) {
    const lines = readFileSync(path.join(PROGRAMS, name), 'utf8').split('\n');
    const line = lines.findIndex((content) => content.includes(text));
    if (line === -1) continue;
    const map = new SourceMap(JSON.parse(readFileSync(path.join(PROGRAMS, `${name}.map`), 'utf8')));
    const entry = map.findEntry(line, lines[line]?.indexOf(text) as number);
    if (!('originalSource' in entry)) return null;
    return { file: path.resolve(PROGRAMS, entry.originalSource), line: entry.originalLine };
  }
  throw new Error(`no program contains ${text}`);
}

describe('programs', () => {
  it('are one per app, and the files that they share', () => {
    const own = FILES.filter((name) => !/^shared-[A-Z0-9]{8}\.js$/.test(name));
    expect(own.sort()).toEqual(readdirSync('apps').map((name) => `${name}.js`));
  });

  it('name the TypeScript line of an error', () => {
    const file = path.resolve('apps/api/src/start-service.ts');
    const line = readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((content) => content.includes('Salur listens on '));
    expect(sourceOf('Salur listens on ')).toEqual({ file, line });
  });

  it.each(readdirSync('apps'))('checks the version of Node before it loads anything: %s', (name) => {
    const read = (file: string) => readFileSync(path.join(PROGRAMS, file), 'utf8');
    const program = read(`${name}.js`);
    const shared = [...program.matchAll(/import[^;("']*["']\.\/([^"']+)["']/g)].map(([, file]) => read(file as string));
    // Besides the check: the helpers of the bundler, and what gives it `require`.
    for (const loaded of [program, ...shared]) expect(loaded.length).toBeLessThan(5_000);
  });
});
