import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { codesDocument } from '../../tools/codes/codes-document.js';
import { acme } from '../../tools/new-provider/template/index.js';
import { withProvider } from '../../tools/new-provider/write-provider.js';

const CHECKOUT = process.cwd();
/** What a provider's folder needs around it; the checkout itself stays as it is, other tests look at it. */
const COPIED = [
  'libs/platform',
  'libs/providers',
  'tools/local-postgres',
  'tools/new-provider',
  'tools/stack',
  '.dependency-cruiser.cjs',
  '.swcrc',
  'biome.json',
  'jest.config.js',
  'package.json',
  'tsconfig.json',
  'test/keep-worker-data.mjs',
  'test/load-typescript.mjs',
  'test/longest-first.mjs',
  'test/set-up-worker.mjs',
  'test/support/cpu-ms-of.ts',
  'test/support/production-secrets.ts',
];
const NAME = 'nusapay2';
const FOLDER = `libs/providers/src/${NAME}`;
const REGISTRY = 'libs/providers/src/registry.ts';

let copy: string;

/** Runs a program in the copy; its status and all it printed. */
function run(program: string, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { cwd: copy, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}
const newProvider = (...words: string[]) => run(path.join(CHECKOUT, 'dist/tools/new-provider/main.js'), ...words);
const registry = () => readFileSync(path.join(copy, REGISTRY), 'utf8');

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'salur-new-provider-'));
  for (const each of COPIED) cpSync(each, path.join(copy, each), { recursive: true });
  symlinkSync(path.join(CHECKOUT, 'node_modules'), path.join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true }));

describe('npm run new:provider refuses', () => {
  it.each([
    ['no name', [], 'npm run new:provider NAME'],
    ['two names', ['one', 'two'], 'npm run new:provider NAME'],
    ['an option that it does not know', [NAME, '--force'], 'npm run new:provider NAME'],
    ['capital letters', ['NusaPay'], '3 to 20 lower-case letters and digits, a letter first'],
    ['a digit first', ['2pay'], '3 to 20 lower-case letters and digits, a letter first'],
    ['a way out of the folder', ['../pay'], '3 to 20 lower-case letters and digits, a letter first'],
    ['a name that is too short', ['np'], '3 to 20 lower-case letters and digits, a letter first'],
    ['a word of the language', ['debugger'], 'means something in TypeScript'],
    ['a provider that is there', ['duitku'], '"duitku" is taken'],
    ['a folder of the library', ['kit'], '"kit" is taken'],
    ['a name around that of another', ['duitkuplus'], '"duitkuplus" contains "duitku"'],
    ['a word that the code uses', ['database'], '"database" is a word of libs/platform/'],
  ])('%s, and writes nothing', (_, words, why) => {
    const before = [registry(), globSync('**', { cwd: path.join(copy, 'libs/providers/src') })];
    expect(newProvider(...words)).toEqual({ status: 1, said: expect.stringContaining(why) });
    expect([registry(), globSync('**', { cwd: path.join(copy, 'libs/providers/src') })]).toEqual(before);
  });
});

