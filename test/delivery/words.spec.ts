import { globSync, readFileSync } from 'node:fs';

/** Words that docs/GLOSSARY.md replaces, each with what stands in its place. */
const REPLACED: readonly (readonly [RegExp, string])[] = [
  [/\b(told|tells?|telling)\b/i, 'return, report, log or state'],
  [/\b(hears?|heard|hearing)\b/i, 'receive'],
  [/\b(whoever|somebody|nobody)\b/i, 'the actor: the client, the operator, the worker, the provider'],
  [/\bwish(es|ed|ing)?\b/i, 'request, ask for'],
  [/\bpurg(e|es|ed|ing)\b/i, 'erase'],
  [/\bre-?seal(s|ed|ing)?\b/i, 're-encrypt'],
  [/\b(un)?seal(s|ed|ing)?\b/i, 'encrypt, decrypt'],
  [/\bfigures?\b/i, 'metric, or measurement'],
  [/\bshall\b/i, 'must, or the present tense'],
  [/\b(mend|mends|mended|mending)\b/i, 'fix, correct'],
  [/\b(tries|tried|try again)\b/i, 'attempt, retry'],
  [/\bdiscrepanc(y|ies)\b/i, 'difference'],
  [/\b(gateways?|PSP)\b/, 'provider'],
];
/** Generated from the code, and the list itself. */
const LEFT_OUT = ['docs/STATES.md', 'docs/ERRORS.md', 'docs/CODES.md', 'docs/GLOSSARY.md'];
/** Where one of these words is right: the document and the line that has it. */
const EXCEPTIONS: readonly (readonly [string, string])[] = [];

const DOCUMENTS = ['README.md', 'apps/sandbox/README.md', ...globSync('docs/**/*.md').sort()].filter(
  (document) => !LEFT_OUT.includes(document),
);

/** The lines of a document without code and the targets of links: names there belong to the code. */
function proseOf(document: string): string[] {
  const text = readFileSync(document, 'utf8').replace(/^( *)```[\s\S]*?^\1```$/gm, (block) =>
    block.replace(/[^\n]/g, ''),
  );
  return text.split('\n').map((line) => line.replace(/`[^`]*`/g, '``').replace(/\]\([^)]*\)/g, ']'));
}

describe.each(DOCUMENTS)('%s', (document) => {
  it('uses the words of the glossary', () => {
    const found = proseOf(document).flatMap((line, index) =>
      REPLACED.filter(([word]) => word.test(line))
        .filter(() => !EXCEPTIONS.some(([where, words]) => where === document && line.includes(words)))
        .map(([word, better]) => `${document}:${index + 1}: "${word.exec(line)?.[0]}": write ${better}`),
    );
    expect(found).toEqual([]);
  });
});

it('every exception is still needed', () => {
  const unneeded = EXCEPTIONS.filter(([document, words]) => !readFileSync(document, 'utf8').includes(words));
  expect(unneeded).toEqual([]);
});

/** Words that hide the actor or come from translation; no code, comment, test title or document has them. */
const NOWHERE = /\b(told|whoever|nobody|somebody|wish(es|ed)?|shall)\b/i;
/** The only lines that may have them: what is stored, what landed, and the lists of the words themselves. */
const PLACES: readonly (readonly [file: string, line: RegExp])[] = [
  ['docs/GLOSSARY.md', /^\| (payout|wanted) \|/],
  // A user of the operating system.
  ['docs/adr/0026-postgresql-of-development.md', /`postgres` or `nobody`/],
  ['tools/local-postgres/place.ts', /`nobody` exists|'postgres', '_postgres', 'nobody'/],
  // An outcome as it is stored in evidence, and the value of a metric's label.
  ['libs/metrics/src/metrics.ts', /'unready', 'told'/],
  ['libs/providers/src/doku/balance.spec.ts', /outcome: .* : 'told'/],
  ['libs/providers/src/doku/balance.ts', /kind: .* : 'told'/],
  ['libs/providers/src/doku/client.spec.ts', /outcome: 'told'/],
  ['libs/providers/src/doku/client.ts', /kind: 'told'/],
  ['libs/providers/src/duitku/account.spec.ts', /outcome: .* : 'told'/],
  ['libs/providers/src/kit/conversation.ts', /kind: .* : 'told'/],
  // Migrations that have run are not edited.
  ['libs/platform/src/database/migrations/1795300000000-routes.ts', /nobody may change/],
  ['libs/platform/src/database/migrations/1795340000000-webhooks.ts', /want to be told/],
  ['libs/platform/src/database/migrations/1795390000000-two-people.ts', /whoever has it/],
  ['libs/platform/src/database/migrations/1795400000000-personal-data.guards.ts', /whoever has no key/],
  // The lists of these words.
  ['test/delivery/words.spec.ts', /\S/],
  ['tools/measure-house.ts', /^const WORDS = /],
];

describe('words that no file has', () => {
  const lines = globSync(['{apps,libs,test,tools,docs,examples}/**/*.{ts,md}', 'README.md'])
    .filter((file) => !/(^|\/)(node_modules|dist)\//.test(file))
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((text, index) => ({ file, text: text.trim(), where: `${file}:${index + 1}` })),
    )
    .filter(({ text }) => NOWHERE.test(text));
  const isAllowed = (file: string, text: string) => PLACES.some(([place, line]) => place === file && line.test(text));

  it('are in the allowed places only', () => {
    expect(lines.length).toBeGreaterThan(0);
    expect(
      lines.filter(({ file, text }) => !isAllowed(file, text)).map(({ where, text }) => `${where}: ${text}`),
    ).toEqual([]);
  });

  it('are still in every allowed place', () => {
    const unneeded = PLACES.filter(
      ([place, line]) => !lines.some(({ file, text }) => file === place && line.test(text)),
    );
    expect(unneeded).toEqual([]);
  });
});
