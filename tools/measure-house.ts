/**
 * `npm run house [-- FOLDER ...]`: how the code of one or more checkouts reads, in numbers, side by side. Without a folder:
 * this one. The rules, the same for every checkout:
 *
 * - **POST to proof**: from the controllers of `apps/api/src/payouts` whose name has `create`, and from `work-payouts.ts`, all
 *   static imports are followed inside `apps/api/src/payouts` and `libs/payouts/src`. A name that comes from an index
 *   (`#libs/payouts`, `index.ts`) counts as an import of the file that declares it. Specs and indexes are not counted.
 * - **upwards**: an import in libs/payouts of a file on a higher floor. Floors: law and records, then the steps, then work
 *   and read. In a layout without folders {@link FLOOR_OF_FILE} says where a file would be. Specs, index and module apart.
 * - **update payout**: files of libs/payouts, specs apart, with a statement `update payout`.
 * - **run**: classes of all libraries with a method of that name.
 * - **under 40 lines**: of all source files (apps, libs, tools or scripts) that are no spec and no index.ts.
 * - **bodies by hand**: files, tests and migrations apart, with an object that has a `status` and at least seven more of
 *   {@link PAYOUT_FIELDS}. A request and the row of a new payout have no status: they are what a payout is made of.
 * - **words**: how often a word stands in *.ts and *.md, whole and in any case.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const PAYOUT_FIELDS = new Set(
  `id reference status amount currency rail provider destination accountName nameMatch fee purpose sender metadata confirmation
  pendingReason proof failure review waiting replacesPayoutId providerReference cashPickup nextCheckAt createdAt updatedAt
  completedAt version`.split(/\s+/),
);
const WORDS = ['told', 'whoever', 'nobody', 'somebody', 'wishes', 'shall'];

const FLOORS = { law: 0, records: 0, steps: 1, top: 2 } as const;
const FLOOR_OF_FOLDER: Readonly<Record<string, number>> = {
  law: FLOORS.law,
  records: FLOORS.records,
  ...Object.fromEntries(
    ['accept', 'inquiry', 'transfer', 'check', 'waits', 'review', 'callbacks'].map((step) => [step, FLOORS.steps]),
  ),
  work: FLOORS.top,
  read: FLOORS.top,
};
/** Where the files of the flat layout belong; all others are steps. */
const FLOOR_OF_FILE: readonly (readonly [floor: number, names: string])[] = [
  [FLOORS.law, 'schedule status transition'],
  [
    FLOORS.records,
    'erase-personal-data happenings keep-evidence personal-data provider-call raise-alert two-people alert.entity attempt-key.entity attempt.entity cash-pickup.entity exchange.entity outbox-entry.entity payout-event.entity payout-transition.entity payout.entity resolution-proposal.entity',
  ],
  [FLOORS.top, 'lanes wake-workers work-payouts worked find-payouts oversee-payouts wait-for-rest'],
];

const PAYOUTS = 'libs/payouts/src';
const CONTROLLERS = 'apps/api/src/payouts';
const isSpec = (file: string) => /spec\.ts$/.test(file);
const isIndex = (file: string) => path.basename(file) === 'index.ts';

/** The parsed files of a checkout, by their path below it. */
class Checkout {
  private readonly parsed = new Map<string, ts.SourceFile>();
  readonly sources: readonly string[];
  readonly payouts: readonly string[];

  constructor(private readonly folder: string) {
    this.sources = this.find('{apps,libs,tools,scripts}/**/*.ts').filter((file) => !/\.d\.ts$/.test(file));
    this.payouts = this.sources.filter((file) => file.startsWith(PAYOUTS) && !isSpec(file));
  }

  find(pattern: string): string[] {
    const isOurs = (file: string) => !/(^|\/)(node_modules|dist|\.data)\//.test(file);
    return globSync(pattern, { cwd: this.folder }).filter(isOurs).sort();
  }

  text(file: string): string {
    return readFileSync(path.join(this.folder, file), 'utf8');
  }

  lines(file: string): number {
    return this.text(file).trimEnd().split('\n').length;
  }

  parse(file: string): ts.SourceFile {
    const known = this.parsed.get(file);
    if (known) return known;
    const parsed = ts.createSourceFile(file, this.text(file), ts.ScriptTarget.Latest, true);
    this.parsed.set(file, parsed);
    return parsed;
  }

  /** The files that a file imports, those behind an index by the names it takes from it. */
  importsOf(file: string): string[] {
    const imported = this.parse(file).statements.filter(ts.isImportDeclaration);
    return imported.flatMap((declaration) => {
      const target = this.resolve(file, (declaration.moduleSpecifier as ts.StringLiteral).text);
      if (target === null) return [];
      if (!isIndex(target)) return [target];
      const bindings = declaration.importClause?.namedBindings;
      const names =
        bindings && ts.isNamedImports(bindings) ? bindings.elements.map((each) => each.propertyName ?? each.name) : [];
      return names.flatMap((name) => this.declarers(name.text, path.dirname(target)));
    });
  }

  private resolve(from: string, specifier: string): string | null {
    const [, library] = /^#libs\/(.+)$/.exec(specifier) ?? [];
    if (library) return `libs/${library}/src/index.ts`;
    return specifier.startsWith('.') ? path.join(path.dirname(from), specifier.replace(/\.js$/, '.ts')) : null;
  }

  private declarers(name: string, folder: string): string[] {
    const declares = new RegExp(
      `^export (abstract |declare |async )*(class|function|const|type|interface|enum) ${name}\\b`,
      'm',
    );
    return this.sources.filter(
      (file) => file.startsWith(`${folder}/`) && !isSpec(file) && declares.test(this.text(file)),
    );
  }
}