describe('a provider that npm run new:provider wrote', () => {
  let said: string;

  beforeAll(() => {
    const written = newProvider(NAME);
    said = written.said;
    expect(written.status).toBe(0);
  });

  it('is registered on request only, and the command prints the line to add', () => {
    expect(registry()).not.toContain(NAME);
    expect(said).toContain(`in ${REGISTRY} add ${NAME} to PROVIDERS`);
    expect(said).toContain(`import { ${NAME} } from './${NAME}/index.js';`);
  });

  it('bears its own name everywhere, and imports from where it is', () => {
    const files = globSync('**/*.ts', { cwd: path.join(copy, FOLDER) });
    expect(files.length).toBe(globSync('**/*.ts', { cwd: 'tools/new-provider/template' }).length);
    for (const file of files) {
      const text = readFileSync(path.join(copy, FOLDER, file), 'utf8');
      expect([file, text.match(/acme|from '[^']*libs\/providers/gi)]).toEqual([file, null]);
    }
  });

  it('cannot be written over', () => {
    expect(newProvider(NAME)).toEqual({ status: 1, said: expect.stringContaining(`"${NAME}" is taken`) });
  });

  describe('once its line is in the registry', () => {
    beforeAll(() => {
      const registered = withProvider(registry(), NAME);
      // the same two halves that the command printed
      expect(registered.split('\n').filter((line) => line.includes(NAME))).toHaveLength(2);
      writeFileSync(path.join(copy, REGISTRY), registered);
      expect(run('node_modules/@biomejs/biome/bin/biome', 'check', '--write', REGISTRY)).toMatchObject({ status: 0 });
    });

    it('compiles', () => {
      const project = { extends: './tsconfig.json', include: [`${FOLDER}/**/*.ts`, REGISTRY] };
      writeFileSync(path.join(copy, 'tsconfig.new.json'), JSON.stringify(project));
      const words = ['-p', 'tsconfig.new.json', '--noEmit', '--incremental', 'false'];
      expect(run('node_modules/typescript/bin/tsc', ...words)).toEqual({ status: 0, said: '' });
    });

    it('is formatted and linted', () => {
      expect(run('node_modules/@biomejs/biome/bin/biome', 'check', FOLDER)).toMatchObject({ status: 0 });
    });

    it('imports only what a provider may', () => {
      const words = ['libs/providers', '--config', '.dependency-cruiser.cjs'];
      expect(run('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', ...words)).toEqual({
        status: 0,
        said: expect.any(String),
      });
    });

    it('passes the conformance suite, and those of the registry', () => {
      writeFileSync(
        path.join(copy, 'jest.new.config.js'),
        `import base from './jest.config.js';\nexport default { ...base, globalSetup: undefined, globalTeardown: undefined };\n`,
      );
      const { status, said: report } = run(
        '--conditions=source',
        '--import',
        './test/load-typescript.mjs',
        'node_modules/jest/bin/jest.js',
        '--config=jest.new.config.js',
        FOLDER,
        'libs/providers/src/registry.spec.ts',
      );
      expect([status, report]).toEqual([0, expect.stringMatching(/Tests: +(\d{3,}) passed, \1 total/)]);
      expect(report).toMatch(/Test Suites: 2 passed, 2 total/);
    });
  });
});

describe('npm run new:provider NAME -- --register', () => {
  it('writes the folder and puts it into the registry, where the others stay', () => {
    const before = registry();
    expect(newProvider('rupianta', '--register')).toMatchObject({ status: 0 });
    expect(registry()).toContain(`import { rupianta } from './rupianta/index.js';\n`);
    const [, others = ''] = /PROVIDERS.* = \[(.*)\];/.exec(before) ?? [];
    expect(registry()).toContain(`= [${others}, rupianta];`);
    expect(existsSync(path.join(copy, 'libs/providers/src/rupianta/index.ts'))).toBe(true);
  });

  it('puts it into a list of many lines as well, and into an empty one', () => {
    const list = (members: string) => `export const PROVIDERS: readonly ProviderDefinition[] = [${members}];\n`;
    expect(withProvider(list('\n  one,\n  two,\n'), 'three')).toContain(list('\n  one,\n  two, three\n'));
    expect(withProvider(list(''), 'three')).toContain(list('three'));
  });

  it('reports a registry that it cannot read', () => {
    expect(() => withProvider('export const LIST = [];', 'three')).toThrow('add three by hand');
  });
});

describe('the template', () => {
  it('lists its codes, so that docs/CODES.md has them once it is registered', () => {
    expect(codesDocument([acme])).toContain('| `NO_FUNDS` | Balance too low |');
    expect(new Set(acme.codes?.map(({ step }) => step))).toEqual(
      new Set(['inquiry', 'transfer', 'status', 'callback']),
    );
  });
});
