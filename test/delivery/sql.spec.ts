// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the lines that are planted are templates
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { findBuiltSql } from './find-built-sql.js';

const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');

/**
 * Migrations run before any request; grants are of names in `app-grants.ts`, to a role that is escaped; the filter of payouts puts
 * together its own texts and the numbers of parameters, by the one method `value`.
 */
const HANDS_OVER_STATEMENTS = new Set([
  'libs/platform/src/database/app-role.ts',
  'libs/payouts/src/read/payout-filter.ts',
  ...globSync('libs/platform/src/database/migrations/*.ts'),
]);
const sources = globSync('{apps,libs,tools}/**/*.ts').filter((file) => !/spec\.ts$|\/(testing|template)\//.test(file));

/**
 * Compiles texts as files of the project, all together: what compiling costs is the libraries that they import.
 *
 * @returns of each text what is found in it
 */
function foundInEach(texts: readonly string[]): string[][] {
  mkdirSync('.cache', { recursive: true });
  const folder = mkdtempSync(path.resolve('.cache', 'sql-'));
  const files = texts.map((_, index) => path.join(folder, `planted-${index}.ts`));
  for (const [index, file] of files.entries())
    writeFileSync(file, `import type { DataSource, SelectQueryBuilder } from 'typeorm';\n${texts[index]}\n`);
  try {
    const { found } = findBuiltSql(files, options);
    return files.map((file) =>
      found.filter(({ at }) => at.startsWith(`${path.relative('.', file)}:`)).map(({ source }) => source),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('SQL in the sources', () => {
  it('is never put together from anything but texts of the source: values travel as parameters (S14)', () => {
    const { found, statements } = findBuiltSql(sources, options, HANDS_OVER_STATEMENTS);
    expect(found).toEqual([]);
    // All of them were looked at, and not none.
    expect(statements).toBeGreaterThan(80);
  });
});

/** Lines with SQL that is put together. */
const BUILT: readonly (readonly [what: string, lines: string])[] = [
  ['a parameter in a template', 'export const f = (db: DataSource, id: string) => db.query(`select ${id}`);'],
  ['a parameter that is added', "export const f = (db: DataSource, id: string) => db.query('select ' + id);"],
  [
    'a variable that changes',
    "export const f = (db: DataSource) => { let a = 'x'; a += 'y'; return db.query(`${a}`); };",
  ],
  ['a named query', 'export const f = (db: DataSource, id: string) => db.query({ text: `select ${id}` } as never);'],
  [
    'what a function makes of its parameter',
    'const g = (id: string) => `select ${id}`;\nexport const f = (db: DataSource, id: string) => db.query(g(id));',
  ],
  [
    'what a caller hands on',
    'function g(db: DataSource, sql: string) { return db.query(sql); }\nexport const f = (db: DataSource, id: string) => g(db, `select ${id}`);',
  ],
  [
    'a parameter of what a framework may call',
    'export function f(db: DataSource, id: string) { return db.query(`select ${id}`); }',
  ],
  [
    'a parameter of a method that others may call',
    'export class C { f(db: DataSource, id: string) { return db.query(`select ${id}`); } }',
  ],
  [
    'an order by external input',
    'export const f = (q: SelectQueryBuilder<object>, a: string) => q.orderBy({ [a]: "ASC" });',
  ],
  ['a clause', 'export const f = (q: SelectQueryBuilder<object>, a: string) => q.andWhere(`x = ${a}`);'],
  ['an order', 'export const f = (q: SelectQueryBuilder<object>, a: string) => q.orderBy(a);'],
  [
    'a raw value',
    "export const f = (db: DataSource, a: string) => db.manager.update('t', {}, { at: () => a } as never);",
  ],
];

const HARMLESS = `
  const TABLE = 'payout';
  const LIST = ['select 1', \`select 2 from \${TABLE}\`] as const;
  const of = (which: 'a' | 'b', more = 'x') => \`select \${which}, \${more} from \${TABLE}\`;
  declare function setList(fields: object): { sql: string };
  function run(db: DataSource, sql: string) { return db.query(sql); }
  export async function f(db: DataSource, q: SelectQueryBuilder<object>, which: 'a' | 'b', id: string) {
    const set = setList({ id });
    for (const one of LIST) await db.query(one);
    await db.query(of(which));
    await db.query(\`update t set \${set.sql} where id = $1\`, [id]);
    await run(db, which === 'a' ? 'select 1' : TABLE);
    q.where('id = :id', { id });
  }`;

describe('the search for SQL that is put together (S14)', () => {
  let found: string[][];
  beforeAll(() => {
    found = foundInEach([...BUILT.map(([, lines]) => lines), HARMLESS]);
  });

  it.each(BUILT.map(([what], index) => [what, index] as const))('finds %s', (_what, index) => {
    expect(found[index]).toHaveLength(1);
  });

  it('lets constants, choices between them and trusted makers pass', () => {
    expect(found).toHaveLength(BUILT.length + 1);
    expect(found.at(-1)).toEqual([]);
  });
});