function fromPostToProof(checkout: Checkout): string[] {
  const isOnTheWay = (file: string) =>
    (file.startsWith(`${CONTROLLERS}/`) || file.startsWith(`${PAYOUTS}/`)) && !isIndex(file);
  const begins = checkout.sources.filter(
    (file) =>
      (file.startsWith(`${CONTROLLERS}/`) && /create[^/]*\.controller\.ts$/.test(file)) ||
      (file.startsWith(PAYOUTS) && path.basename(file) === 'work-payouts.ts'),
  );
  const seen = new Set(begins);
  for (const file of seen) for (const next of checkout.importsOf(file).filter(isOnTheWay)) seen.add(next);
  return [...seen];
}

function floorOf(file: string): number {
  const [folder = '', ...deeper] = path.relative(PAYOUTS, file).split('/');
  if (deeper.length > 0) return FLOOR_OF_FOLDER[folder] ?? FLOORS.steps;
  const name = path.basename(file, '.ts');
  return FLOOR_OF_FILE.find(([, names]) => names.split(' ').includes(name))?.[0] ?? FLOORS.steps;
}

function upwardImports(checkout: Checkout): number {
  const files = checkout.payouts.filter((file) => !isIndex(file) && !file.endsWith('payouts.module.ts'));
  return files.flatMap((file) =>
    checkout.importsOf(file).filter((target) => target.startsWith(PAYOUTS) && floorOf(target) > floorOf(file)),
  ).length;
}

function classesWithRun(checkout: Checkout): number {
  let count = 0;
  const visit = (node: ts.Node): void => {
    const hasRun =
      ts.isClassDeclaration(node) &&
      node.members.some((member) => ts.isMethodDeclaration(member) && member.name.getText() === 'run');
    if (hasRun) count += 1;
    ts.forEachChild(node, visit);
  };
  const libraries = checkout.sources.filter((file) => file.startsWith('libs/') && !isSpec(file));
  for (const file of libraries) visit(checkout.parse(file));
  return count;
}

function hasBodyByHand(source: ts.SourceFile): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const keys = node.properties.map((property) => property.name?.getText().replaceAll(/['"]/g, '') ?? '');
      if (keys.includes('status') && new Set(keys.filter((key) => PAYOUT_FIELDS.has(key))).size >= 8) found = true;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function measure(folder: string): [name: string, value: string][] {
  const checkout = new Checkout(folder);
  const way = fromPostToProof(checkout);
  const sum = (files: readonly string[]) => files.reduce((lines, file) => lines + checkout.lines(file), 0);
  const inPayouts = way.filter((file) => file.startsWith(PAYOUTS));
  const own = checkout.sources.filter((file) => !isSpec(file));
  const sizes = own.map((file) => checkout.lines(file)).sort((a, b) => a - b);
  const judged = own.filter((file) => !isIndex(file));
  const short = judged.filter((file) => checkout.lines(file) < 40);
  const embedded = checkout.sources.filter(
    (file) => file.startsWith('libs/platform/src/embedded-postgres/') && !isSpec(file) && !file.includes('/testing/'),
  );
  const bodies = own.filter(
    (file) => !/migration/.test(file) && !/\/testing\//.test(file) && hasBodyByHand(checkout.parse(file)),
  );
  const prose = checkout.find('{apps,libs,tools,scripts,test,docs}/**/*.{ts,md}').concat(checkout.find('*.md'));
  const words = prose.map((file) => checkout.text(file)).join('\n');
  return [
    ['POST to proof, files', `${way.length}`],
    ['POST to proof, lines', `${sum(way)}`],
    ['  of these in libs/payouts, files', `${inPayouts.length}`],
    ['  of these in libs/payouts, lines', `${sum(inPayouts)}`],
    ['imports in libs/payouts that run upwards', `${upwardImports(checkout)}`],
    [
      'files in libs/payouts with `update payout`',
      `${checkout.payouts.filter((file) => /\bupdate payout\b/i.test(withoutComments(checkout.text(file)))).length}`,
    ],
    ['classes of the libraries with a method `run`', `${classesWithRun(checkout)}`],
    ['bodies of a payout written by hand', `${bodies.length}`],
    ['lines of libs/platform/src/embedded-postgres', `${sum(embedded)}`],
    ['source files (no specs)', `${own.length}`],
    ['median lines of a source file', `${sizes[Math.floor(sizes.length / 2)] ?? 0}`],
    ['share of files under 40 lines', `${((100 * short.length) / judged.length).toFixed(1)} %`],
    ...WORDS.map((word): [string, string] => [
      `the word \`${word}\``,
      `${[...words.matchAll(new RegExp(`\\b${word}\\b`, 'gi'))].length}`,
    ]),
  ];
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}

const folders = process.argv.slice(2);
const columns = (folders.length > 0 ? folders : ['.']).map((folder) => ({
  folder: path.resolve(folder),
  rows: measure(folder),
}));
const headings = columns.map(({ folder }) => path.basename(folder));
const widthOfName = Math.max(...(columns[0]?.rows ?? []).map(([name]) => name.length));
const widths = columns.map(({ rows }, index) =>
  Math.max(headings[index]?.length ?? 0, ...rows.map(([, value]) => value.length)),
);
const line = (name: string, values: readonly string[]) =>
  `${name.padEnd(widthOfName)}  ${values.map((value, index) => value.padStart(widths[index] ?? 0)).join('  ')}\n`;
process.stdout.write(line('', headings));
for (const [index, [name]] of (columns[0]?.rows ?? []).entries())
  process.stdout.write(
    line(
      name,
      columns.map(({ rows }) => rows[index]?.[1] ?? ''),
    ),
  );
