import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { METRICS, type MetricDefinition } from '#libs/metrics';
import { ALERT_KINDS, ALERT_REMEDIES, STATUSES, TRANSITIONS } from '#libs/payouts';
import { PROVIDERS, readConfiguration } from '#libs/providers';
import { DIFFERENCE_KIND_NAMES, LINE_KINDS } from '#libs/reconciliation';
import { LOOPS } from '#libs/worker';
import { listVariables } from '../../tools/environment-example.js';

const DOCUMENTS = ['README.md', 'apps/sandbox/README.md', ...globSync('docs/**/*.md')];
/** Files that a document invents to explain something. */
const INVENTED = /acme/;
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** What a heading is linked by: lower case, without punctuation, with `-` for each space. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** The rows of the first table after a heading, without its head. */
function rowsBelow(document: string, heading: string): string[][] {
  const after = readFileSync(document, 'utf8').split(`\n${heading}\n`)[1] ?? '';
  const table = /(?:^\|.*\|\n)+/m.exec(after)?.[0] ?? '';
  const rows = table.trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readFileSync(document, 'utf8');

  it('names only commands that exist', () => {
    const named = [...text.matchAll(/npm (?:run )?([a-z][a-z:]*)/g)].map(([, name]) => name as string);
    expect(
      named.filter(
        (name) => !['audit', 'ci', 'install', 'pack', 'workspace'].includes(name) && scripts[name] === undefined,
      ),
    ).toEqual([]);
  });

  it('links only to existing targets', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, link]) => link as string);
    expect(links.filter((link) => !existsSync(path.join(path.dirname(document), link)))).toEqual([]);
  });

  it('links only to headings that exist, in itself and in other documents', () => {
    const links = [...text.matchAll(/\]\(((?!https?:)[^)#]*)#([^)]+)\)/g)];
    const missing = links.filter(([, file = '', anchor = '']) => {
      const target = file === '' ? document : path.join(path.dirname(document), file);
      const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.*)$/gm)];
      return !headings.some(([, heading]) => anchorOf(heading as string) === anchor);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  it('names only existing files', () => {
    const files = globSync('{apps,libs,scripts,tools,test,docs}/**/*.{ts,md,json}').map((file) => `/${file}`);
    const named = [...text.matchAll(/(?<![\w./<-])((?:[\w.-]+\/)*[\w-][\w.-]*\.ts)\b/g)].map(
      ([, name]) => name as string,
    );
    const missing = named.filter((name) => !INVENTED.test(name) && !files.some((file) => file.endsWith(`/${name}`)));
    expect(missing).toEqual([]);
  });
});

describe('README.md', () => {
  it('is one page', () => {
    expect(readFileSync('README.md', 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  });

  it('leads to every guide, and to every document beside them', () => {
    const text = readFileSync('README.md', 'utf8');
    const pages = [...globSync('docs/*.md'), ...globSync('docs/guides/*.md')];
    expect(pages.filter((page) => !text.includes(`](${page})`))).toEqual([]);
  });
});

describe('docs/guides/configuration.md', () => {
  it('shows the variables as they are', () => {
    const rows = rowsBelow('docs/guides/configuration.md', '## Variables');
    const variables = new Map(listVariables().map(({ name, fallback }) => [name, fallback]));
    const shown = rows.flatMap(([names = '', fallbacks = '']) => {
      const inTicks = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word as string);
      return inTicks(names).map((name, index) => [name, inTicks(fallbacks)[index] ?? '']);
    });
    expect(shown.length).toBeGreaterThan(5);
    for (const [name, fallback] of shown) expect([name, variables.get(name as string)]).toEqual([name, fallback]);
  });
});

describe('docs/guides/rails.md', () => {
  const declared = PROVIDERS.flatMap(({ rails }) => rails);

  it('has every rail, with its hours and its expected fee', () => {
    const rows = rowsBelow('docs/guides/rails.md', '## The rails');
    const shown = rows.map(([name, , , hours, fee]) => [name, hours, fee]);
    const real = declared.map(({ name, window, fee }) => {
      const hours = window === null ? 'always' : `${window.opens} to ${window.closes}`;
      return [`\`${name}\``, hours, fee.toLocaleString('en')];
    });
    expect(shown.sort()).toEqual(real.sort());
  });

  it('has every address at which a provider calls back', async () => {
    const shown = rowsBelow('docs/guides/rails.md', '## Callbacks').map(
      ([, url]) => /callbacks\/[a-z]+\/[a-z-]+/.exec(url ?? '')?.[0],
    );
    const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true });
    const providers = readConfiguration(services.api.environment).startProviders();
    const real = providers.flatMap(({ name, callbacks = [] }) =>
      callbacks.map((route) => `callbacks/${name}/${route.path}`),
    );
    await Promise.all(providers.map((provider) => provider.close()));
    expect(providers).toHaveLength(PROVIDERS.length);
    expect(shown.sort()).toEqual(real.sort());
  });
});

describe('docs/guides/reconciliation.md', () => {
  const inGuide = (head: string) => {
    const table = readFileSync('docs/guides/reconciliation.md', 'utf8').split(`\n${head}\n`)[1]?.split('\n\n')[0] ?? '';
    return table
      .split('\n')
      .slice(1)
      .map((row) => row.split('|').map((cell) => cell.trim()));
  };

  it('has every kind of difference', () => {
    const shown = inGuide('| a difference | meaning |').map(([, kind]) => kind);
    expect(shown).toEqual(DIFFERENCE_KIND_NAMES.map((kind) => `\`${kind}\``));
  });

  it('has every word that a row may have for its kind', () => {
    const shown = inGuide('| a row is | when its `type` is |').map(([, kind, words]) => [kind, words]);
    expect(shown).toEqual(Object.entries(LINE_KINDS).map(([kind, words]) => [`\`${kind}\``, words.join(', ')]));
  });

  it('leads to a runbook that says what to do about every kind of difference', () => {
    const [, section = ''] = readFileSync('docs/RUNBOOK.md', 'utf8').split('\n## `statement_differs`');
    const rows = [...(section.split('\n## ')[0] ?? '').matchAll(/^ *\| (`\w+`) \| \S/gm)];
    expect(rows.map(([, kind]) => kind)).toEqual(DIFFERENCE_KIND_NAMES.map((kind) => `\`${kind}\``));
  });
});

describe('docs/ARCHITECTURE.md', () => {
  it('has every table of the database', () => {
    const rows = rowsBelow('docs/ARCHITECTURE.md', '## The tables');
    const shown = rows.flatMap(([names = '']) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    const entities = globSync('{apps,libs}/*/src/**/*.ts').map((file) => readFileSync(file, 'utf8'));
    const real = entities.flatMap((source) => [...source.matchAll(/@Entity\('(\w+)'\)/g)].map(([, name]) => name));
    expect(shown.sort()).toEqual([...real, 'migration'].sort());
  });

  it('has every status, and where it leads', () => {
    const rows = rowsBelow('docs/ARCHITECTURE.md', '## The first table: statuses');
    const shown = rows.flatMap(([names = '', , leads = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => [name, leads === '' ? [] : leads.split(', ').sort()]),
    );
    const real = STATUSES.map((status) => [status, [...new Set(Object.values(TRANSITIONS[status]))].sort()]);
    expect(shown).toEqual(real);
  });

  it('has every loop', () => {
    const rows = rowsBelow('docs/ARCHITECTURE.md', '## The second table: loops');
    expect(rows.map(([name]) => name)).toEqual(LOOPS.map(({ name }) => `\`${name}\``));
  });
});

describe('docs/RUNBOOK.md', () => {
  const runbook = readFileSync('docs/RUNBOOK.md', 'utf8');
  const ASKED_AT_NIGHT = ['Means', 'How bad', 'Look', 'Do', 'Ends', 'Never'];

  it('has a section for every kind of alert', () => {
    const sections = [...runbook.matchAll(/^## `(\w+)`/gm)].map(([, kind]) => kind);
    expect(sections.sort()).toEqual([...ALERT_KINDS].sort());
  });

  it.each(ALERT_KINDS)('has for %s its meaning, severity, place to look, action, end and what never to do', (kind) => {
    const [, section = ''] = runbook.split(`\n## \`${kind}\``);
    const [own = ''] = section.split('\n## ');
    expect([...own.matchAll(/^- \*\*([^*]+):\*\* \S/gm)].map(([, word]) => word)).toEqual(ASKED_AT_NIGHT);
    expect(own).toMatch(/^ {2}npx salur /m);
  });

  it.each(ALERT_KINDS)('has for %s the heading to which messages about it lead', (kind) => {
    expect(runbook).toContain(`\n## \`${kind}\`: ${ALERT_REMEDIES[kind].means}\n`);
  });

  it('lists the severity of each kind of alert once, at the top', () => {
    const rows = rowsBelow('docs/RUNBOOK.md', '## At three in the morning');
    const ranked = rows.flatMap(([, kinds = '']) => [...kinds.matchAll(/`(\w+)`/g)].map(([, kind]) => kind));
    expect(ranked.sort()).toEqual([...ALERT_KINDS].sort());
  });
});

describe('what the commands rest on', () => {
  it('is a CI script that bash can read and every user may run', () => {
    execFileSync('bash', ['-n', '.ci/run']);
    expect(statSync('.ci/run').mode & 0o111).toBe(0o111);
  });

  it('is an entry of every app for `nest start`, which .ci/run tries', () => {
    const { projects } = JSON.parse(readFileSync('nest-cli.json', 'utf8')) as {
      projects: Record<string, { root: string; sourceRoot: string }>;
    };
    expect(Object.values(projects).map(({ root }) => root)).toEqual(expect.arrayContaining(globSync('apps/*')));
    for (const { sourceRoot } of Object.values(projects)) expect(existsSync(`${sourceRoot}/main.ts`)).toBe(true);
  });

  it('is compiled code for every script, from a source that is there', () => {
    const programs = Object.values(scripts).flatMap((command) =>
      [...command.matchAll(/dist\/(\S+)\.js/g)].map(([, file]) =>
        `${file}.ts`.replace(/^programs\/(\w+)\.ts$/, 'apps/$1/src/main.ts'),
      ),
    );
    expect(programs.filter((file) => !existsSync(file))).toEqual([]);
  });
});

describe('docs/RUNBOOK.md on metrics', () => {
  const runbook = readFileSync('docs/RUNBOOK.md', 'utf8');
  const headings = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading as string);
  /** As a page of documents makes it of a heading. */
  const anchorOf = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-');

  it('has every metric, when it looks bad, and where it says what to do then', () => {
    const real = Object.entries<MetricDefinition>(METRICS).map(([name, { of, bad, see }]) => {
      if (bad === null) return [`\`${name}\``, of, '', ''];
      return [`\`${name}\``, of, `\`${bad}\``, `[${see.replaceAll('`', '')}](#${anchorOf(see)})`];
    });
    expect(rowsBelow('docs/RUNBOOK.md', '## Metrics')).toEqual(real);
  });

  it('has the sections that metrics lead to, and names only metrics that exist', () => {
    for (const { see } of Object.values<MetricDefinition>(METRICS)) expect(headings).toContain(see);
    const anchors = headings.map(anchorOf);
    for (const [, anchor] of runbook.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(anchor);
    // The roles of the database are called alike.
    const named = [...runbook.matchAll(/\bsalur_(?!nodejs_|process_|app\b|owner\b)\w+/g)].map(([name]) =>
      name.replace(/(_duration_seconds)_(count|sum|bucket)$/, '$1'),
    );
    expect(named.filter((name) => !(name in METRICS))).toEqual([]);
  });
});
